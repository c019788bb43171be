"""The addresses of the coordinator's pages."""

from django.urls import URLPattern, path

from clinicians.coordination import invitations

urlpatterns: list[URLPattern] = [
    # --- hub, staff, facts
    # --- invitations
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/one/", invitations.invite, name="invite"),
    path("invitations/ward/", invitations.invite_ward, name="invite_ward"),
    path("invitations/<uuid:pk>/letter/", invitations.letter, name="letter"),
    path("invitations/<uuid:pk>/letters/", invitations.letter, {"pile": True}, name="letters"),
    path("invitations/<uuid:pk>/withdraw/", invitations.withdraw, name="withdraw_invitation"),
    # --- hours and rota
    # --- texts
    # --- schedules
    # --- policies
    # --- instruments
    # --- system
]

"""Inviting patients; the page and its step of setting up a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page, setup_step
from oncocare.joining.inviting import views
from oncocare.people.permissions import Permission
from oncocare.people.roles import PATIENT

page("invitations", _("Invitations"), Permission.INVITE, place=40)
setup_step(
    "invitations",
    _("Print the first letters"),
    _("Each letter lets one person in."),
    place=90,
    done=lambda centre, rota: centre.invitations.filter(role=PATIENT.name).exists(),
)

urlpatterns = [
    path("", views.invitations, name="invitations"),
    path("one/", views.invite, name="invite"),
    path("ward/", views.invite_ward, name="invite_ward"),
    path("<uuid:pk>/letter/", views.letter, name="letter"),
    path("<uuid:pk>/letters/", views.letter, {"pile": True}, name="letters"),
    path("<uuid:pk>/renew/", views.renew, name="renew_invitation"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw_invitation"),
]

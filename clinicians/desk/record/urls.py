"""The addresses of a record and of every answer to a flag or proposal."""

from django.urls import path

from clinicians.desk.record import views

urlpatterns = [
    path("people/<uuid:pk>/", views.record, name="record"),
    path("people/<uuid:pk>/ask/", views.ask, name="ask"),
    path("flags/<uuid:pk>/acknowledge/", views.acknowledge_flag, name="acknowledge_flag"),
    path("proposals/<uuid:pk>/accept/", views.accept_proposal, name="accept_proposal"),
    path("proposals/<uuid:pk>/change/", views.change_proposal, name="change_proposal"),
    path("proposals/<uuid:pk>/decline/", views.decline_proposal, name="decline_proposal"),
    path("pathways/<uuid:pk>/level/", views.set_level, name="set_level"),
    path("pathways/<uuid:pk>/help/began/", views.note_help, {"began": True}, name="help_began"),
    path("pathways/<uuid:pk>/help/ended/", views.note_help, {"began": False}, name="help_ended"),
    *(
        path(f"pathways/<uuid:pk>/{step}/", views.set_status, {"step": step}, name=f"{step}_pathway")
        for step in ("pause", "ill", "resume", "withdraw", "come_back", "end")
    ),
]

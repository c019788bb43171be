"""The addresses of the desk; ids only, nothing clinical."""

from django.urls import include, path

from clinicians import plan_page, views

urlpatterns = [
    path("caseload/", views.caseload, name="caseload"),
    path("caseload/load/", views.load, name="load"),
    path("caseload/find/", views.find, name="find_person"),
    path("centre/", views.centre, name="centre"),
    path("centre/", include("clinicians.coordination.urls")),
    path("people/<uuid:pk>/", views.record, name="record"),
    path("people/<uuid:pk>/schedule/", plan_page.patient_schedule, name="patient_schedule"),
    path("people/<uuid:pk>/ask/", views.ask, name="ask"),
    path("flags/<uuid:pk>/acknowledge/", views.acknowledge_flag, name="acknowledge_flag"),
    path("flags/<uuid:pk>/close/", views.close_flag, name="close_flag"),
    path("proposals/<uuid:pk>/accept/", views.accept_proposal, name="accept_proposal"),
    path("proposals/<uuid:pk>/change/", views.change_proposal, name="change_proposal"),
    path("proposals/<uuid:pk>/decline/", views.decline_proposal, name="decline_proposal"),
    path("pathways/<uuid:pk>/level/", views.set_level, name="set_level"),
    *(
        path(f"pathways/<uuid:pk>/{step}/", views.set_status, {"step": step}, name=f"{step}_pathway")
        for step in ("pause", "ill", "resume", "withdraw", "end")
    ),
]

"""The addresses of the desk; ids only, nothing clinical."""

from django.urls import include, path

from clinicians import caseload_views, duty, message_views, plan_page, views, work_views

urlpatterns = [
    path("caseload/", caseload_views.caseload, name="caseload"),
    path("caseload/load/", caseload_views.load, name="load"),
    path("caseload/find/", caseload_views.find, name="find_person"),
    path("caseload/views/", caseload_views.save_view, name="save_view"),
    path("caseload/views/<uuid:pk>/delete/", caseload_views.delete_view, name="delete_view"),
    path("caseload/hand-over/", caseload_views.hand_over_people, name="hand_over_people"),
    path("caseload/shortcuts/", caseload_views.shortcuts, name="shortcuts"),
    path("tasks/", work_views.my_tasks, name="my_tasks"),
    path("tasks/<uuid:pk>/done/", work_views.finish_task, name="finish_task"),
    path("notes/<uuid:pk>/correct/", work_views.correct_note, name="correct_note"),
    path("centre/", include("clinicians.coordination.urls")),
    path("duty/", duty.my_duty, name="my_duty"),
    path("people/<uuid:pk>/", views.record, name="record"),
    path("people/<uuid:pk>/schedule/", plan_page.patient_schedule, name="patient_schedule"),
    path("people/<uuid:pk>/ask/", views.ask, name="ask"),
    path("people/<uuid:pk>/messages/", message_views.person_messages, name="person_messages"),
    path("people/<uuid:pk>/print/", work_views.print_record, name="print_record"),
    path("people/<uuid:pk>/notes/", work_views.write_note, name="write_note"),
    path("people/<uuid:pk>/contacts/", work_views.log_contact, name="log_contact"),
    path("people/<uuid:pk>/tasks/", work_views.add_task, name="add_task"),
    path("people/<uuid:pk>/clinician/", work_views.assign_clinician, name="assign_clinician"),
    path("flags/<uuid:pk>/acknowledge/", views.acknowledge_flag, name="acknowledge_flag"),
    path("flags/<uuid:pk>/hand-over/", duty.hand_over_flag, name="hand_over_flag"),
    path("flags/<uuid:pk>/close/", views.close_flag, name="close_flag"),
    path("proposals/<uuid:pk>/accept/", views.accept_proposal, name="accept_proposal"),
    path("proposals/<uuid:pk>/change/", views.change_proposal, name="change_proposal"),
    path("proposals/<uuid:pk>/decline/", views.decline_proposal, name="decline_proposal"),
    path("pathways/<uuid:pk>/level/", views.set_level, name="set_level"),
    *(
        path(f"pathways/<uuid:pk>/{step}/", views.set_status, {"step": step}, name=f"{step}_pathway")
        for step in ("pause", "ill", "resume", "withdraw", "come_back", "end")
    ),
]

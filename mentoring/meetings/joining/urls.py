"""The addresses of the page of a session, and of that on which somebody from outside watches a talk."""

from django.urls import path

from mentoring.meetings.joining import views

urlpatterns = [
    path("sessions/<uuid:meeting>/join/", views.join_session, name="join_session"),
    path("sessions/<uuid:meeting>/join/elsewhere/", views.session_elsewhere, name="session_elsewhere"),
    path("sessions/<uuid:meeting>/join/come/", views.come_to_session, name="come_to_session"),
    path("sessions/<uuid:meeting>/join/enter/", views.enter_session, name="enter_session"),
    path("sessions/<uuid:meeting>/join/news/", views.session_news, name="session_news"),
    path("sessions/<uuid:meeting>/join/hand/", views.session_hand, name="session_hand"),
    path("sessions/<uuid:meeting>/join/help/", views.session_help, name="session_help"),
    path("sessions/<uuid:meeting>/join/leave/", views.leave_session, name="leave_session"),
    path("sessions/<uuid:meeting>/join/everybody/", views.let_all_in, name="let_all_in"),
    path("sessions/<uuid:meeting>/join/end/", views.end_session, name="end_session"),
    path("sessions/<uuid:meeting>/join/person/<uuid:person>/", views.session_person, name="session_person"),
    path("talks/<slug:centre>/in/<str:key>/watch/", views.watch_talk, name="watch_talk"),
]

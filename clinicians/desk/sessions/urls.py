"""The addresses of the sessions that one holds, as the desk shows them."""

from django.urls import path

from clinicians.desk.sessions import views

urlpatterns = [
    path("sessions/held/", views.held_sessions, name="held_sessions"),
    path("sessions/held/<uuid:meeting>/", views.session_attendance, name="session_attendance"),
    path("sessions/held/<uuid:meeting>/present/", views.note_all_present, name="note_all_present"),
    path("sessions/held/<uuid:meeting>/minutes/", views.note_session_minutes, name="note_session_minutes"),
    path("sessions/held/<uuid:meeting>/note/", views.write_session_note, name="write_session_note"),
    path("sessions/held/<uuid:meeting>/<uuid:seat>/", views.note_attendance, name="note_attendance"),
]

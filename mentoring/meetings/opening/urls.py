"""The addresses at which people book, move and ask for private sessions, and clinicians open hours."""

from django.urls import path

from mentoring.meetings.opening import views

urlpatterns = [
    path("sessions/book/", views.book_session, name="book_session"),
    path("sessions/ask/", views.ask_for_session, name="ask_for_session"),
    path("sessions/<uuid:meeting>/move/", views.move_own_session, name="move_own_session"),
    path("sessions/hours/", views.opened_hours, name="opened_hours"),
    path("sessions/hours/<uuid:hours>/close/", views.close_hours, name="close_hours"),
]

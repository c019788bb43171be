"""The addresses of a person's own sessions, and of the places of a session for whoever leads it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.places import views
from mentoring.meetings.places.held import views as held
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

ELSEWHERE = (Permission.LEAD_SESSIONS, Permission.SEE_OWN_COURSE)  # whose own pages lead there
entry("sessions", _("My sessions"), Permission.COME_TO_SESSIONS, place=55, unless=ELSEWHERE)

urlpatterns = [
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<uuid:meeting>/", views.session, name="session"),
    path("sessions/<uuid:meeting>/take/", views.take_place, name="take_place"),
    path("sessions/<uuid:meeting>/answer/", views.answer_session, name="answer_session"),
    path("sessions/<uuid:meeting>/give-back/", views.give_back, name="give_back"),
    path("sessions/led/<uuid:meeting>/places/", held.session_places, name="session_places"),
    path("sessions/led/<uuid:meeting>/places/<uuid:seat>/release/", held.release_seat, name="release_seat"),
]

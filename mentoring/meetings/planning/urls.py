"""The addresses at which staff plan sessions, and see what stands in their weeks."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.planning import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("led_sessions", _("Sessions"), Permission.LEAD_SESSIONS, place=27)

urlpatterns = [
    path("sessions/led/", views.led_sessions, name="led_sessions"),
    path("sessions/led/new/", views.plan_session, name="plan_session"),
    path("sessions/led/<uuid:meeting>/", views.lead_session, name="lead_session"),
    path("sessions/led/<uuid:meeting>/change/", views.change_session, name="change_session"),
    path("sessions/led/<uuid:meeting>/change-all/", views.change_later_sessions, name="change_later_sessions"),
    path("sessions/led/<uuid:meeting>/move/", views.move_session, name="move_session"),
    path("sessions/led/<uuid:meeting>/call-off/", views.call_off_session, name="call_off_session"),
    path("sessions/led/<uuid:meeting>/end/", views.end_session_series, name="end_session_series"),
    path("sessions/led/<uuid:meeting>/take-over/", views.take_over_session, name="take_over_session"),
]

"""The address of the sessions of a centre in numbers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page
from clinicians.centre.sessions import views
from oncocare.people.permissions import Permission

page("centre_sessions", _("Sessions"), Permission.MANAGE_CENTRE, place=101)

urlpatterns = [path("sessions/", views.sessions, name="centre_sessions")]

"""The address of the expected course."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.expected import views
from clinicians.centre.registry import page
from oncocare.people.permissions import Permission

page("centre_expected", _("Expected course"), Permission.MANAGE_CENTRE, place=115)

urlpatterns = [path("expected/", views.centre_expected, name="centre_expected")]

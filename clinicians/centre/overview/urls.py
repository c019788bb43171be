"""The address of the first page of a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.overview import views
from clinicians.centre.registry import page
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("centre", _("Centre"), Permission.SEE_INSTRUMENTS, place=50)
page("centre", _("Overview"), Permission.SEE_INSTRUMENTS, place=10)

urlpatterns = [path("", views.overview, name="centre")]

"""The addresses of system health."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page
from clinicians.centre.system import views
from oncocare.people.permissions import Permission

page("centre_system", _("System health"), Permission.SEE_SYSTEM, place=130)

urlpatterns = [
    path("system/", views.system, name="centre_system"),
    path("system/again/", views.try_again, name="try_again"),
]

"""The addresses of the instruments of a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.instruments import views
from clinicians.centre.registry import page
from oncocare.people.permissions import Permission

page("centre_instruments", _("Instruments"), Permission.SEE_INSTRUMENTS, place=120)

urlpatterns = [
    path("instruments/", views.instruments, name="centre_instruments"),
    path("instruments/load/", views.load_pack, name="load_pack"),
]

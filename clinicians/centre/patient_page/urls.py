"""The addresses of what a centre decides about the page of its patients."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.patient_page import views
from clinicians.centre.registry import page
from oncocare.people.permissions import Permission

page("centre_patient_page", _("The page of patients"), Permission.MANAGE_CENTRE, place=97)

urlpatterns = [
    path("patient-page/", views.patient_page, name="centre_patient_page"),
    path("patient-page/<slug:leaflet>/<slug:language>/", views.leaflet, name="centre_leaflet"),
]

"""The addresses of staffed hours, holidays and the promise."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.hours import views
from clinicians.centre.registry import page, setup_step
from oncocare.people.permissions import Permission

page("centre_hours", _("Hours and holidays"), Permission.SEE_ROTA, place=60)
setup_step(
    "centre_hours",
    _("Say when somebody reads answers"),
    _("A worrying answer is promised to be read within these hours."),
    place=30,
    done=lambda centre, rota: bool(rota.hours),
)

urlpatterns = [
    path("hours/", views.hours, name="centre_hours"),
    path("hours/holidays/", views.holidays, name="centre_holidays"),
    path("hours/promise/", views.promise, name="centre_promise"),
]

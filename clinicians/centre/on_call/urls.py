"""The addresses of what is outside the staffed hours."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.on_call import views
from clinicians.centre.registry import page, setup_step
from oncocare.people.permissions import Permission
from oncocare.safety.rota.selectors import off_hours_of

page("centre_on_call", _("Outside the staffed hours"), Permission.SEE_ROTA, place=75)
setup_step(
    "centre_on_call",
    _("Say who answers outside the staffed hours"),
    _("Somebody may write at night that they think of ending their life. Until this is settled nobody is invited."),
    place=45,
    done=lambda centre, rota: off_hours_of(centre, rota.hours).settled,
)

urlpatterns = [
    path("on-call/", views.on_call, name="centre_on_call"),
    path("on-call/sign/", views.sign, name="sign_uncovered_hours"),
]

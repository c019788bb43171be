"""The address of the facts about a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.facts import views
from clinicians.centre.registry import page, setup_step
from oncocare.people.permissions import Permission

page("centre_facts", _("About the centre"), Permission.MANAGE_CENTRE, place=20)
setup_step(
    "centre_facts",
    _("Say who and where the centre is"),
    _("Letters and pages show the phone number that patients may call."),
    place=10,
    done=lambda centre, rota: bool(centre.phone and centre.address),
)

urlpatterns = [path("facts/", views.facts, name="centre_facts")]

"""The addresses of the crisis numbers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.crisis import views
from clinicians.centre.registry import page, setup_step
from oncocare.people.permissions import Permission
from oncocare.safety.crisis.selectors import review_due

page("centre_crisis", _("Crisis numbers"), Permission.SEE_ROTA, place=80)
setup_step(
    "centre_crisis",
    _("Call every crisis number"),
    _("They are on every page. Each must be right, also at night."),
    place=50,
    done=lambda centre, rota: not review_due(centre),
)

urlpatterns = [
    path("crisis/", views.crisis, name="centre_crisis"),
    path("crisis/review/", views.review, name="review_crisis_numbers"),
]

"""The addresses of the policy of a centre."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.policies import views
from clinicians.centre.registry import page, setup_step
from oncocare.people.permissions import Permission
from steps.models import CentrePolicy

page("centre_policies", _("Policy"), Permission.SEE_INSTRUMENTS, place=110)
setup_step(
    "centre_policies",
    _("Put a policy into force"),
    _("It turns answers into a level. One person proposes it, another activates it."),
    place=70,
    done=lambda centre, rota: CentrePolicy.objects.filter(centre=centre).exists(),
)

urlpatterns = [
    path("policies/", views.policies, name="centre_policies"),
    path("policies/days/", views.answer_days, name="set_answer_days"),
    path("policies/propose/", views.propose, name="propose_policy"),
    path("policies/<uuid:pk>/activate/", views.activate, name="activate_policy"),
    path("policies/<uuid:pk>/decline/", views.decline, name="decline_policy"),
]

"""What guiding does when a level changes, a pathway stops, a plan is done, or somebody was written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oncocare.events.registry import handles
from oncocare.notifications.actions import queue
from oncocare.people.kinds import ACCESS_ENDED, CLINICIAN_CHANGED, ROLE_ENDED
from oncocare.people.models import Patient, User
from steps.campus.guiding import actions
from steps.campus.guiding.kinds import REVIEWED
from steps.campus.guiding.selectors import is_out_of_step
from steps.campus.kinds import CAMPUS_REVIEWED, PLAN_DONE
from steps.campus.models import CampusReview, Guidance
from steps.kinds import LEVEL_CHANGED, PATHWAY_RESUMED, PATHWAY_STOPPED


def _follow(pk: Any) -> None:
    """Most changes of level are about nobody who is, or is to be, guided: that is asked first, in one query."""
    if is_out_of_step(pk):
        actions.follow(by=actions.BY, patient=_patient(pk))


def _patient(pk: Any) -> Patient:
    return Patient.objects.select_related("centre", "clinician").get(pk=pk)


@handles(LEVEL_CHANGED, later=True)
def guide_whoever_is_at_level_2(event: Mapping[str, Any]) -> None:
    """Who enters level 2 is guided from now on, and who leaves it no longer; what holds now counts."""
    _follow(event["patient"])


@handles(PATHWAY_STOPPED, later=True)
def guide_nobody_who_is_asked_nothing(event: Mapping[str, Any]) -> None:
    """Who paused, is too ill, left or died is not guided."""
    _follow(event["patient"])


@handles(PATHWAY_RESUMED, later=True)
def guide_again_who_goes_on(event: Mapping[str, Any]) -> None:
    """Who goes on at level 2 is guided again, by whoever did."""
    _follow(event["patient"])


@handles(ACCESS_ENDED)
def name_somebody_else(event: Mapping[str, Any]) -> None:
    """Whoever cannot sign in any more guides nobody."""
    actions.let_go(by=actions.BY, user=User.objects.get(pk=event["user"]))


@handles(ROLE_ENDED)
def name_somebody_else_here(event: Mapping[str, Any]) -> None:
    """Whoever lost the role guides nobody there any more, whatever else they still are."""
    actions.let_go(by=actions.BY, user=User.objects.get(pk=event["user"]))


@handles(CLINICIAN_CHANGED)
def go_on_with_whom_one_guides(event: Mapping[str, Any]) -> None:
    """Handing somebody over changes who looks after them, not who guides them."""
    if Guidance.objects.filter(patient=event["patient"], until=None).exists():
        patient = _patient(event["patient"])
        actions.go_on_with(by=actions.BY, patient=patient, handed_by=event["by"], at=event["at"])


@handles(PLAN_DONE)
def tell_of_a_plan_done(event: Mapping[str, Any]) -> None:
    """Once for each day on which nothing was left to do."""
    actions.plan_done(patient=_patient(event["patient"]), day=date.fromisoformat(event["day"]))


@handles(CAMPUS_REVIEWED)
def tell_who_was_written_to(event: Mapping[str, Any]) -> None:
    """The patient learns that there is something to read; what it says stands on their page."""
    made = CampusReview.objects.select_related("patient__user", "centre").get(pk=event["review"])
    if made.patient.user:  # else the account is closed
        queue(user=made.patient.user, centre=made.centre, kind=REVIEWED, source=str(made.pk))

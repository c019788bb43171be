"""What makes a plan anew: whatever changes what the table is told."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.people.models import Patient
from questionnaires.kinds import RESPONSE_SUBMITTED
from questionnaires.models import Response
from questionnaires.selectors import open_in_bundle
from steps.campus.kinds import PIECE_FINISHED, PIECE_OPENED, RECOMMENDED, SYMPTOM_REPORTED, TOUR_TAKEN
from steps.campus.plan.actions import renew_plan
from steps.kinds import LEVEL_CHANGED, PATHWAY_RESUMED

BY = "system:campus"


@handles(RESPONSE_SUBMITTED, later=True)
def renew_after_answers(event: Mapping[str, Any]) -> None:
    """Answers change what fits, once everything that was due together has come."""
    if not open_in_bundle(event["bundle"]).exists():
        _renew(Response.objects.values_list("patient", flat=True).get(pk=event["response"]))


@handles(LEVEL_CHANGED, later=True)
def renew_at_a_level(event: Mapping[str, Any]) -> None:
    """Whoever enters level 2 has a plan at once."""
    _renew(event["patient"])


@handles(PATHWAY_RESUMED, later=True)
def renew_after_a_pause(event: Mapping[str, Any]) -> None:
    """Whoever goes on finds what fits today, not what fitted then."""
    _renew(event["patient"])


@handles(PIECE_OPENED, later=True)
def renew_after_opening(event: Mapping[str, Any]) -> None:
    """What is begun comes first."""
    _renew(event["patient"])


@handles(PIECE_FINISHED, later=True)
def renew_after_finishing(event: Mapping[str, Any]) -> None:
    """What is finished makes room, and what is said of it counts."""
    _renew(event["patient"])


@handles(RECOMMENDED)
def renew_after_a_recommendation(event: Mapping[str, Any]) -> None:
    """What a clinician recommends comes first, what they hide goes: at once, for the page that follows shows it."""
    _renew(event["patient"])


@handles(TOUR_TAKEN)
def renew_after_a_tour(event: Mapping[str, Any]) -> None:
    """What somebody chose to begin with, at once: the page that follows shows it."""
    _renew(event["patient"])


@handles(SYMPTOM_REPORTED, later=True)
def renew_after_a_symptom(event: Mapping[str, Any]) -> None:
    """A symptom has its own pieces."""
    _renew(event["patient"])


def _renew(patient: Any) -> None:
    renew_plan(by=BY, patient=Patient.objects.get(pk=patient))

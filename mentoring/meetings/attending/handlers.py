"""What happens to the places of a person when they die."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.meetings.attending import actions
from oncocare.events.registry import handles
from oncocare.people.models import Patient
from steps.kinds import PATHWAY_STOPPED


@handles(PATHWAY_STOPPED)
def leave_sessions_in_silence(event: Mapping[str, Any]) -> None:
    """Who died has no place in any session from then on; nobody is told. It is done at once: a reminder may be due."""
    patient = Patient.objects.select_related("centre").get(pk=event["patient"])
    if patient.died_on:
        actions.end_in_silence(by=actions.BY, patient=patient)

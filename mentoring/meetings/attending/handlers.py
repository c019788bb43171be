"""What is said no more of sessions when somebody dies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.meetings.attending import actions
from oncocare.events.registry import handles
from oncocare.people.models import Patient
from steps.kinds import PATHWAY_STOPPED


@handles(PATHWAY_STOPPED)
def leave_sessions_in_silence(event: Mapping[str, Any]) -> None:
    """Nothing says that somebody who died did not come to a session since then."""
    patient = Patient.objects.select_related("centre").get(pk=event["patient"])
    if patient.died_on:
        actions.end_in_silence(by=actions.BY, patient=patient)

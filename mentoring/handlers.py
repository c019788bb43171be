"""What this room does when the room below tells it that somebody improved."""

from collections.abc import Mapping
from typing import Any

from mentoring import actions
from oncocare.events.registry import handles
from oncocare.people.models import Patient
from steps.kinds import NOMINATION_WITHDRAWN, PATHWAY_IMPROVED
from steps.models import Decision


@handles(PATHWAY_IMPROVED)
def nominate(event: Mapping[str, Any]) -> None:
    """Remember that this person might become a mentor, unless the day was decided again meanwhile."""
    decision = Decision.objects.get(pk=event["decision"])
    newest = Decision.objects.filter(pathway=decision.pathway_id, point=decision.point).last()
    if newest and not newest.nominate:
        return
    actions.nominate(by="system:rules", patient=Patient.objects.get(pk=event["patient"]), decision=event["decision"])


@handles(NOMINATION_WITHDRAWN)
def withdraw(event: Mapping[str, Any]) -> None:
    """The day was decided again and no longer says so."""
    actions.withdraw(by="system:rules", patient=Patient.objects.get(pk=event["patient"]), decision=event["decision"])

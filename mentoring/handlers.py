"""What this room does when the room below tells it that somebody improved."""

from collections.abc import Mapping
from typing import Any

from mentoring import actions
from oncocare.accounts.models import Patient
from oncocare.events.registry import handles
from steps.kinds import NOMINATION_WITHDRAWN, PATHWAY_IMPROVED


@handles(PATHWAY_IMPROVED)
def nominate(event: Mapping[str, Any]) -> None:
    """Remember that this person might become a mentor."""
    actions.nominate(by="system:rules", patient=Patient.objects.get(pk=event["patient"]), decision=event["decision"])


@handles(NOMINATION_WITHDRAWN)
def withdraw(event: Mapping[str, Any]) -> None:
    """The day was decided anew and no longer says so."""
    actions.withdraw(by="system:rules", patient=Patient.objects.get(pk=event["patient"]), decision=event["decision"])

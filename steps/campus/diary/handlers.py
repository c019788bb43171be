"""What this folder does when a room below tells it something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.people.models import Patient
from oncocare.signin.kinds import ACCOUNT_CLOSED
from steps.campus.diary.actions import forget_private


@handles(ACCOUNT_CLOSED)
def forget_what_nobody_else_read(event: Mapping[str, Any]) -> None:
    """What a person kept for themselves goes with their account, at every centre of theirs."""
    for patient in Patient.objects.select_related("centre").filter(user=event["user"]):
        forget_private(by="system:account", patient=patient)

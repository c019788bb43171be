"""Keeping what a person said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from oncocare.accounts.models import Patient
from oncocare.audit.actions import actor, record
from oncocare.consent.models import Answer, Text
from oncocare.foundation import clock
from oncocare.foundation.unit import action


@action
def answer(*, by: Any, patient: Patient, text: Text, said: str, channel: str, at: datetime | None = None) -> Answer:
    """What this person said to this text."""
    kept = Answer.objects.create(
        patient=patient, centre=patient.centre, purpose=text.about, said=said, text=text, text_sha256=text.sha256,
        language=text.language, at=at or clock.now(), by=actor(by), channel=channel,
    )  # fmt: skip
    record(by=by, verb="consent.answered", subject=kept, patient=patient, centre=patient.centre, said=said)
    return kept

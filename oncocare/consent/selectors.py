"""Reading consent."""

from __future__ import annotations

from oncocare.accounts.models import Patient
from oncocare.consent.models import Answer


def holds(patient: Patient, purpose: str) -> bool:
    """Whether this person's latest yes or no to the purpose is a yes."""
    said = Answer.objects.filter(patient=patient, purpose=purpose).exclude(said=Answer.Said.NOT_NOW)
    return said.order_by("-id").values_list("said", flat=True).first() == Answer.Said.YES

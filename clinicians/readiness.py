"""What a centre needs before its first patient: each step with whether it is done, read from the rooms below."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.accounts.models import Centre


@dataclass(frozen=True)
class Step:
    """One thing to set up: where, and why it matters to a patient."""

    name: str
    why: str
    url: str
    done: bool


def steps_of(centre: Centre) -> list[Step]:
    """What is to be set up, in the order in which a new centre does it."""
    return [
        Step(
            _("Say who and where the centre is"),
            _("Letters and pages show the phone number that patients may call."),
            reverse("centre_facts"),
            bool(centre.phone and centre.address),
        ),
    ]

"""What a centre needs before its first patient: each step with whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from clinicians.centre.registry import setup_steps
from oncocare.people.models import Centre
from oncocare.safety.rota.duty import Rota

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Step:
    """One thing to set up: where, why it matters to a patient, whether it is done, and how far where that says more."""

    name: StrOrPromise
    why: StrOrPromise
    url: str
    done: bool
    far: str


def steps_of(centre: Centre, rota: Rota) -> list[Step]:
    """What is to be set up, in the order in which a new centre does it; `rota` is the centre's own."""
    return [
        Step(step.name, step.why, reverse(step.url_name), step.done(centre, rota), step.far(centre))
        for step in setup_steps()
    ]

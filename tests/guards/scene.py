"""The cast with something to act on: what the permission matrix, the table guards and the header guards look at."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from mentoring.actions import nominate
from oncocare.audit.actions import digest
from oncocare.audit.models import Seal
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.safety.actions import set_staffed_hours
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from questionnaires.actions import adopt_schedule, save_answer, submit
from questionnaires.models import Assignment, TextPack
from questionnaires.schedule import shipped
from steps.actions import override
from steps.levels import Level
from steps.models import Pathway, Proposal
from tests.cast import BY, Cast, due, phq9


@dataclass(frozen=True)
class Scene:
    """Ana answered so that a flag and a proposal stand; a second set of questions is due, with one answer given."""

    cast: Cast
    answered: Assignment
    open: Assignment
    flag: Flag
    proposal: Proposal
    pathway: Pathway


def furnish(cast: Cast) -> Scene:
    """One row at least in every table, through the real actions where there are such."""
    patient = cast.patient(cast.ana)
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(0, clock.now().time().min, clock.now().time().max)])
    override(by=cast.clara, pathway=cast.pathway(cast.bea), to=Level.CAMPUS, reason="made up")
    [answered] = due(patient)
    submit(by=cast.ana, assignment=answered, answers=phq9(22, 1), key=uuid.uuid4())
    with clock.at(clock.now() + timedelta(seconds=1)):
        relay()
    answered.refresh_from_db()
    [waiting] = due(patient)
    save_answer(by=cast.ana, assignment=waiting, item="1", code=1)
    proposal = Proposal.objects.get()
    nominate(by=BY, patient=cast.patient(cast.bea), decision=str(proposal.decision_id))
    Seal.objects.create(last_transaction=1, last_row=1, rows=0, previous="", sha256=digest("", []))
    TextPack.objects.create(
        centre=cast.here, instrument="made-up", language="en", reference="made up", holder="made up",
        valid_until=clock.now().date(), content={}, sha256="0" * 64,
    )  # fmt: skip
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])
    return Scene(cast, answered, waiting, Flag.objects.get(), proposal, cast.pathway(cast.ana))


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

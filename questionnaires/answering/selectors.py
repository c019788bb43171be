"""What somebody has answered and not sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oncocare.people.models import Patient
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import concerns
from questionnaires.models import Assignment, Draft


@dataclass(frozen=True)
class Unfinished:
    """Answers that were not sent and make no score. Of questions that are `still_open` only those that worry: the
    others are the person's own until they are sent.
    """

    assignment: uuid.UUID
    instrument: str
    answers: Mapping[str, int | None]
    at: datetime
    still_open: bool


def unfinished_of(patient: Patient) -> list[Unfinished]:
    """What this person answered and did not send, or has not sent yet."""
    drafts = Draft.objects.filter(assignment__patient=patient).exclude(answers={}).select_related("assignment")
    return [row for row in map(_unfinished, drafts) if row.answers]


def _unfinished(draft: Draft) -> Unfinished:
    asked = draft.assignment
    if asked.state != Assignment.State.OPEN:
        return Unfinished(asked.pk, asked.instrument, draft.answers, draft.changed, still_open=False)
    known = definition(asked.instrument)
    worrying = {item: code for item, code in draft.answers.items() if concerns(known, {item: code}, own=True)}
    given = [datetime.fromisoformat(at) for item, at in draft.timings.items() if item in worrying]
    return Unfinished(asked.pk, asked.instrument, worrying, max(given, default=draft.changed), still_open=True)

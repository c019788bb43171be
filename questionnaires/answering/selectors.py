"""What somebody has answered and not sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.scoring import concerns
from questionnaires.models import Assignment, Draft


@dataclass(frozen=True)
class Unfinished:
    """Answers that were not sent and make no score. Of questions that are still `open` only those that worry: the
    others are the person's own until they are sent. Also of those that were `replaced` only those that worry.
    """

    assignment: uuid.UUID
    instrument: str
    answers: Mapping[str, int | None]
    at: datetime
    state: Literal["open", "unfinished", "replaced"]


def unfinished_among(asked: Iterable[Assignment]) -> list[Unfinished]:
    """What was answered and not sent, or not sent yet, of these assignments, each fetched with its draft."""
    drafts = [one.draft for one in asked if hasattr(one, "draft") and one.draft.answers]
    return [row for draft in drafts for row in (_unfinished(draft), *_replaced(draft)) if row.answers]


def _unfinished(draft: Draft) -> Unfinished:
    asked = draft.assignment
    if asked.state != Assignment.State.OPEN:
        return Unfinished(asked.pk, asked.instrument, draft.answers, draft.changed, "unfinished")
    worrying = _worrying(asked, draft.answers)
    given = [datetime.fromisoformat(at) for item, at in draft.timings.items() if item in worrying]
    return Unfinished(asked.pk, asked.instrument, worrying, max(given, default=draft.changed), "open")


def _replaced(draft: Draft) -> Iterator[Unfinished]:
    asked = draft.assignment
    for item, code, moment in draft.replaced:
        if draft.answers[item] != code:
            worrying = _worrying(asked, {item: code})
            yield Unfinished(asked.pk, asked.instrument, worrying, datetime.fromisoformat(moment), "replaced")


def _worrying(asked: Assignment, answers: Mapping[str, int | None]) -> dict[str, int | None]:
    known = definition(asked.instrument)
    return {item: code for item, code in answers.items() if concerns(known, {item: code}, own=True)}

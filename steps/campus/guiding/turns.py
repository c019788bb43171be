"""When whoever guides a person looks again, and when somebody has been quiet for long. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

EVERY = timedelta(days=14)  # from one review to the next
QUIET = timedelta(days=21)  # without anything opened
ANSWERED_IN = timedelta(days=3)  # to ask after somebody
WEEK = timedelta(days=7)


class DueOn(Protocol):
    """Whatever is due on a day."""

    @property
    def due(self) -> date:
        """The day."""


D = TypeVar("D", bound=DueOn)


@dataclass(frozen=True)
class Turns(Generic[D]):
    """What is due, the earliest first: past its day, in the seven days from today, and later."""

    overdue: Sequence[D]
    this_week: Sequence[D]
    later: Sequence[D]


def in_turns(due: Iterable[D], today: date) -> Turns[D]:
    """These in their order, by how far off their day is."""
    rows = sorted(due, key=lambda one: one.due)
    return Turns(
        [one for one in rows if one.due < today],
        [one for one in rows if today <= one.due < today + WEEK],
        [one for one in rows if one.due >= today + WEEK],
    )


def quiet(last: date, today: date) -> bool:
    """Whether nothing was opened for three weeks since that day."""
    return today - last >= QUIET

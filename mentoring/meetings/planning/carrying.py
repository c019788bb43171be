"""Which meeting of a series becomes which of the one that follows it, and what of it stays. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Protocol, TypeVar

from mentoring.meetings.planning.facts import PlannedFacts

Date = TypeVar("Date")


class WasPlanned(Protocol):
    """A meeting of the series that ends, and whether it was called off."""

    off: Any


Old = TypeVar("Old", bound=WasPlanned)


def carried(old: Sequence[Old], new: Sequence[Date], *, same_rhythm: bool) -> list[tuple[Old | None, Date | None]]:
    """Each meeting to come, in order, with the date that it has from now on; None beside one that has none any more,
    and beside a date that is new. People keep their places, for a meeting stays the same row.

    With the same rhythm the third stays the third, so a date that was called off stays called off. With another rhythm
    weeks do not answer to weeks: those that were called off stay behind.
    """
    left = list(old) if same_rhythm else [one for one in old if not one.off]
    return list(zip_longest(left, new))


# What is changed of one meeting alone is changed together: who leads it, and where it is.
TOGETHER = (
    ("host", "second"), ("provider", "place", "link", "phone"), ("group",), ("title",), ("about",), ("language",),
    ("capacity",), ("recorded",),
)  # fmt: skip


def kept_by_hand(meeting: Any, series: Any, facts: PlannedFacts) -> PlannedFacts:
    """What a meeting is from now on where its series is `facts`: what was changed in it alone, so that it is another
    than in its `series` as it was, stays.
    """
    own: dict[str, Any] = {}
    for names in TOGETHER:
        mine = {name: getattr(meeting, name) for name in names}
        if mine != {name: getattr(series, name) for name in names}:
            own |= mine
    return replace(facts, **own)

"""The kinds of messages about texts, and how one of them names the day that it is about."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

REVIEW, BACK, PUBLISHED, ENDED = "library.review", "library.back", "library.published", "library.ended"
MOVED, EXPIRING, EXPIRED = "library.moved", "library.expiring", "library.expired"


class DayTold(NamedTuple):
    """What a message is about: what of its kind happened in a day at a centre, which is named by its id."""

    kind: str
    centre: str
    day: date


def source_of(kind: str, centre: Any, day: date) -> str:
    """By which a message names what it is about. Its kind is in it: of one source only the newest message is sent."""
    return f"{kind}:{centre}:{day.isoformat()}"


def day_told(source: str) -> DayTold:
    """What `source_of` was given."""
    kind, centre, day = source.split(":")
    return DayTold(kind, centre, date.fromisoformat(day))

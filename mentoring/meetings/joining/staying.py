"""For how long somebody was in the room of a meeting, by the signs that their page was there. Pure."""

from __future__ import annotations

from datetime import datetime

from mentoring.meetings.joining.doors import AWAY

MINUTE = 60  # seconds


def counted(there: int, heard: datetime, now: datetime) -> int:
    """The seconds in the room until now, of whoever was there for `there` seconds as their page was last `heard` of;
    both moments are aware. Silence longer than a page that is there ever keeps was time away, and is not counted.
    """
    silence = now - heard
    return there + int(silence.total_seconds()) if now >= heard and silence <= AWAY else there


def as_minutes(there: int) -> int | None:
    """Whole minutes, to the nearest; None for less than half of one: nobody was there."""
    return (there + MINUTE // 2) // MINUTE or None

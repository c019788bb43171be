"""How events and the sources of messages name a moment, and how a session is held. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any


def stamp_of(moment: datetime | None) -> str:
    """An aware moment, such as `2026-03-05T16:00:00+00:00`, in whatever zone it is given; empty for none."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def sign_of(meeting: Any) -> str:
    """Stands for what whoever has a place must know of a meeting beside its time: who leads it, where it is, how one
    calls, and whether it is recorded. Another one where any of these is another; it holds no word of them.
    """
    told = (meeting.host_id, meeting.provider, meeting.place, meeting.link, meeting.phone, meeting.recorded)
    return hashlib.sha256(repr(tuple(map(str, told))).encode()).hexdigest()[:16]


def stamp_of_move(begins: datetime, moves: int) -> str:
    """The same of a meeting that was moved so often: moved to a time at which it was before, it is told once more."""
    return f"{stamp_of(begins)}#{moves}"

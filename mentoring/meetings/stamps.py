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
    where = (meeting.provider, meeting.place, meeting.link, meeting.phone)
    return _digest(meeting.host_id, *where, meeting.recorded)


def version_of(meeting: Any) -> str:
    """Stands for all that can be changed about a meeting with its times, which are `begins`, `ends` and `off`; another
    one where any of it is another.
    """
    words = (meeting.title, meeting.about, meeting.language, meeting.capacity, meeting.second_id, meeting.group_id)
    when = (stamp_of(meeting.begins), stamp_of(meeting.ends), meeting.off)
    return _digest(sign_of(meeting), *words, *when)


def _digest(*told: Any) -> str:
    return hashlib.sha256(repr(tuple(map(str, told))).encode()).hexdigest()[:16]


def stamp_of_move(begins: datetime, moves: int) -> str:
    """The same of a meeting that was moved so often: moved to a time at which it was before, it is told once more."""
    return f"{stamp_of(begins)}#{moves}"

"""A moment as events and the sources of messages name it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp_of(moment: datetime | None) -> str:
    """An aware moment, such as `2026-03-05T16:00:00+00:00`, in whatever zone it is given; empty for none."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def stamp_of_move(begins: datetime, moves: int) -> str:
    """The same of a meeting that was moved so often: moved to a time at which it was before, it is told once more."""
    return f"{stamp_of(begins)}#{moves}"

"""How many minutes a session was for somebody, as far as one knows, and what the minutes of staff are called. Pure."""

from __future__ import annotations

from datetime import datetime

from mentoring.meetings.of_kinds import MeetingType

PRESENT, LATE = "present", "late"  # values of `Seat.Attendance`: these were there
SHORTEST, LONGEST = 1, 480  # minutes that may be written down of one session
EFFORT = "session."  # how the work is called in the room of minutes; then the kind of session


def work_of(kind: str) -> str:
    """What the minutes of staff in a session of this kind are called, such as `session.private`."""
    return f"{EFFORT}{MeetingType(kind).value}"


def planned_minutes(begins: datetime, ends: datetime) -> int:
    """How long a session is meant to be, in whole minutes; both moments are aware."""
    return int((ends - begins).total_seconds()) // 60


def minutes_there(attendance: str, *, said: int | None, counted: int | None, planned: int) -> int | None:
    """The minutes of one person: those that were `said`, else those the room `counted`, else those `planned` where
    they were there from the beginning. Who came late was there for fewer, and without a word nobody knows how many:
    None. Who did not come has none.
    """
    if attendance not in (PRESENT, LATE):
        return None
    if said is not None:
        return said
    if counted is not None:
        return counted
    return planned if attendance == PRESENT else None

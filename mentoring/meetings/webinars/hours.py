"""When people come into a talk and are reminded of it, and how long an address is kept; of aware moments. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.meetings.rooms.keys import DOORS_CLOSE, doors_are_open

ADDRESS_KEPT = timedelta(weeks=4)  # after the talk
CONFIRMED_WITHIN = timedelta(days=2)  # a later press of the button comes from nobody who waits for it
REMIND_WITHIN = timedelta(hours=24)
DAYTIME = time(9), time(21)  # when a reminder may come


class TalkPhase(StrEnum):
    """Where a talk is in its life."""

    COMING = "coming"
    OPEN = "open"  # people may come in, and stay a while after its end
    OVER = "over"
    OFF = "called off"


def phase_of(begins: datetime, ends: datetime, now: datetime, *, off: bool) -> TalkPhase:
    """Where a talk is at a moment. What was called off stays so."""
    if off:
        return TalkPhase.OFF
    if doors_are_open(begins=begins, ends=ends, now=now):
        return TalkPhase.OPEN
    return TalkPhase.COMING if now < begins else TalkPhase.OVER


def reminder_is_due(begins: datetime, confirmed: datetime, now: datetime, zone: str) -> bool:
    """Whether somebody who confirmed at a moment is reminded now: within the day before the talk, by day on the wall of
    that zone, and only who confirmed before that day.
    """
    first, last = DAYTIME
    local = now.astimezone(ZoneInfo(zone)).time()
    return begins - REMIND_WITHIN <= now < begins and first <= local < last and confirmed < begins - REMIND_WITHIN


def minutes_there(came_in: datetime, ends: datetime, now: datetime) -> int:
    """Whole minutes since somebody came in, until the doors close at most; never below 0."""
    return max(0, int((min(now, ends + DOORS_CLOSE) - came_in).total_seconds() // 60))


def city_of(zone: str) -> str:
    """By which place people know a zone: `Madrid` of Europe/Madrid."""
    return zone.rpartition("/")[2].replace("_", " ")

"""When the page of a meeting opens, and who comes straight in. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.rooms.keys import DOORS_CLOSE, opens_at

AWAY = timedelta(seconds=45)  # a page that has not asked for so long is not there
NOTED_EVERY = timedelta(seconds=10)  # how often it is written down that a page is still there
BY_THEMSELVES = 30  # places up to which people wait until they are let in one by one


class RoomDoor(StrEnum):
    """Whether a page of a meeting can be entered now."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CALLED_OFF = "called off"


def door_at(
    begins: datetime, ends: datetime, now: datetime, *, called_off: bool = False, ended: bool = False
) -> RoomDoor:
    """How it is now; all three are aware. `ended`: whoever leads it has closed it. It opens ten minutes before it
    begins and closes half an hour after its end: at that moment it is over.
    """
    if called_off:
        return RoomDoor.CALLED_OFF
    if ended or now >= ends + DOORS_CLOSE:
        return RoomDoor.OVER
    return RoomDoor.EARLY if now < opens_at(begins) else RoomDoor.OPEN


def waits_for_somebody(kind: str) -> bool:
    """Whether whoever comes to a meeting of this kind waits until they are let in; not where hundreds may come."""
    return of_kind(kind).most <= BY_THEMSELVES

"""Reads when meetings are. django-scheduler counts in the zone of the moments with which it is asked, so it is asked in
that of the centre: in UTC a series would move by an hour when the clocks change.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from schedule.models import Event, Occurrence

from mentoring.meetings.times.series import Times, spans


def counted(event: Event, times: Times) -> list[Occurrence]:
    """What django-scheduler makes of an event, in order: those that are kept as they are kept, the others as they would
    be. The window begins at the first day of the series on the wall, and ends after its last.
    """
    zone, planned = ZoneInfo(times.zone), spans(times)
    begins = planned[0][0].astimezone(zone)
    ends = (planned[-1][1] + timedelta(minutes=1)).astimezone(zone)
    return sorted(event.get_occurrences(begins, ends), key=lambda one: one.original_start)


def zone_of(event: Event) -> str:
    """The zone in which the times of an event were meant, which django-scheduler has no place for: its description."""
    return str(event.description)


def meant_elsewhere(centre: UUID, zone: str, now: datetime) -> list[Event]:
    """The events of a centre with something to come that were meant in another zone than this one."""
    rows = Event.objects.filter(calendar__slug=str(centre), occurrence__start__gt=now).exclude(description=zone)
    return list(rows.order_by("pk").distinct())


def clashes(occurrences: list[Occurrence], begins: datetime, ends: datetime) -> list[Occurrence]:
    """Those of them that go on at any of this time and are not cancelled."""
    return [one for one in occurrences if not one.cancelled and one.start < ends and one.end > begins]

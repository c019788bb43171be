"""Which times can be booked within the hours that somebody opened. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from mentoring.meetings.times.series import moment_at, on_the_wall
from oncocare.safety.promise import stretch

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class WeeklyHours:
    """Hours on a weekday (Monday is 0) from `opens` to `closes` by the clock on the wall, from the day `first` to the
    day `last`, without an end where that is None; sessions of so many `minutes`, each booked `notice` hours ahead.
    """

    key: UUID
    weekday: int
    opens: time
    closes: time
    minutes: int
    notice: int
    first: date
    last: date | None = None

    def on(self, day: date) -> bool:
        """Whether they are open on that day."""
        return day.weekday() == self.weekday and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, order=True)
class Slot:
    """One time that can be booked, from `begins` to `ends` in UTC, in these hours."""

    begins: datetime
    ends: datetime
    hours: UUID


def free_slots(
    hours: Iterable[WeeklyHours],
    *,
    zone: str,
    now: datetime,
    until: datetime,
    away: Collection[date] = (),
    busy: Iterable[Stretch] = (),
) -> list[Slot]:
    """The times that can be booked at `now`, which begin before `until` (both aware), in order, none of them twice.

    `away`: days on which the place is closed or the person absent, by the wall in `zone`. `busy`: what they do already,
    as aware pairs; a session may begin at the moment at which another ends.

    One follows another without a gap from the moment the hours open. Where a clock change makes the hours shorter or
    longer there are as many as fit into the time that really passes. Of times that come twice on the wall only the
    second can be booked, since a meeting is kept by the wall.
    """
    taken = list(busy)
    found: dict[datetime, Slot] = {}
    for one in hours:
        for day in _days(one, zone, now, until):
            for slot in _of_day(one, day, zone) if day not in away else ():
                late = slot.begins < now + timedelta(hours=one.notice) or slot.begins >= until
                if not late and not any(begins < slot.ends and slot.begins < ends for begins, ends in taken):
                    found.setdefault(slot.begins, slot)
    return [found[begins] for begins in sorted(found)]


def _days(hours: WeeklyHours, zone: str, now: datetime, until: datetime) -> Iterator[date]:
    first, last = (on_the_wall(moment, zone)[0] for moment in (now, until))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if hours.on(day))


def _of_day(hours: WeeklyHours, day: date, zone: str) -> Iterator[Slot]:
    begins, closes = stretch(day, hours.opens, hours.closes, zone)
    length = timedelta(minutes=hours.minutes)
    while begins + length <= closes:
        if moment_at(*on_the_wall(begins, zone), zone) == begins:
            yield Slot(begins, begins + length, hours.key)
        begins += length

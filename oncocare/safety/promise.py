"""When a person will read it: staffed hours and the deadline of a flag. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oncocare.safety.concerns import Severity

# No published standard was found for answering a flag; these are decisions of this product, in staffed hours.
# A consensus on remote monitoring asks for a response to imminent risk within 12 hours (NIHMS1687066, table 3),
# which is also the deadline where a centre has not said when it is staffed.
STAFFED_HOURS = {Severity.URGENT: 1, Severity.HIGH: 4, Severity.MEDIUM: 16}
UNSTAFFED = timedelta(hours=12)
# By when somebody who was not reached is tried again at the latest, by the clock: what waits longer is an appointment.
LATEST_ATTEMPT = {
    Severity.URGENT: timedelta(days=3),
    Severity.HIGH: timedelta(days=7),
    Severity.MEDIUM: timedelta(days=14),
}
HORIZON = timedelta(days=366)  # how far ahead we look for staffed hours: no closure is longer


@dataclass(frozen=True)
class Opening:
    """Staffed from `opens` to `closes`, local time, on a weekday (Monday is 0)."""

    weekday: int
    opens: time
    closes: time


def stretch(day: date, opens: time, closes: time, zone: str) -> tuple[datetime, datetime]:
    """From one local time of a day to another, as moments in UTC; `time.max` is the midnight at the day's end.

    A local time that a clock change skips is an hour later on the wall, one that comes twice is the first of the two:
    so a stretch may be longer or shorter, and what meets on the wall meets in UTC.
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    start, end = (datetime.combine(day, wall, ZoneInfo(zone)) for wall in (opens, closes))
    return start.astimezone(UTC), (midnight if closes == time.max else end).astimezone(UTC)


def openings_after(
    moment: datetime,
    hours: Iterable[Opening],
    zone: str,
    closed: Collection[date] = (),
    ahead: timedelta = HORIZON,
) -> Iterator[tuple[datetime, datetime]]:
    """The staffed stretches that end after `moment` (aware), as aware UTC pairs in order, for the days `ahead`.

    Nobody is there on a day that is `closed`.
    """
    local, week = moment.astimezone(ZoneInfo(zone)), sorted(hours, key=lambda opening: opening.opens)
    for number in range(ahead.days + 1):
        day = local.date() + timedelta(days=number)
        for opening in week if day not in closed else ():
            if opening.weekday == day.weekday():
                start, end = stretch(day, opening.opens, opening.closes, zone)
                if start < end and moment < end:
                    yield max(start, moment.astimezone(UTC)), end


def deadline(
    raised: datetime, severity: str, hours: Iterable[Opening], zone: str, closed: Collection[date] = ()
) -> datetime:
    """The moment (UTC) when a flag raised at `raised` must be acknowledged: after its severity's staffed hours.

    Days that are `closed` have no staffed hours. Without enough staffed hours in a year, however that comes: 12 hours.
    ValueError for a severity that is none.
    """
    left = timedelta(hours=STAFFED_HOURS[Severity(severity)])
    return staffed_later(raised, left, hours, zone, closed) or raised.astimezone(UTC) + UNSTAFFED


def staffed_later(
    moment: datetime, left: timedelta, hours: Iterable[Opening], zone: str, closed: Collection[date] = ()
) -> datetime | None:
    """The moment (UTC) when that much staffed time has passed since `moment` (aware); None where a year has less."""
    for start, end in openings_after(moment, hours, zone, closed):
        if end - start >= left:
            return start + left
        left -= end - start
    return None


def climbs_at(since: datetime, staffed: datetime, cap: timedelta) -> datetime:
    """When a flag that nobody acknowledges goes to the next person: at the staffed deadline, and at the latest `cap`
    after `since` by the clock, whoever is there. Both are aware; the answer is in UTC.

    A promise in staffed hours is honest, and on a Friday evening it is Monday; nothing may lie that long untold.
    """
    return min(staffed.astimezone(UTC), since.astimezone(UTC) + cap)


def whole_week(hours: Iterable[Opening]) -> bool:
    """Whether every minute of every week is staffed: each day's hours meet from midnight to midnight."""
    until = dict.fromkeys(range(7), time.min)
    for opening in sorted(hours, key=lambda opening: opening.opens):
        if opening.opens <= until[opening.weekday]:
            until[opening.weekday] = max(until[opening.weekday], opening.closes)
    return set(until.values()) == {time.max}


def days_after(
    moment: datetime, days: int, hours: Iterable[Opening], zone: str, closed: Collection[date] = ()
) -> datetime:
    """The end (UTC) of the last staffed stretch of the `days`-th staffed day after the day of `moment` (aware).

    Days that are `closed` are not staffed. Without enough staffed days in a year: `days` times 24 hours.
    """
    today = moment.astimezone(ZoneInfo(zone)).date()
    ends: dict[date, datetime] = {}
    for start, end in openings_after(moment, hours, zone, closed):
        day = start.astimezone(ZoneInfo(zone)).date()
        if day > today:
            if day not in ends and len(ends) == days:
                break
            ends[day] = max(end, ends.get(day, end))
    staffed = sorted(ends.values())
    return staffed[days - 1] if len(staffed) >= days else moment.astimezone(UTC) + timedelta(days=days)

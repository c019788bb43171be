"""The days of a series and the moments of its meetings, by the clock on the wall of one place. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY = (1, 2, 4)  # weeks from one meeting of a series to the next
MOST_MEETINGS = 60  # of one series: every one of them is a row from the start
YEARS = range(2000, 2200)  # any other is typed wrongly, and near the ends of time no zone can be reckoned with
SHORTEST, LONGEST = 5, 480  # minutes of one meeting


@dataclass(frozen=True)
class Times:
    """One meeting, or one every so many weeks up to and with the day `last`; `at` by the clock on the wall of the place
    whose zone it is.
    """

    first: date
    starts: time
    minutes: int
    zone: str
    every: int = 0  # weeks; 0: it is one meeting
    last: date | None = None


class TimesRefused(ValueError):
    """What is wrong with times, by the name of the field: `first`, `at`, `minutes`, `every` or `last`."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


def check(times: Times) -> None:
    """TimesRefused for a length, a rhythm, an end or a beginning that cannot be: `why` is `length`, `rhythm`, `year`,
    `backwards`, `too many` or `skipped`, where the clock skips that time on the first day: django-scheduler would keep
    all of a series at the later hour that the first one fell on.
    """
    if not SHORTEST <= times.minutes <= LONGEST:
        raise TimesRefused("minutes", "length")
    if times.every not in (0, *EVERY):
        raise TimesRefused("every", "rhythm")
    for field, day in (("first", times.first), ("last", times.last)):
        if day is not None and day.year not in YEARS:
            raise TimesRefused(field, "year")
    if times.every and (times.last is None or times.last < times.first):
        raise TimesRefused("last", "backwards")
    if times.every and times.last and (times.last - times.first).days // (7 * times.every) >= MOST_MEETINGS:
        raise TimesRefused("last", "too many")
    if on_the_wall(moment_at(times.first, times.starts, times.zone), times.zone) != (times.first, times.starts):
        raise TimesRefused("starts", "skipped")


def days(times: Times) -> Iterator[date]:
    """The days of its meetings, in order: the first alone, or each so many weeks later until the last."""
    yield times.first
    if not times.every or times.last is None:
        return
    day = times.first + timedelta(weeks=times.every)
    while day <= times.last:
        yield day
        day += timedelta(weeks=times.every)


def spans(times: Times) -> list[tuple[datetime, datetime]]:
    """When each of its meetings begins and ends, in UTC and in order. One is as long in the night in which the clocks
    change as in any other.
    """
    lasts = timedelta(minutes=times.minutes)
    begins = [moment_at(day, times.starts, times.zone) for day in days(times)]
    return [(one, one + lasts) for one in begins]


def moment_at(day: date, at: time, zone: str) -> datetime:
    """That time of that day on the wall of a place, in UTC. A time that the clock skips that night is as long after the
    skip as it was meant after its beginning; of one that comes twice it is the second. django-scheduler reads both so.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def on_the_wall(moment: datetime, zone: str) -> tuple[date, time]:
    """The day and the time that the clock on the wall of a place shows at an aware moment."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.date(), local.time()


def moved_to(moment: datetime, of: str, to: str) -> datetime:
    """The moment, in UTC, at which the wall in the zone `to` shows what the wall in the zone `of` shows at this one."""
    return moment_at(*on_the_wall(moment, of), to)

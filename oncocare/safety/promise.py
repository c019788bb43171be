"""When a person will read it: staffed hours and the deadline of a flag. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# No published standard was found for answering a flag; these are decisions of this product, in staffed hours.
# A consensus on remote monitoring asks for a response to imminent risk within 12 hours (NIHMS1687066, table 3),
# which is also the deadline where a centre has not said when it is staffed.
STAFFED_HOURS = {"urgent": 1, "high": 4, "medium": 16}
UNSTAFFED = timedelta(hours=12)
HORIZON = timedelta(days=21)


@dataclass(frozen=True)
class Opening:
    """Staffed from `opens` to `closes`, local time, on a weekday (Monday is 0)."""

    weekday: int
    opens: time
    closes: time


def openings_after(moment: datetime, hours: Iterable[Opening], zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The staffed stretches that end after `moment` (aware), as aware UTC pairs in order, for three weeks.

    Local times become UTC day by day, so a clock change makes a stretch start earlier or later, never twice.
    """
    local, week = moment.astimezone(ZoneInfo(zone)), sorted(hours, key=lambda one: one.opens)
    for ahead in range(HORIZON.days + 1):
        day = local.date() + timedelta(days=ahead)
        for one in week:
            start = datetime.combine(day, one.opens, ZoneInfo(zone)).astimezone(UTC)
            end = datetime.combine(day, one.closes, ZoneInfo(zone)).astimezone(UTC)
            if one.weekday == day.weekday() and end > moment:
                yield max(start, moment.astimezone(UTC)), end


def deadline(raised: datetime, severity: str, hours: Iterable[Opening], zone: str) -> datetime:
    """The moment (UTC) when a flag raised at `raised` must be acknowledged: after its severity's staffed hours.

    `severity` is one of `STAFFED_HOURS`; an unknown one counts as high. Without staffed hours: 12 hours.
    """
    left = timedelta(hours=STAFFED_HOURS.get(severity, STAFFED_HOURS["high"]))
    for start, end in openings_after(raised, hours, zone):
        if end - start >= left:
            return start + left
        left -= end - start
    return raised.astimezone(UTC) + UNSTAFFED

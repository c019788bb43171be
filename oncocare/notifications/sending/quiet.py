"""When a message may leave: never inside a person's quiet hours, by the clock on their wall. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def allowed_at(moment: datetime, zone: str, quiet_from: time, quiet_until: time) -> datetime:
    """The first moment, `moment` (aware) or later, outside the quiet hours in the named time zone.

    Quiet from `quiet_from` to just before `quiet_until`, over midnight where that is the earlier one; none at all where
    they are equal. A wall clock that jumps over the end ends the quiet after the jump; one that is put back into the
    quiet hours makes it quiet again.
    """
    if not _inside(moment, zone, quiet_from, quiet_until):
        return moment
    day = moment.astimezone(ZoneInfo(zone)).date()
    ends = (
        datetime.combine(day + timedelta(days=ahead), quiet_until, ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)
        for ahead in range(4)  # a quiet time that leaves less than a clock change open may skip a day
        for fold in (0, 1)
    )
    return next(end for end in ends if end > moment and not _inside(end, zone, quiet_from, quiet_until))


def _inside(moment: datetime, zone: str, quiet_from: time, quiet_until: time) -> bool:
    on_the_wall = moment.astimezone(ZoneInfo(zone)).time()
    if quiet_from <= quiet_until:
        return quiet_from <= on_the_wall < quiet_until
    return on_the_wall >= quiet_from or on_the_wall < quiet_until


def day_around(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """The start of the calendar day that holds `moment` in the named time zone, and of the day after, in UTC."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    start, end = (
        datetime.combine(day + timedelta(days=ahead), time(), ZoneInfo(zone)).astimezone(UTC) for ahead in (0, 1)
    )
    return start, end

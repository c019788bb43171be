"""For how long a moderator may let a group rest. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from mentoring.community.groups.duty import GroupTime
from oncocare.safety.promise import Opening, openings_after

HOUR = timedelta(hours=1)
MORNINGS = tuple(Opening(weekday, time(8), time.max) for weekday in range(7))


class RestFor(StrEnum):
    """Until when, as a moderator chooses it."""

    HOUR = "hour"
    MORNING = "morning"
    OPENING = "opening"


def rest_ends(moment: datetime, group: GroupTime) -> dict[RestFor, datetime]:
    """What may be chosen at an aware moment, each with its end in UTC: an hour, to the whole minute; the next 8 in the
    morning of the group's centre, tomorrow's or, in the night, that of the same day; and the next time that its hours
    begin, where they do.
    """
    ends = {
        RestFor.HOUR: (moment + HOUR).astimezone(UTC).replace(second=0, microsecond=0),
        RestFor.MORNING: _begins_after(moment, MORNINGS, group.zone),
        RestFor.OPENING: _begins_after(moment, group.hours, group.zone, group.closed),
    }
    return {name: end for name, end in ends.items() if end}


def _begins_after(
    moment: datetime, hours: Iterable[Opening], zone: str, closed: Collection[date] = ()
) -> datetime | None:
    """When the next stretch of these hours begins; one that goes on at this moment has begun."""
    openings = openings_after(moment, hours, zone, closed)
    return next((start for start, _end in openings if start > moment), None)

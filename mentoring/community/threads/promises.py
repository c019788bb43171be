"""By when a moderator looks at what was reported. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from mentoring.community.groups.duty import GroupTime
from oncocare.safety.promise import staffed_later

# Staffed hours of the group. No published standard was found for communities of patients; these are ours. What tells
# that somebody may die is looked at within the hour; what hurts or worries, what is read of whoever is new, and what a
# moderator decided and somebody else looks at again, within half a working day; the rest within two working days.
LOOKED_AT_WITHIN: Mapping[str, timedelta] = {
    "danger": timedelta(hours=1),
    "worry": timedelta(hours=4),
    "hurts": timedelta(hours=4),
    "private": timedelta(hours=4),
    "death": timedelta(hours=4),
    "first": timedelta(hours=4),
    "again": timedelta(hours=4),  # a pause may be over in a day, and who was hidden cannot be read meanwhile
    "link": timedelta(hours=1),  # its post waits until somebody has read it
}
OTHERS_WITHIN = timedelta(hours=16)
WITHOUT_HOURS = timedelta(hours=24)  # of the clock, where a group has too few hours in a year


def looked_at_within(reason: str) -> timedelta:
    """Within how much staffed time what was reported for this reason, a value of `PostReport.Reason`, is looked at."""
    return LOOKED_AT_WITHIN.get(reason, OTHERS_WITHIN)


def waits_until(time: GroupTime, moment: datetime) -> datetime:
    """By when (UTC) a moderator reads a post that the group cannot read until then, from this aware moment on."""
    return looked_at_by("link", time, moment)


def looked_at_by(reason: str, time: GroupTime, moment: datetime) -> datetime:
    """By when (UTC) it is looked at where it is told at this moment, aware, in a group with these hours."""
    by = staffed_later(moment, looked_at_within(reason), time.hours, time.zone, time.closed)
    return by or moment + WITHOUT_HOURS

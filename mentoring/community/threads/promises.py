"""By when a moderator looks at what was reported. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from mentoring.community.groups.duty import GroupTime
from oncocare.safety.promise import staffed_later

# Staffed hours of the group. No published standard was found for communities of patients; these are ours. What tells
# that somebody may die is looked at within the hour, what hurts or worries, and what is read of whoever is new, within
# half a working day, the rest within two working days.
LOOKED_AT_WITHIN: Mapping[str, timedelta] = {
    "danger": timedelta(hours=1),
    "worry": timedelta(hours=4),
    "hurts": timedelta(hours=4),
    "private": timedelta(hours=4),
    "death": timedelta(hours=4),
    "first": timedelta(hours=4),
    "link": timedelta(hours=4),  # and while it waits to be read by the hour of every post that does
}
OTHERS_WITHIN = timedelta(hours=16)
WITHOUT_HOURS = timedelta(hours=24)  # of the clock, where a group has too few hours in a year


def looked_at_within(reason: str) -> timedelta:
    """Within how much staffed time what was reported for this reason, a value of `PostReport.Reason`, is looked at."""
    return LOOKED_AT_WITHIN.get(reason, OTHERS_WITHIN)


def looked_at_by(reason: str, time: GroupTime, moment: datetime) -> datetime:
    """By when (UTC) it is looked at where it is told at this moment, aware, in a group with these hours."""
    by = staffed_later(moment, looked_at_within(reason), time.hours, time.zone, time.closed)
    return by or moment + WITHOUT_HOURS

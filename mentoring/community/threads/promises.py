"""By when a moderator looks at what was reported. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

# Staffed hours of the group. No published standard was found for communities of patients; these are ours. What tells
# that somebody may die is looked at within the hour, what hurts or worries within half a working day, the rest within
# two working days.
LOOKED_AT_WITHIN: Mapping[str, timedelta] = {
    "danger": timedelta(hours=1),
    "worry": timedelta(hours=4),
    "hurts": timedelta(hours=4),
    "private": timedelta(hours=4),
    "death": timedelta(hours=4),
}
OTHERS_WITHIN = timedelta(hours=16)
WITHOUT_HOURS = timedelta(hours=24)  # of the clock, where a group has too few hours in a year


def looked_at_within(reason: str) -> timedelta:
    """Within how much staffed time what was reported for this reason, a value of `PostReport.Reason`, is looked at."""
    return LOOKED_AT_WITHIN.get(reason, OTHERS_WITHIN)

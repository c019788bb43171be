"""Which week a thread of the week is of. Pure."""

from __future__ import annotations

from datetime import date, timedelta


def monday_of(day: date) -> date:
    """The Monday of the week in which a day is; of a Monday itself."""
    return day - timedelta(days=day.weekday())

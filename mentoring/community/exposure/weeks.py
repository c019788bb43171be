"""Which week a day is in, and on how many days of a week somebody did something. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


def monday_of(day: date) -> date:
    """The first day of the week of the calendar that a day is in (ISO 8601)."""
    return day - timedelta(days=day.weekday())


@dataclass
class WeekDone:
    """What one member did in one week: how many posts, how many reactions, and on which days."""

    posts: int = 0
    reactions: int = 0
    days: set[date] = field(default_factory=set)


def weeks_done(
    posts: Iterable[tuple[Any, date, int]], reactions: Iterable[tuple[Any, date, int]]
) -> dict[tuple[Any, date], WeekDone]:
    """By member and Monday, from how many posts and reactions each member made on a day; days without any are left out.

    Source: a count of our own.
    """
    found: dict[tuple[Any, date], WeekDone] = defaultdict(WeekDone)
    for member, day, number in posts:
        week = found[member, monday_of(day)]
        week.posts += number
        week.days.add(day)
    for member, day, number in reactions:
        week = found[member, monday_of(day)]
        week.reactions += number
        week.days.add(day)
    return dict(found)

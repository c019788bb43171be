"""Staffed hours as people read them: weekdays in a row with the same hours together. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from oncocare.safety.promise import Opening
from oncocare.safety.rota.weekly import write_hours


@dataclass(frozen=True)
class DaysAlike:
    """From one weekday to another, Monday is 0, and the hours of each: 0, 4, 09:00–17:00."""

    first: int
    last: int
    hours: str


def days_alike(openings: Iterable[Opening]) -> list[DaysAlike]:
    """The days on which somebody is there, in their order; days that follow each other and have the same hours once."""
    week: dict[int, list[Opening]] = {}
    for opening in sorted(openings, key=lambda one: (one.weekday, one.opens)):
        week.setdefault(opening.weekday, []).append(opening)
    days = [(day, write_hours((one.opens, one.closes) for one in of_day)) for day, of_day in week.items()]
    rows = groupby(enumerate(days), key=lambda row: (row[1][0] - row[0], row[1][1]))
    runs = [[day for _, (day, _) in run] for _, run in rows]
    said = dict(days)
    return [DaysAlike(run[0], run[-1], said[run[0]]) for run in runs]

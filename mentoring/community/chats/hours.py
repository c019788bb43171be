"""In which hours a chat may lie: those in which people can post and somebody is on duty all the while. Pure.

A group that sleeps by its hours is not woken for a chat, since then nobody would look after what is written there; the
hours of the group are changed first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mentoring.community.groups.duty import GroupTime
from oncocare.safety.promise import stretch

DutyStretch = tuple[datetime, datetime]


def lies_in_hours(of: GroupTime, day: date, begins: datetime, ends: datetime) -> bool:
    """Whether somebody is on duty from one aware moment to the other; `day` is that of the first where the group is."""
    return any(start <= begins and ends <= end for start, end in duty_stretches(of, day, 2))


def duty_stretches(of: GroupTime, first: date, days: int) -> list[DutyStretch]:
    """When people can post and somebody is on duty, on so many days from the first: aware pairs in UTC, in order, none
    touching the next. On a day on which nobody of the centre is there, there is none.
    """
    found: list[DutyStretch] = []
    for number in range(days):
        for start, end in _of_day(of, first + timedelta(days=number)):
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _of_day(of: GroupTime, day: date) -> Iterator[DutyStretch]:
    if day in of.closed:
        return
    whole = [(time.min, time.max)]
    hours = whole if of.stays_open else [(one.opens, one.closes) for one in of.hours if one.weekday == day.weekday()]
    turns = [(one.opens, one.closes) for one in of.turns if one.weekday == day.weekday()]
    open_at = [stretch(day, opens, closes, of.zone) for opens, closes in hours]
    edges = {edge for opens, closes in (*hours, *turns) for edge in stretch(day, opens, closes, of.zone)}
    for start, end in pairwise(sorted(edges)):
        if any(opens <= start < closes for opens, closes in open_at) and of.on_duty(start):
            yield start, end


def week_of(of: GroupTime, monday: date) -> dict[int, list[tuple[time, time]]]:
    """The same of the week that begins on a Monday, by weekday (0 is Monday), as times of the clock where the group is;
    `time.max` is the midnight at a day's end. A day without any is not in it.
    """
    found: dict[int, list[tuple[time, time]]] = {}
    for number in range(7):
        for start, end in duty_stretches(of, monday + timedelta(days=number), 1):
            opens, closes = (one.astimezone(ZoneInfo(of.zone)).time() for one in (start, end))
            found.setdefault(number, []).append((opens, time.max if closes == time.min else closes))
    return found

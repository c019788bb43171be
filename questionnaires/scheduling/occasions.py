"""On which days one person is asked what, under a schedule. Pure."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import count
from typing import Any

from questionnaires.instruments.definition import Definition
from questionnaires.scheduling.schedule import WEEK, Schedule, ScheduleLine


def opened_by(line: ScheduleLine, instrument: str, scores: Mapping[str, Decimal | None]) -> tuple[str, ...]:
    """The full instruments that these scores of a screen open; a score that cannot be computed counts as positive."""
    if line.then is None:
        return ()
    values = [
        (scores.get(cutoff.score), cutoff.at_least) for cutoff in line.then.any if cutoff.instrument == instrument
    ]
    return line.then.open if any(value is None or value >= least for value, least in values) else ()


@dataclass(frozen=True)
class Asked:
    """An instrument asked of the person, by a line or by hand: open from `opens` to `ends`.

    `ends` is the day it was answered or the last day it could be; only an answer keeps it from being asked again soon.
    """

    instrument: str
    opens: date
    ends: date
    answered: bool
    line: str = ""
    occurrence: date | None = None


@dataclass(frozen=True)
class ScheduleFacts:
    """All that a schedule may look at for one person.

    `anchors`: the day of each anchor but the levels; `enrolment` is always there. `levels`: day and level in the order
    they were recorded, a later record standing for everything from its day on. `stops`: from a day to the day before
    another, or without end. `minutes` and `risk` are the instruments' own. `beside`: the minutes that others than the
    schedule took, by day; they count from the next day on, for on the day itself they came when there was room.
    """

    anchors: Mapping[str, date]
    minutes: Mapping[str, int]
    risk: frozenset[str] = frozenset()
    cycle_days: int | None = None
    levels: tuple[tuple[date, int], ...] = ()
    stops: tuple[tuple[date, date | None], ...] = ()
    asked: tuple[Asked, ...] = ()
    beside: Mapping[date, int] = field(default_factory=dict)


def costs(known: Mapping[str, Definition]) -> dict[str, Any]:
    """`minutes` and `risk` of `Facts`, from the definitions."""
    return {
        "minutes": {code: definition.minutes for code, definition in known.items()},
        "risk": frozenset(code for code, definition in known.items() if definition.risk),
    }


@dataclass(frozen=True)
class Due:
    """One instrument on one day; `occurrence` is the day its line named, `may_open` what a positive screen opens."""

    day: date
    line: str
    occurrence: date
    instrument: str
    due: date
    closes: date
    minutes: int
    risk: bool
    may_open: tuple[str, ...] = ()


class DropReason(StrEnum):
    """Why something that a line named is not asked."""

    FULL = "full"  # the week was full, and stayed so for as long as the line can wait
    LATELY = "lately"  # the same instrument was asked or answered within `min_gap` days


@dataclass(frozen=True)
class Dropped:
    """What is not asked, on which day that became clear, and why."""

    day: date
    line: str
    occurrence: date
    instrument: str
    minutes: int
    reason: DropReason


@dataclass(frozen=True)
class Plan:
    """What is asked and what is not, by day."""

    due: tuple[Due, ...]
    dropped: tuple[Dropped, ...]


def occurrences(schedule: Schedule, facts: ScheduleFacts, since: date, until: date) -> Plan:
    """What the schedule comes to from `since` to `until`, both included; deterministic.

    Nothing that becomes known after a day changes that day, so asking up to one day and then on gives the same as
    asking at once. Walking begins with the first day in care: what is asked today depends on what was asked before.
    """
    walk = _Walk(schedule, facts, until)
    for day in days_between(facts.anchors["enrolment"], until):
        if walk.waiting or day in walk.wishes:  # most days nothing is named
            walk.step(day)
    return Plan(
        tuple(due for due in walk.due if due.day >= since), tuple(drop for drop in walk.dropped if drop.day >= since)
    )


@dataclass(frozen=True, order=True)
class _Wish:
    """One instrument of one line on the day the line names; in order of priority."""

    rank: int
    place: int
    day: date
    known: date = field(compare=False)
    line: ScheduleLine = field(compare=False)
    instrument: str = field(compare=False)


class _Walk:
    """Goes from day to day as the person does, and remembers what was asked."""

    def __init__(self, schedule: Schedule, facts: ScheduleFacts, until: date) -> None:
        self.schedule, self.facts, self.stays = schedule, facts, _stays(facts.levels)
        self.wishes: dict[date, list[_Wish]] = defaultdict(list)
        for wish in _wishes(schedule, facts, self.stays, until + timedelta(schedule.merge_days)):
            insort(self.wishes[wish.day], wish)
        named = {(wish.line.line, wish.day, wish.instrument) for day in self.wishes.values() for wish in day}
        self.elsewhere = [
            asked for asked in facts.asked if (asked.line, asked.occurrence, asked.instrument) not in named
        ]
        self.waiting: list[_Wish] = []
        self.last: dict[str, date] = {}
        self.spent: dict[date, int] = defaultdict(int)
        self.due: list[Due] = []
        self.dropped: list[Dropped] = []

    def step(self, day: date) -> None:
        """What is asked on this day: what the lines name, what waits, and what comes within a few days anyway."""
        wishes, self.waiting = [*self.waiting, *self.wishes.pop(day, ())], []
        if self._stopped(day):
            return
        kept = [wish for wish in sorted(wishes, key=self._urgency) if self._keep(wish, day)]
        if kept:
            kept += self._merged(day)
        self.due += [self._due(wish, day) for wish in sorted(kept)]

    def _keep(self, wish: _Wish, day: date) -> bool:
        if not self._in_force(wish, day):
            return False
        if self._lately(wish.instrument, day):
            if self.last.get(wish.instrument) != day:  # or it is in today's questions, once
                self._drop(wish, day, DropReason.LATELY)
            return False
        if not self._fits(wish, day):
            if day < wish.day + timedelta(wish.line.due_days):
                self.waiting.append(wish)
            else:
                self._drop(wish, day, DropReason.FULL)
            return False
        self._take(wish, day)
        return True

    def _merged(self, day: date) -> Iterator[_Wish]:
        """What would come within a few days and may come today: one occasion instead of two."""
        for later in days_between(day + timedelta(1), day + timedelta(self.schedule.merge_days)):
            for wish in list(self.wishes.get(later, ())):
                if (
                    wish.known <= day
                    and self._in_force(wish, day)
                    and not self._lately(wish.instrument, day)
                    and self._fits(wish, day)
                ):
                    self.wishes[later].remove(wish)
                    self._take(wish, day)
                    yield wish

    def _take(self, wish: _Wish, day: date) -> None:
        self.last[wish.instrument] = day
        self.spent[day] += self.facts.minutes[wish.instrument]

    def _due(self, wish: _Wish, day: date) -> Due:
        due = day + timedelta(wish.line.due_days)
        then = wish.line.then
        screens = then is not None and wish.instrument in {cutoff.instrument for cutoff in then.any}
        return Due(
            day=day, line=wish.line.line, occurrence=wish.day, instrument=wish.instrument, due=due,
            closes=due + timedelta(wish.line.grace_days), minutes=self.facts.minutes[wish.instrument],
            risk=self._risky(wish), may_open=then.open if then and screens else (),
        )  # fmt: skip

    def _drop(self, wish: _Wish, day: date, reason: DropReason) -> None:
        minutes = self.facts.minutes[wish.instrument]
        self.dropped.append(Dropped(day, wish.line.line, wish.day, wish.instrument, minutes, reason))

    def _urgency(self, wish: _Wish) -> tuple[bool, _Wish]:
        return not self._risky(wish), wish

    def _risky(self, wish: _Wish) -> bool:
        return wish.line.never_dropped or wish.instrument in self.facts.risk

    def _in_force(self, wish: _Wish, day: date) -> bool:
        return not wish.line.at_levels or _level_on(self.stays, day) in wish.line.at_levels

    def _stopped(self, day: date) -> bool:
        return any(begin <= day and (end is None or day < end) for begin, end in self.facts.stops)

    def _lately(self, instrument: str, day: date) -> bool:
        last, gap = self.last.get(instrument), timedelta(self.schedule.min_gap)
        if last is not None and day < last + gap:
            return True
        return any(
            asked.opens <= day < asked.ends + (gap if asked.answered else timedelta(1))
            for asked in self.elsewhere
            if asked.instrument == instrument
        )

    def _fits(self, wish: _Wish, day: date) -> bool:
        """Whether the seven days that end today have room for it; what may show a risk always has."""
        used = sum(self.spent[asked_on] for asked_on in days_between(day - timedelta(WEEK - 1), day))
        before = days_between(day - timedelta(WEEK - 1), day - timedelta(1)) if self.facts.beside else ()
        used += sum(self.facts.beside.get(asked_on, 0) for asked_on in before)
        return self._risky(wish) or used + self.facts.minutes[wish.instrument] <= self.schedule.weekly_minutes


def room_on(day: date, minutes: int, asked: Mapping[date, int], weekly_minutes: int) -> bool:
    """Whether something that is not in the schedule may take so many minutes of a person on a day: with it each seven
    days in a row that hold the day stay within the budget. `asked`: the minutes of what they were or will be asked, by
    day, from six days before to six days after; so it moves, and never what the schedule asks.
    """
    weeks = (day - timedelta(WEEK - 1 - number) for number in range(WEEK))
    return all(
        minutes + sum(asked.get(one, 0) for one in days_between(begins, begins + timedelta(WEEK - 1))) <= weekly_minutes
        for begins in weeks
    )


def days_between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(number) for number in range((last - first).days + 1))


def _wishes(schedule: Schedule, facts: ScheduleFacts, stays: tuple[_Stay, ...], until: date) -> Iterator[_Wish]:
    """Every instrument of every line on every day the line names, from the first day in care."""
    began = facts.anchors["enrolment"]
    for rank, line in enumerate(schedule.lines):
        for start, end in _spells(line, facts, stays):
            step = facts.cycle_days if line.anchor == "cycle" else line.every
            for day in _named(line, start, step, until):
                if day >= began and (end is None or day < end):
                    for place, instrument in enumerate(line.instruments):
                        yield _Wish(rank, place, day, max(start, began), line, instrument)


def _spells(line: ScheduleLine, facts: ScheduleFacts, stays: tuple[_Stay, ...]) -> Iterator[tuple[date, date | None]]:
    """The days a line is counted from, each with the day that ends it, if one does."""
    if line.anchor.startswith("level:"):
        yield from ((stay.begin, stay.end) for stay in stays if stay.level in line.at_levels)
    elif line.anchor in facts.anchors and (line.anchor != "cycle" or facts.cycle_days):
        yield facts.anchors[line.anchor], None


def _named(line: ScheduleLine, start: date, step: int | None, until: date) -> Iterator[date]:
    """The days a line names after `start`, up to `until`; none after it, however far ahead `start` is."""
    last = (until - start).days if line.until is None else min((until - start).days, line.until)
    for number in count() if step else range(1):
        after = line.offset + number * (step or 0)
        if after > last or number == line.times:
            return
        yield start + timedelta(after)


@dataclass(frozen=True)
class _Stay:
    """A stay at a level, up to the day of leaving."""

    level: int
    begin: date
    end: date | None


def _stays(levels: Iterable[tuple[date, int]]) -> tuple[_Stay, ...]:
    """The stays that the records come to: a later record stands for everything from its day on."""
    told: list[tuple[date, int]] = []
    for day, level in levels:
        told = [stay for stay in told if stay[0] < day]
        if not told or told[-1][1] != level:
            told.append((day, level))
    ends: list[date | None] = [*(day for day, _level in told[1:]), None]
    return tuple(_Stay(level, day, end) for (day, level), end in zip(told, ends, strict=False))


def _level_on(stays: tuple[_Stay, ...], day: date) -> int | None:
    return next((stay.level for stay in reversed(stays) if stay.begin <= day), None)

"""What is asked of a person and when: the language of a schedule, and the days it comes to for one person. Pure.

Every day here is a calendar day where the person lives. A schedule names days after an anchor, never hours, so neither
a change of the clock nor a leap day nor a move to another time zone can skip or double a question.
"""

from __future__ import annotations

import hashlib
import json
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from oncocare.foundation.datafiles import Document, read, validate
from questionnaires.definition import Complaint, Definition, Language, Part, Prose, catalogue, refuse

SHIPPED = Path(__file__).parent / "schedules"
WEEK = 7
MOST_MINUTES_A_WEEK = 60  # a decision of this house: an hour a week is the most any centre may ask for

AnchorKind = Literal[
    "enrolment", "diagnosis", "surgery", "treatment", "cycle", "level:1", "level:2", "level:3", "level:4"
]
ANCHORS: tuple[AnchorKind, ...] = (
    "enrolment", "diagnosis", "surgery", "treatment", "cycle", "level:1", "level:2", "level:3", "level:4",
)  # fmt: skip
KNOWN_AHEAD = ("surgery", "treatment")  # only these can be counted back from
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class Cutoff(Part):
    """A screen counts as positive when this score reaches `at_least`, or cannot be computed."""

    instrument: str
    score: str
    at_least: Decimal


class SecondStage(Part):
    """The full instruments that are opened on the spot when any of the cut-offs is reached."""

    any: tuple[Cutoff, ...] = Field(min_length=1)
    open: tuple[str, ...] = Field(min_length=1)


class Line(Part):
    """Instruments asked together: `offset` days after the anchor, then every `every` days.

    Without `every` they are asked once, except from a treatment cycle, which repeats by itself. `until` is the last day
    after the anchor, `times` how often in all. They can be answered for `due_days` and `grace_days` more.
    """

    line: Slug
    instruments: tuple[str, ...] = Field(min_length=1)
    anchor: AnchorKind
    offset: int = Field(default=0, ge=-60, le=3650)
    every: int | None = Field(default=None, ge=1, le=366)
    until: int | None = Field(default=None, ge=1, le=36500)
    times: int | None = Field(default=None, ge=1, le=1000)
    due_days: int = Field(default=3, ge=1, le=60)
    grace_days: int = Field(default=4, ge=0, le=60)
    levels: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    never_dropped: bool = False
    then: SecondStage | None = None
    source: Prose = "centre decision"

    @property
    def at_levels(self) -> tuple[int, ...]:
        """The levels at which this line asks; empty for any. Days after entering a level end with leaving it."""
        return (int(self.anchor[-1]),) if self.anchor.startswith("level:") else self.levels


class Schedule(Part):
    """What a centre asks and when. The order of the lines is their priority when a week is full."""

    title: dict[Language, Prose] = Field(min_length=1)
    weekly_minutes: int = Field(ge=1, le=MOST_MINUTES_A_WEEK)
    merge_days: int = Field(default=3, ge=0, le=6)
    min_gap: int = Field(default=7, ge=1, le=60)
    lines: tuple[Line, ...] = Field(min_length=1)

    @property
    def content(self) -> dict[str, Any]:
        """As plain data, the way it is stored."""
        return self.model_dump(mode="json")

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the content: two schedules with the same words have the same."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def instruments(self) -> tuple[str, ...]:
        """Every instrument it may ask, each once, in the order of the lines."""
        opened = (code for line in self.lines if line.then for code in line.then.open)
        return tuple(dict.fromkeys((*(code for line in self.lines for code in line.instruments), *opened)))


# --- reading ----------------------------------------------------------------------------------------------------------


def schedule_from(document: Document, known: Mapping[str, Definition]) -> Schedule:
    """The schedule of a file or a form, refused whole: DataFileError names every place that is wrong."""
    found = validate(document, Schedule)
    refuse(document, _complaints(found, known))
    return found


def schedule_of(content: Mapping[str, Any], known: Mapping[str, Definition]) -> Schedule:
    """The schedule stored as plain data. DataFileError."""
    return schedule_from(Document("schedule", "", dict(content), {}), known)


@cache
def shipped() -> Mapping[str, Schedule]:
    """The schedules to begin with, by name."""
    return {path.stem: schedule_from(read(path), catalogue()) for path in sorted(SHIPPED.glob("*.yaml"))}


def _complaints(schedule: Schedule, known: Mapping[str, Definition]) -> Iterator[Complaint]:
    if "en" not in schedule.title:  # whose language has no name reads this one
        yield ("title",), _("Give the name in English too.")
    seen: set[str] = set()
    for place, line in enumerate(schedule.lines):
        if line.line in seen:
            yield ("lines", place, "line"), _("Another line is called %(name)s.") % {"name": line.line}
        seen.add(line.line)
        if line.every and line.every < schedule.min_gap:
            yield ("lines", place, "every"), _("Nothing is asked again within %(n)d days.") % {"n": schedule.min_gap}
        for where, message in line_complaints(line, known):
            yield ("lines", place, *where), message


def line_complaints(line: Line, known: Mapping[str, Definition]) -> Iterator[Complaint]:
    """Every way in which one line makes no sense: the place in it, and a sentence in the language of the reader."""
    yield from _instrument_complaints(line, known)
    if line.offset < 0 and line.anchor not in KNOWN_AHEAD:
        yield ("offset",), _("Only an operation and the start of treatment are known days before.")
    if line.anchor == "cycle" and line.every:
        yield ("every",), _("A treatment cycle repeats by its own length. Leave this empty.")
    if line.every and line.every <= line.due_days + line.grace_days:
        closes = line.due_days + line.grace_days
        yield ("every",), _("It can be answered until day %(day)d, so the next must come later.") % {"day": closes}
    if line.anchor != "cycle" and not line.every and (line.until or line.times):
        yield ("every",), _("There is an end, but no repeat.")
    if line.until and line.times:
        yield ("times",), _("Give a last day or a number of times, not both.")
    if line.until is not None and line.until < line.offset:
        yield ("until",), _("The last day is before the first.")
    if line.anchor.startswith("level:") and line.levels:
        yield ("levels",), _("A line counted from a level is asked at that level only. Choose no level here.")


def _instrument_complaints(line: Line, known: Mapping[str, Definition]) -> Iterator[Complaint]:
    opened = line.then.open if line.then else ()
    for code in dict.fromkeys((*line.instruments, *opened)):
        if code not in known:
            yield ("instruments",), _("There is no instrument %(code)s.") % {"code": code}
    if len(set(line.instruments)) < len(line.instruments) or set(opened) & set(line.instruments):
        yield ("instruments",), _("An instrument stands here twice.")
    for place, cutoff in enumerate(line.then.any if line.then else ()):
        scores = known[cutoff.instrument].scores if cutoff.instrument in known else {}
        if cutoff.instrument not in line.instruments or cutoff.score not in scores:
            yield ("then", "any", place), _("The screen must be one of the instruments of this line.")


# --- two stages -------------------------------------------------------------------------------------------------------


def opened_by(line: Line, instrument: str, scores: Mapping[str, Decimal | None]) -> tuple[str, ...]:
    """The full instruments that these scores of a screen open; a score that cannot be computed counts as positive."""
    if line.then is None:
        return ()
    values = [(scores.get(one.score), one.at_least) for one in line.then.any if one.instrument == instrument]
    return line.then.open if any(value is None or value >= least for value, least in values) else ()


# --- the days of one person -------------------------------------------------------------------------------------------


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
class Facts:
    """All that a schedule may look at for one person.

    `anchors`: the day of each anchor but the levels; `enrolment` is always there. `levels`: day and level in the order
    they were recorded, a later record standing for everything from its day on. `stops`: from a day to the day before
    another, or without end. `minutes` and `risk` are the instruments' own.
    """

    anchors: Mapping[str, date]
    minutes: Mapping[str, int]
    risk: frozenset[str] = frozenset()
    cycle_days: int | None = None
    levels: tuple[tuple[date, int], ...] = ()
    stops: tuple[tuple[date, date | None], ...] = ()
    asked: tuple[Asked, ...] = ()


def costs(known: Mapping[str, Definition]) -> dict[str, Any]:
    """`minutes` and `risk` of `Facts`, from the definitions."""
    return {
        "minutes": {code: one.minutes for code, one in known.items()},
        "risk": frozenset(code for code, one in known.items() if one.risk),
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


class Reason(StrEnum):
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
    reason: Reason


@dataclass(frozen=True)
class Plan:
    """What is asked and what is not, by day."""

    due: tuple[Due, ...]
    dropped: tuple[Dropped, ...]


def occurrences(schedule: Schedule, facts: Facts, since: date, until: date) -> Plan:
    """What the schedule comes to from `since` to `until`, both included; deterministic.

    Nothing that becomes known after a day changes that day, so asking up to one day and then on gives the same as
    asking at once. Walking begins with the first day in care: what is asked today depends on what was asked before.
    """
    walk = _Walk(schedule, facts, until)
    for day in _days(facts.anchors["enrolment"], until):
        if walk.waiting or day in walk.wishes:  # most days nothing is named
            walk.step(day)
    return Plan(
        tuple(one for one in walk.due if one.day >= since), tuple(one for one in walk.dropped if one.day >= since)
    )


@dataclass(frozen=True, order=True)
class _Wish:
    """One instrument of one line on the day the line names; in order of priority."""

    rank: int
    place: int
    day: date
    known: date = field(compare=False)
    line: Line = field(compare=False)
    instrument: str = field(compare=False)


class _Walk:
    """Goes from day to day as the person does, and remembers what was asked."""

    def __init__(self, schedule: Schedule, facts: Facts, until: date) -> None:
        self.schedule, self.facts, self.stays = schedule, facts, _stays(facts.levels)
        self.wishes: dict[date, list[_Wish]] = defaultdict(list)
        for wish in _wishes(schedule, facts, self.stays, until + timedelta(schedule.merge_days)):
            insort(self.wishes[wish.day], wish)
        named = {(wish.line.line, wish.day, wish.instrument) for day in self.wishes.values() for wish in day}
        self.elsewhere = [one for one in facts.asked if (one.line, one.occurrence, one.instrument) not in named]
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
                self._drop(wish, day, Reason.LATELY)
            return False
        if not self._fits(wish, day):
            if day < wish.day + timedelta(wish.line.due_days):
                self.waiting.append(wish)
            else:
                self._drop(wish, day, Reason.FULL)
            return False
        self._take(wish, day)
        return True

    def _merged(self, day: date) -> Iterator[_Wish]:
        """What would come within a few days and may come today: one occasion instead of two."""
        for later in _days(day + timedelta(1), day + timedelta(self.schedule.merge_days)):
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
        screens = then is not None and wish.instrument in {one.instrument for one in then.any}
        return Due(
            day=day, line=wish.line.line, occurrence=wish.day, instrument=wish.instrument, due=due,
            closes=due + timedelta(wish.line.grace_days), minutes=self.facts.minutes[wish.instrument],
            risk=self._risky(wish), may_open=then.open if then and screens else (),
        )  # fmt: skip

    def _drop(self, wish: _Wish, day: date, reason: Reason) -> None:
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
            one.opens <= day < one.ends + (gap if one.answered else timedelta(1))
            for one in self.elsewhere
            if one.instrument == instrument
        )

    def _fits(self, wish: _Wish, day: date) -> bool:
        """Whether the seven days that end today have room for it; what may show a risk always has."""
        used = sum(self.spent[one] for one in _days(day - timedelta(WEEK - 1), day))
        return self._risky(wish) or used + self.facts.minutes[wish.instrument] <= self.schedule.weekly_minutes


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(number) for number in range((last - first).days + 1))


def _wishes(schedule: Schedule, facts: Facts, stays: tuple[_Stay, ...], until: date) -> Iterator[_Wish]:
    """Every instrument of every line on every day the line names, from the first day in care."""
    began = facts.anchors["enrolment"]
    for rank, line in enumerate(schedule.lines):
        for start, end in _spells(line, facts, stays):
            step = facts.cycle_days if line.anchor == "cycle" else line.every
            for day in _named(line, start, step, until):
                if day >= began and (end is None or day < end):
                    for place, instrument in enumerate(line.instruments):
                        yield _Wish(rank, place, day, max(start, began), line, instrument)


def _spells(line: Line, facts: Facts, stays: tuple[_Stay, ...]) -> Iterator[tuple[date, date | None]]:
    """The days a line is counted from, each with the day that ends it, if one does."""
    if line.anchor.startswith("level:"):
        yield from ((stay.begin, stay.end) for stay in stays if stay.level in line.at_levels)
    elif line.anchor in facts.anchors and (line.anchor != "cycle" or facts.cycle_days):
        yield facts.anchors[line.anchor], None


def _named(line: Line, start: date, step: int | None, until: date) -> Iterator[date]:
    """The days a line names after `start`."""
    last = until if line.until is None else min(until, start + timedelta(line.until))
    for number in count() if step else range(1):
        day = start + timedelta(line.offset + number * (step or 0))
        if day > last or number == line.times:
            return
        yield day


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
        told = [one for one in told if one[0] < day]
        if not told or told[-1][1] != level:
            told.append((day, level))
    ends: list[date | None] = [*(day for day, _level in told[1:]), None]
    return tuple(_Stay(level, day, end) for (day, level), end in zip(told, ends, strict=False))


def _level_on(stays: tuple[_Stay, ...], day: date) -> int | None:
    return next((stay.level for stay in reversed(stays) if stay.begin <= day), None)


# --- the burden -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Week:
    """Seven days in a row: when they begin, how many minutes they take, how many of these for what may show a risk."""

    begins: date
    minutes: int
    risk: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Burden:
    """What a plan costs the person: occasions, minutes, and the fullest seven days."""

    occasions: int
    minutes: int
    fullest: Week | None


def burden(due: Iterable[Due], extra: Mapping[str, int] | None = None) -> Burden:
    """Count what is due; with `extra`, minutes by instrument, as if every screen were positive."""
    by_day = _by_day(due)
    return Burden(
        occasions=len(by_day),
        minutes=sum(_minutes(there, extra or {}) for there in by_day.values()),
        fullest=max(_weeks(by_day, extra or {}), key=lambda week: week.minutes, default=None),
    )


def _by_day(due: Iterable[Due]) -> dict[date, list[Due]]:
    found: dict[date, list[Due]] = defaultdict(list)
    for one in due:
        found[one.day].append(one)
    return dict(found)


def _weeks(by_day: Mapping[date, list[Due]], extra: Mapping[str, int]) -> Iterator[Week]:
    """The seven days from each day with questions."""
    for begins in sorted(by_day):
        days = [by_day[day] for day in _days(begins, begins + timedelta(WEEK - 1)) if day in by_day]
        yield Week(
            begins=begins,
            minutes=sum(_minutes(there, extra) for there in days),
            risk=sum(one.minutes for there in days for one in there if one.risk),
            lines=tuple(dict.fromkeys(one.line for there in days for one in there)),
        )


def _minutes(there: list[Due], extra: Mapping[str, int]) -> int:
    opened = {code for one in there for code in one.may_open} - {one.instrument for one in there}
    return sum(one.minutes for one in there) + sum(extra.get(code, 0) for code in opened)


@dataclass(frozen=True)
class Overload:
    """Seven days that ask for more than the budget, `day` days after an anchor, for a person at `level`.

    `by_risk`: what may show a risk alone takes that much, so it is said and not refused.
    """

    anchor: AnchorKind
    level: int
    day: int
    minutes: int
    lines: tuple[str, ...]
    by_risk: bool


DAY_ZERO = date(2026, 1, 1)  # of an example person; any day would do
BEFORE = DAY_ZERO - timedelta(60)  # the earliest that a line can ask, counted back from an anchor
HORIZON = DAY_ZERO + timedelta(400)


def overloads(schedule: Schedule, known: Mapping[str, Definition]) -> tuple[Overload, ...]:
    """Where a schedule by itself asks for more than its budget in any seven days of more than a year.

    Lines of the same anchor always meet, so they are added up, at each level, as if every screen were positive. Lines
    of different anchors meet for some people only: there the budget postpones and drops, and the preview shows it.
    """
    anchors = dict.fromkeys(line.anchor for line in schedule.lines)
    found = [_overload(schedule, anchor, level, known) for anchor in anchors for level in (1, 2, 3, 4)]
    once = {(one.anchor, one.day, one.minutes, one.lines): one for one in reversed(found) if one}
    return tuple(reversed(once.values()))


def _overload(schedule: Schedule, anchor: AnchorKind, level: int, known: Mapping[str, Definition]) -> Overload | None:
    """The fullest week of an example person with this anchor at this level, if it is too full."""
    lines = tuple(line for line in schedule.lines if line.anchor == anchor)
    unbounded = schedule.model_copy(update={"lines": lines, "weekly_minutes": 10**9})
    anchors: dict[str, date] = {"enrolment": BEFORE, anchor: DAY_ZERO}
    entered = DAY_ZERO if anchor.startswith("level:") else BEFORE
    facts = Facts(anchors=anchors, cycle_days=21, levels=((entered, level),), **costs(known))
    weeks = _weeks(_by_day(occurrences(unbounded, facts, BEFORE, HORIZON).due), facts.minutes)
    full = [week for week in weeks if week.minutes > schedule.weekly_minutes]
    if not full:
        return None
    worst = max(full, key=lambda week: (week.minutes != week.risk, week.minutes))
    by_risk = worst.minutes == worst.risk
    return Overload(anchor, level, (worst.begins - DAY_ZERO).days, worst.minutes, worst.lines, by_risk=by_risk)

"""How much a schedule asks of somebody in a week, and where that is too much. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from questionnaires.instruments.definition import Definition
from questionnaires.scheduling.occasions import Due, ScheduleFacts, costs, days_between, occurrences
from questionnaires.scheduling.schedule import WEEK, AnchorKind, Schedule


@dataclass(frozen=True)
class BurdenWeek:
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
    fullest: BurdenWeek | None


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
    for question in due:
        found[question.day].append(question)
    return dict(found)


def _weeks(by_day: Mapping[date, list[Due]], extra: Mapping[str, int]) -> Iterator[BurdenWeek]:
    """The seven days from each day with questions."""
    for begins in sorted(by_day):
        days = [by_day[day] for day in days_between(begins, begins + timedelta(WEEK - 1)) if day in by_day]
        yield BurdenWeek(
            begins=begins,
            minutes=sum(_minutes(there, extra) for there in days),
            risk=sum(question.minutes for there in days for question in there if question.risk),
            lines=tuple(dict.fromkeys(question.line for there in days for question in there)),
        )


def _minutes(there: list[Due], extra: Mapping[str, int]) -> int:
    opened = {code for question in there for code in question.may_open} - {question.instrument for question in there}
    return sum(question.minutes for question in there) + sum(extra.get(code, 0) for code in opened)


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
    once = {
        (overload.anchor, overload.day, overload.minutes, overload.lines): overload
        for overload in reversed(found)
        if overload
    }
    return tuple(reversed(once.values()))


def _overload(schedule: Schedule, anchor: AnchorKind, level: int, known: Mapping[str, Definition]) -> Overload | None:
    """The fullest week of an example person with this anchor at this level, if it is too full."""
    lines = tuple(line for line in schedule.lines if line.anchor == anchor)
    unbounded = schedule.model_copy(update={"lines": lines, "weekly_minutes": 10**9})
    anchors: dict[str, date] = {"enrolment": BEFORE, anchor: DAY_ZERO}
    entered = DAY_ZERO if anchor.startswith("level:") else BEFORE
    facts = ScheduleFacts(anchors=anchors, cycle_days=21, levels=((entered, level),), **costs(known))
    weeks = _weeks(_by_day(occurrences(unbounded, facts, BEFORE, HORIZON).due), facts.minutes)
    full = [week for week in weeks if week.minutes > schedule.weekly_minutes]
    if not full:
        return None
    worst = max(full, key=lambda week: (week.minutes != week.risk, week.minutes))
    by_risk = worst.minutes == worst.risk
    return Overload(anchor, level, (worst.begins - DAY_ZERO).days, worst.minutes, worst.lines, by_risk=by_risk)

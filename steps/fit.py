"""Whether what is asked fits what the rules read: where a schedule leaves a policy without values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from questionnaires.instruments.definition import Definition
from questionnaires.scheduling.occasions import Due, ScheduleFacts, costs, occurrences
from questionnaires.scheduling.schedule import Schedule
from steps.levels import Level
from steps.policy import Measure, Policy

JOINED = date(2024, 1, 1)
ENTERED = JOINED + timedelta(days=91)  # what is asked in the first weeks only is over by then
HORIZON = ENTERED + timedelta(days=366)


class MisfitKind(StrEnum):
    """In which way the two do not fit."""

    NEVER = "never"  # no line asks the instrument: rules that look at it never decide
    NOTHING = "nothing"  # at this level nothing is asked that the policy reads: only a person can move somebody on
    SELDOM = "seldom"  # at this level it is asked so seldom that its value is too old when it is needed


@dataclass(frozen=True)
class Misfit:
    """One thing that does not fit. `measure` is empty where it is about a whole level, `level` where about any.

    `days`: the longest time without a value; `limit`: how old one may be. Both in days, 0 where they do not matter.
    """

    kind: MisfitKind
    measure: Measure | None = None
    level: Level | None = None
    days: int = 0
    limit: int = 0


def misfits(policy: Policy, schedule: Schedule, known: Mapping[str, Definition]) -> tuple[Misfit, ...]:
    """What of a policy a schedule leaves without values, for made-up people who stay at one level for a year.

    They have no operation and no treatment, since many have none, and their screens stay negative. At a level where a
    screen can open an instrument, it is the screen that looks for it. Where something else of the policy is asked
    meanwhile, a value has to be young enough on that day; where nothing is, from one asking to the next. A measure of
    which the policy knows neither a case nor a change is read when it comes in, however seldom that is.
    """
    return (*_never(policy, schedule), *(one for level in Level for one in _at(level, policy, schedule, known)))


def _never(policy: Policy, schedule: Schedule) -> Iterator[Misfit]:
    seen: set[str] = set()
    for measure in policy.measures.values():
        if measure.instrument not in schedule.instruments and measure.instrument not in seen:
            seen.add(measure.instrument)
            yield Misfit(MisfitKind.NEVER, measure)


def _at(level: Level, policy: Policy, schedule: Schedule, known: Mapping[str, Definition]) -> Iterator[Misfit]:
    due = _asked(level, schedule, known)
    read = {measure.instrument for measure in policy.measures.values()}
    opened = {code for one in due for code in one.may_open}
    points = sorted({one.day for one in due if one.instrument in read or read & set(one.may_open)})
    if not points:
        yield Misfit(MisfitKind.NOTHING, level=level)
        return
    for measure in policy.measures.values():
        days = sorted({one.day for one in due if one.instrument == measure.instrument})
        compared = measure.case is not None or measure.reliable_change is not None
        by_itself = compared and measure.instrument not in opened
        longest = _longest(days, points, measure.max_age_days) if days and by_itself else 0
        if longest:
            yield Misfit(MisfitKind.SELDOM, measure, level, longest, measure.max_age_days)


def _asked(level: Level, schedule: Schedule, known: Mapping[str, Definition]) -> list[Due]:
    """What a person is asked in a year at this level, however full the weeks are."""
    unbounded = schedule.model_copy(update={"weekly_minutes": 10**9})
    levels = ((JOINED, int(Level.MONITORING)), (ENTERED, int(level)))
    facts = ScheduleFacts(anchors={"enrolment": JOINED}, levels=levels, **costs(known))
    return [one for one in occurrences(unbounded, facts, JOINED, HORIZON).due if one.day >= ENTERED]


def _longest(days: list[date], points: list[date], limit: int) -> int:
    """The longest time, in days, after which a value is needed and too old; 0 where there is none.

    The year ends at `HORIZON` for what is asked no more.
    """
    between = pairwise([*days, HORIZON])
    ages = [(needed - earlier).days for earlier, later in between for needed in _needed(earlier, later, points)]
    return max((age for age in ages if age > limit), default=0)


def _needed(earlier: date, later: date, points: list[date]) -> list[date]:
    """The days between two askings on which something else is asked; the later of the two where nothing is."""
    return [point for point in points if earlier < point < later] or [later]

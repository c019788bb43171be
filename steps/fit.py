"""Whether what is asked fits what the rules read: where a schedule leaves a policy without values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from questionnaires.instruments.definition import Definition
from questionnaires.scheduling.occasions import Due, ScheduleFacts, costs, occurrences
from questionnaires.scheduling.schedule import Schedule
from steps.levels import Level
from steps.policy import AllOf, AnyOf, AtLevel, Change, Condition, Held, IsCase, IsReading, Measure, Policy, Value

JOINED = date(2024, 1, 1)
ENTERED = JOINED + timedelta(days=91)  # what is asked in the first weeks only is over by then
HORIZON = ENTERED + timedelta(days=366)


class MisfitKind(StrEnum):
    """In which way the two do not fit."""

    NEVER = "never"  # no line asks the instrument
    NOTHING = "nothing"  # at this level nothing is asked that the policy reads: only a person can move somebody on
    ABSENT = "absent"  # at this level it is never asked, and a rule for this level looks at it
    SCREENED = "screened"  # the same, but for whoever is high on a screen that the policy does not read
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

    They have no operation and no treatment, since many have none, and their screens stay negative. Where a screen that
    the policy reads can open an instrument, it is the screen that looks for it. Where something else of the policy is
    asked meanwhile, a value has to be young enough on that day; where nothing is, from one asking to the next. A
    measure of which the policy knows neither a case nor a change is read when it comes in, however seldom that is.
    """
    never = tuple(_never(policy, schedule))
    left = {slug: one for slug, one in policy.measures.items() if one.instrument in schedule.instruments}
    return (*never, *(one for level in Level for one in _at(level, policy, left, _asked(level, schedule, known))))


def _never(policy: Policy, schedule: Schedule) -> Iterator[Misfit]:
    for measure in _by_instrument(policy.measures.values()):
        if measure.instrument not in schedule.instruments:
            yield Misfit(MisfitKind.NEVER, measure)


def _at(level: Level, policy: Policy, left: Mapping[str, Measure], due: list[Due]) -> Iterator[Misfit]:
    """What is missing at one level of the measures that are asked anywhere."""
    read = {measure.instrument for measure in policy.measures.values()}
    asked = {one.instrument for one in due}
    opened = {code for one in due for code in one.may_open}
    looked_for = {code for one in due if one.instrument in read for code in one.may_open}
    if not read & (asked | opened):
        yield Misfit(MisfitKind.NOTHING, level=level)
        return
    wanted = _wanted(level, policy, asked)
    for measure in _by_instrument(one for slug, one in left.items() if slug in wanted):
        if measure.instrument not in asked | looked_for:
            kind = MisfitKind.SCREENED if measure.instrument in opened else MisfitKind.ABSENT
            yield Misfit(kind, measure, level)
    points = sorted({one.day for one in due if one.instrument in read})
    for measure in left.values():
        compared = measure.case is not None or measure.reliable_change is not None
        days = sorted({one.day for one in due if one.instrument == measure.instrument})
        if compared and days and measure.instrument not in looked_for:
            longest = _longest(days, points, measure.max_age_days)
            if longest:
                yield Misfit(MisfitKind.SELDOM, measure, level, longest, measure.max_age_days)


def _by_instrument(measures: Iterable[Measure]) -> list[Measure]:
    """The first measure of each instrument."""
    first: dict[str, Measure] = {}
    for measure in measures:
        first.setdefault(measure.instrument, measure)
    return list(first.values())


def _wanted(level: Level, policy: Policy, asked: set[str]) -> set[str]:
    """The measures of which rules for this level need a current value, but for those that another one stands for.

    Another one does where a rule takes either, people read the same words for both, and the other is asked here.
    """
    wanted: dict[str, bool] = {}
    for rule in policy.rules:
        for measure, instead in _looked_at(rule.when, level, ()):
            others = (one for one in instead if one.words == measure.words and one.instrument != measure.instrument)
            wanted[measure.slug] = wanted.get(measure.slug) or not any(one.instrument in asked for one in others)
    return {slug for slug, needed in wanted.items() if needed}


def _looked_at(
    condition: Condition | None, level: Level, instead: tuple[Measure, ...]
) -> Iterator[tuple[Measure, tuple[Measure, ...]]]:
    """Each measure that has to have a current value for a condition to hold at a level, with those it takes as well."""
    match condition:
        case AnyOf(parts):
            each = [tuple(one for one, _others in _looked_at(part, level, ())) for part in parts]
            for place, part in enumerate(parts):
                others = tuple(one for at, found in enumerate(each) if at != place for one in found)
                yield from _looked_at(part, level, (*instead, *others))
        case AllOf(parts):
            if not any(isinstance(part, AtLevel) and level not in part.levels for part in parts):
                for part in parts:
                    yield from _looked_at(part, level, instead)
        case Held(measure):
            yield measure, instead
        case Value() | IsCase() | Change() | IsReading():
            if not condition.any_age:
                yield condition.measure, instead


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

"""Whether a condition holds at one moment of a pathway, with every part judged. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

from steps.decision import Missing, Node
from steps.facts import Reading
from steps.known import Moment, News, age, latest, missed_today, missing, reference
from steps.policy import (
    AllOf,
    AnyOf,
    AtLevel,
    Bound,
    ByHand,
    Caseness,
    Change,
    Changed,
    Condition,
    Count,
    Counted,
    Declined,
    Fact,
    Held,
    HelpIs,
    HelpStands,
    HigherIs,
    IsCase,
    IsFact,
    IsMissing,
    IsReading,
    IsTold,
    Measure,
    Not,
    Reads,
    Since,
    Value,
)


def judge(condition: Condition, now: Moment) -> Node:
    """A condition judged at a moment, with all its parts if the moment is to be seen whole."""
    match condition:
        case AnyOf():
            nodes = _judge_parts(condition.parts, now, enough=True)
            return Node("any", any(node.holds for node in nodes), nodes)
        case AllOf():
            nodes = _judge_parts(condition.parts, now, enough=False)
            return Node("all", all(node.holds for node in nodes), nodes)
        case Not():
            node = judge(condition.part, now)
            return Node("not", not node.holds, (node,))
        case Value() | IsCase():
            return _judge_bound(condition, now)
        case Change():
            return _judge_change(condition, now)
        case IsReading():
            return _judge_reading(condition, now)
        case IsMissing(measure):
            return _of_measure(measure, now, test="missing", holds=_known_missing(measure, now))
        case Held():
            return _judge_held(condition, now)
        case _:
            return _judge_pathway(condition, now)


def _judge_parts(parts: tuple[Condition, ...], now: Moment, *, enough: bool) -> tuple[Node, ...]:
    """The parts judged in order; one that comes out as `enough` settles it, and ends it unless all is to be seen."""
    nodes: list[Node] = []
    for part in parts:
        nodes.append(judge(part, now))
        if nodes[-1].holds is enough and not now.whole:
            break
    return tuple(nodes)


# --- the pathway ------------------------------------------------------------------------------------------------------


def _judge_pathway(condition: AtLevel | IsFact | Count | HelpStands | Declined | ByHand | IsTold, now: Moment) -> Node:
    match condition:
        case AtLevel(levels):
            names = ", ".join([str(int(level)) for level in levels])
            level = now.facts.state.level
            return Node("level", level in levels, wanted=names, value=Decimal(level))
        case IsFact(fact, wanted):
            observed = now.day == now.facts.state.started if fact is Fact.FIRST else now.open_flag
            return Node(fact, observed is wanted, wanted=str(wanted).lower(), value=Decimal(observed))
        case Count():
            return _judge_count(condition, now)
        case HelpStands(wanted):
            holds = now.help.began is None if wanted is HelpIs.WAITING else now.help.ended
            return Node("help", holds, wanted=wanted, day=now.help.began)
        case Declined(within_days, way):
            days = [said.day for said in now.facts.state.declined if way in (None, said.way)]
            return _recently("declined", days, within_days, now, wanted=way)
        case ByHand(within_days):
            return _recently("by_hand", now.facts.state.by_hand, within_days, now)
        case IsTold(about, among):
            known = now.told.get(about, ())
            return Node("told", any(one in known for one in among), wanted=f"{about}: {', '.join(among)}")


def _judge_count(condition: Count, now: Moment) -> Node:
    """A count that cannot be made yet, of days of help that has not begun, is false."""
    count, limit = _count(condition.counted, now), Decimal(condition.limit)
    if count is None:
        return Node(condition.counted, holds=False, wanted=condition.bound, threshold=limit)
    return Node(
        condition.counted,
        _within(count, condition.bound, limit),
        wanted=condition.bound,
        value=count,
        threshold=limit,
        margin=count - limit,
        carries=condition.counted is Counted.MISSED and missed_today(now),
    )


def _count(counted: Counted, now: Moment) -> Decimal | None:
    match counted:
        case Counted.DAYS_IN_LEVEL:
            return _days(now.facts.state.entered, now)
        case Counted.DAYS_IN_PATHWAY:
            return _days(now.facts.state.started, now)
        case Counted.DAYS_OF_HELP:
            return _days(now.help.began, now) if now.help.began else None
        case Counted.MISSED:
            return Decimal(now.missed)


def _days(since: date, now: Moment) -> Decimal:
    return Decimal((now.day - since).days)


def _within(value: Decimal, bound: Bound, limit: Decimal) -> bool:
    return value >= limit if bound is Bound.AT_LEAST else value < limit


def _recently(
    test: str, days: tuple[date, ...] | list[date], within: int, now: Moment, wanted: str | None = None
) -> Node:
    """Whether the latest of these days before this one is at most `within` days ago."""
    last = max((day for day in days if day < now.day), default=None)
    if last is None:
        return Node(test, holds=False, wanted=wanted, threshold=Decimal(within))
    ago = _days(last, now)
    return Node(test, ago <= within, wanted=wanted, value=ago, threshold=Decimal(within), day=last)


# --- a measure --------------------------------------------------------------------------------------------------------


def _judge_bound(condition: Value | IsCase, now: Moment) -> Node:
    reading = latest(now, condition.measure, any_age=condition.any_age)
    judged = _bound(condition, reading)
    return _of_measure(condition.measure, now, any_age=condition.any_age, **judged)


def _bound(condition: Value | IsCase, reading: Reading | None) -> dict[str, Any]:
    """A value against a limit, or against the line of a case; false where there is none."""
    if isinstance(condition, Value):
        test, wanted, limit = condition.bound.value, None, condition.limit
        holds = reading is not None and _within(reading.value, condition.bound, limit)
    else:
        test, wanted, limit = "is", condition.wanted.value, _number(condition.measure.case)
        asked = condition.wanted is Caseness.CASE
        holds = reading is not None and _is_case(reading.value, limit, condition.measure.higher_is) is asked
    margin = reading.value - limit if reading else None
    return {"test": test, "wanted": wanted, "holds": holds, "threshold": limit, "margin": margin}


def _is_case(value: Decimal, case: Decimal, higher_is: HigherIs) -> bool:
    """At `case` or beyond it, on the measure's worse side."""
    return value >= case if higher_is is HigherIs.WORSE else value <= case


def _judge_change(condition: Change, now: Moment) -> Node:
    """Compares with the reference by the measure's `reliable_change`; without a reference nothing can be said: false.

    Since the value before, it holds at a reading only, so one change counts once.
    """
    measure, reading = condition.measure, latest(now, condition.measure, any_age=condition.any_age)
    before, threshold = reference(now, measure, condition.since), _number(measure.reliable_change)
    amount = None if reading is None or before is None else _amount(condition, reading.value, before.value)
    reached = amount is not None and amount >= threshold
    stale = condition.since is Since.PREVIOUS and now.known[measure.slug].news is None
    absent = missing(now, measure, any_age=condition.any_age) or (None if before else Missing.NO_REFERENCE)
    return _of_measure(
        measure,
        now,
        any_age=condition.any_age,
        test="change",
        wanted=condition.wanted,
        holds=amount is not None and reached is (condition.wanted is not Changed.NONE) and not stale,
        threshold=threshold,
        margin=None if amount is None else amount - threshold,
        amount=amount,
        since=condition.since,
        reference=before and before.value,
        reference_day=before and before.measured,
        missing=absent or (Missing.NOTHING_NEW if stale else None),
    )


def _amount(condition: Change, value: Decimal, reference: Decimal) -> Decimal:
    """How far the value has come in the direction asked for, in points."""
    better = reference - value if condition.measure.higher_is is HigherIs.WORSE else value - reference
    match condition.wanted:
        case Changed.IMPROVED:
            return better
        case Changed.WORSE:
            return -better
        case Changed.NONE:
            return abs(better)


def _judge_reading(condition: IsReading, now: Moment) -> Node:
    known = now.known[condition.measure.slug]
    observed = {
        Reads.FIRST: known.news is not None and known.before is None,
        Reads.NEW: known.news is not None,
        Reads.OLD: known.news is None,
    }[condition.wanted]
    there = latest(now, condition.measure, any_age=condition.any_age) is not None
    return _of_measure(
        condition.measure,
        now,
        any_age=condition.any_age,
        test="reading",
        wanted=condition.wanted,
        holds=there and observed,
    )


def _judge_held(condition: Held, now: Moment) -> Node:
    """Walks back value by value from the latest, until the span is reached or a value breaks it."""
    measure, judged = condition.measure, list[Node]()
    known = now.known[measure.slug]
    holds, days = False, 0
    for index, reading in enumerate(reversed(known.values) if known.current else ()):
        bounds = tuple([Node(**_bound(bound, reading)) for bound in condition.bounds])
        kept = all(node.holds for node in bounds)
        judged.append(Node("value", kept, bounds, value=reading.value, day=reading.measured))
        if not kept:
            break
        days = (known.values[-1].measured - reading.measured).days
        holds = index >= condition.points - 1 and days >= condition.days
        if holds:
            break
    return Node(
        "held",
        holds,
        tuple(judged),
        measure=measure.slug,
        value=Decimal(days),
        threshold=Decimal(condition.days),
        margin=Decimal(days - condition.days),
        points=condition.points,
        missing=known.missing,
        carries=known.news is News.NEW_DAY,
    )


def _of_measure(measure: Measure, now: Moment, *, any_age: bool = False, **judged: Any) -> Node:
    """A judged test of a measure, with the value it saw, or the last one and why that does not count.

    It carries a step where this day brings a value of a new own day; `missing` carries none.
    """
    known = now.known[measure.slug]
    judged.setdefault("missing", missing(now, measure, any_age=any_age))
    judged["carries"] = known.news is News.NEW_DAY and judged["test"] != "missing"
    if not known.values:
        return Node(measure=measure.slug, **judged)
    last = known.values[-1]
    return Node(measure=measure.slug, value=last.value, day=last.measured, age=age(last, now.day), **judged)


def _known_missing(measure: Measure, now: Moment) -> bool:
    return now.known[measure.slug].missing is not None


def _number(number: Decimal | None) -> Decimal:
    """A number that loading the policy has made sure of."""
    return cast(Decimal, number)


# --- what carries a step ----------------------------------------------------------------------------------------------


def carried(node: Node) -> bool:
    """Whether something new holds in a condition: in a part outside `not`, in branches that hold as a whole."""
    if not node.holds or node.test == "not":
        return False
    return any(map(carried, node.parts)) if node.test in ("any", "all") else node.carries


def wants_news(condition: Condition | None) -> bool:
    """Whether a condition rests on a measure or on silence outside `not`, so that a step needs something new."""
    match condition:
        case AnyOf(parts) | AllOf(parts):
            return any(map(wants_news, parts))
        case Count(counted=counted):
            return counted is Counted.MISSED
        case Value() | IsCase() | Change() | IsReading() | IsMissing() | Held():
            return True
        case _:
            return False

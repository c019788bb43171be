"""Whether a condition holds at one moment of a pathway, with every part judged. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from steps.decision import Missing, Node
from steps.known import Moment, age, moment, points, reference
from steps.policy import (
    AllOf,
    AnyOf,
    AtLevel,
    Bound,
    Caseness,
    Change,
    Changed,
    Condition,
    Count,
    Counted,
    Fact,
    Held,
    HigherIs,
    IsCase,
    IsFact,
    Measure,
    Not,
    Value,
)


def judge(condition: Condition, now: Moment) -> Node:
    """A condition judged at a moment, with all its parts if the moment is to be seen whole."""
    match condition:
        case Value():
            return _judge_value(condition, now)
        case IsCase():
            return _judge_case(condition, now)
        case Change():
            return _judge_change(condition, now)
        case AnyOf():
            nodes = _judge_parts(condition.parts, now, enough=True)
            return Node("any", any(node.holds for node in nodes), nodes)
        case AllOf():
            nodes = _judge_parts(condition.parts, now, enough=False)
            return Node("all", all(node.holds for node in nodes), nodes)
        case Not():
            node = judge(condition.part, now)
            return Node("not", not node.holds, (node,))
        case Held():
            return _judge_held(condition, now)
        case Count():
            return _judge_count(condition, now)
        case AtLevel():
            names = ", ".join([str(int(level)) for level in condition.levels])
            return Node("level", now.facts.level in condition.levels, wanted=names, value=Decimal(now.facts.level))
        case IsFact():
            return _judge_fact(condition, now)


def _judge_parts(parts: tuple[Condition, ...], now: Moment, *, enough: bool) -> tuple[Node, ...]:
    """The parts judged in order; one that comes out as `enough` settles it, and ends it unless all is to be seen."""
    nodes: list[Node] = []
    for part in parts:
        nodes.append(judge(part, now))
        if nodes[-1].holds is enough and not now.whole:
            break
    return tuple(nodes)


def _judge_fact(condition: IsFact, now: Moment) -> Node:
    observed = now.day == now.facts.started if condition.fact is Fact.FIRST else now.facts.open_flag
    wanted = str(condition.wanted).lower()
    return Node(condition.fact, observed is condition.wanted, wanted=wanted, value=Decimal(observed))


def _judge_count(condition: Count, now: Moment) -> Node:
    count, limit = Decimal(_count(condition.counted, now)), Decimal(condition.limit)
    holds = _within(count, condition.bound, limit)
    return Node(condition.counted, holds, wanted=condition.bound, value=count, threshold=limit, margin=count - limit)


def _count(counted: Counted, now: Moment) -> int:
    match counted:
        case Counted.DAYS_IN_LEVEL:
            return (now.day - now.facts.entered).days
        case Counted.DAYS_IN_PATHWAY:
            return (now.day - now.facts.started).days
        case Counted.MISSED:
            return now.facts.missed


def _within(value: Decimal, bound: Bound, limit: Decimal) -> bool:
    return value >= limit if bound is Bound.AT_LEAST else value < limit


def _judge_held(condition: Held, now: Moment) -> Node:
    """Walks back point by point, each judged with what was current on its day, until the span is reached or broken."""
    judged: list[Node] = []
    holds, days = False, 0
    for index, day in enumerate(points(now.facts, now.day)):
        node = judge(
            condition.condition, now if day == now.day else moment(now.facts, now.policy, day, whole=now.whole)
        )
        judged.append(Node("point", node.holds, (node,), day=day))
        if not node.holds:
            break
        days = (now.day - day).days
        holds = index >= condition.points - 1 and days >= condition.days
        if holds:
            break
    return Node(
        "held",
        holds,
        tuple(judged),
        value=Decimal(days),
        threshold=Decimal(condition.days),
        margin=Decimal(days - condition.days),
        points=condition.points,
    )


def _judge_value(condition: Value, now: Moment) -> Node:
    value, limit = _value(condition.measure, now), condition.limit
    return _measured(
        condition.measure,
        now,
        test=condition.bound,
        holds=value is not None and _within(value, condition.bound, limit),
        threshold=limit,
        margin=None if value is None else value - limit,
    )


def _judge_case(condition: IsCase, now: Moment) -> Node:
    measure, value, case = condition.measure, _value(condition.measure, now), _number(condition.measure.case)
    return _measured(
        measure,
        now,
        test="is",
        wanted=condition.wanted,
        holds=value is not None and _is_case(value, case, measure.higher_is) is (condition.wanted is Caseness.CASE),
        threshold=case,
        margin=None if value is None else value - case,
    )


def _is_case(value: Decimal, case: Decimal, higher_is: HigherIs) -> bool:
    """At `case` or beyond it, on the measure's worse side."""
    return value >= case if higher_is is HigherIs.WORSE else value <= case


def _judge_change(condition: Change, now: Moment) -> Node:
    """Compares with the reference by the reliable change; without a reference nothing can be said, so false."""
    measure, value = condition.measure, _value(condition.measure, now)
    before, threshold = reference(now, measure, condition.since), _number(measure.reliable_change)
    amount = None if value is None or before is None else _amount(condition, value, before.value)
    reached = amount is not None and amount >= threshold
    return _measured(
        measure,
        now,
        test="change",
        wanted=condition.wanted,
        holds=amount is not None and reached is (condition.wanted is not Changed.NONE),
        threshold=threshold,
        margin=None if amount is None else amount - threshold,
        amount=amount,
        since=condition.since,
        reference=before and before.value,
        reference_day=before and before.measured,
        missing=now.known[measure.slug].missing or (None if before else Missing.NO_REFERENCE),
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


def _value(measure: Measure, now: Moment) -> Decimal | None:
    current = now.known[measure.slug].current
    return current.value if current else None


def _measured(measure: Measure, now: Moment, **judged: Any) -> Node:
    """A judged test of a measure, with the value it saw, or the last one and why that does not count."""
    known = now.known[measure.slug]
    judged.setdefault("missing", known.missing)
    if not known.values:
        return Node(measure=measure.slug, **judged)
    last = known.values[-1]
    return Node(measure=measure.slug, value=last.value, day=last.measured, age=age(last, now.day), **judged)


def _number(number: Decimal | None) -> Decimal:
    """A number that loading the policy has made sure of."""
    return cast(Decimal, number)

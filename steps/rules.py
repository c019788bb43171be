"""The heart: what the rules of a policy decide about one pathway on one day, and the whole trace of why. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from pydantic import TypeAdapter

from steps.levels import Level, Outcome, above, below
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
    FlagRequest,
    Held,
    HigherIs,
    IsCase,
    IsFact,
    Measure,
    Not,
    Policy,
    Rule,
    Since,
    Then,
    Value,
)

# What is known


@dataclass(frozen=True, slots=True)
class Reading:
    """One score of one patient: `measured` is its own day and gives its age, `recorded` the day it became known.

    Raises `ValueError` for a score recorded before its own day.
    """

    measured: date
    recorded: date
    instrument: str
    score: str
    value: Decimal

    def __post_init__(self) -> None:
        if self.recorded < self.measured:
            raise ValueError(f"recorded on {self.recorded}, before its own day {self.measured}")


@dataclass(frozen=True, slots=True)
class State:
    """Where a pathway is: its level, the day it entered that, the day of its first point, and if it was nominated."""

    level: Level
    entered: date
    started: date
    nominated: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may look at.

    `readings` are every score of the pathway, of a measure of the policy or not; of two scores of one measure with the
    same own day, the later in the tuple counts (live: by time; in a replay: by row). Scores recorded after the day that
    is decided are not looked at. `missed` counts assignments missed in a row.
    """

    level: Level
    entered: date
    started: date
    nominated: bool
    readings: tuple[Reading, ...]
    open_flag: bool = False
    missed: int = 0


# What is decided


class Missing(StrEnum):
    """Why a measure has no current value, or a change no reference."""

    NEVER_MEASURED = "never measured"
    TOO_OLD = "too old"
    NO_REFERENCE = "nothing to compare with"


class Reason(StrEnum):
    """Why the level stays although no rule said `stay`."""

    NO_RULE_HELD = "no rule held"
    SAME_LEVEL = "already at this level"
    NO_LEVEL = "no level beyond"
    NOT_APPROVED = "not approved"


@dataclass(frozen=True, slots=True)
class Observation:
    """A value in points of its measure, its own day, and its age in days at the point."""

    value: Decimal
    day: date
    age: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was current of one measure: the value, or why it is missing (with the last value where there is one)."""

    instrument: str
    score: str
    higher_is: HigherIs
    current: Observation | None
    last: Observation | None
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Node:
    """One condition, judged. `test` is its key in the policy; which other fields are set depends on it.

    any, all, not: `parts`. level: `wanted` levels, `value` the level. first, open_flag: `wanted` and `value` 1 or 0.
    days_in_level, days_in_pathway, missed: `wanted` at_least or below, `value` and `threshold` as counts.
    at_least, below, is: `measure`, `value` with `day` and `age`, `threshold` in points.
    change: also `since`, `reference` with `reference_day`; `amount` is the change in the direction asked for (toward
    better, toward worse, or either way for `none`) and `threshold` the reliable change; `none` holds below it.
    held: `points` wanted, `threshold` days wanted, `value` days held so far; `parts` the points judged, newest first.
    point: `day` and one part, the condition as judged with what was current on that day.
    `margin` is what was observed minus `threshold`; `missing` says why a measure has no value or no reference.
    """

    test: str
    holds: bool
    parts: tuple[Node, ...] = ()
    wanted: str | None = None
    measure: str | None = None
    value: Decimal | None = None
    threshold: Decimal | None = None
    margin: Decimal | None = None
    day: date | None = None
    age: int | None = None
    since: Since | None = None
    reference: Decimal | None = None
    reference_day: date | None = None
    amount: Decimal | None = None
    points: int | None = None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule, judged: whether its turn came, whether it holds, and the level it leads to from the present one."""

    rule: str
    reached: bool
    holds: bool
    leads_to: Level
    condition: Node | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules said on one day, with all that is needed to show why and to compute it again.

    `outcome` and `level_after` are what the rules ask for; while `approval` is true they wait for a clinician, and
    `settle` gives what becomes of them. `nominate` and `flag` take effect at once. `values` and `references` are by
    measure; `trace` has every rule of the policy in order.
    """

    policy: str
    version: int
    hash: str
    point: date
    level_before: Level
    entered: date
    started: date
    open_flag: bool
    missed: int
    rule: str | None
    outcome: Outcome
    level_after: Level
    approval: bool
    nominate: bool
    flag: FlagRequest | None
    reason: Reason | None
    values: dict[str, Seen]
    references: dict[str, dict[Since, Observation | None]]
    because: dict[str, str]
    trace: tuple[Tried, ...]


def begin(policy: Policy, day: date) -> State:
    """A pathway enters the policy's start level on the day of its first point."""
    return State(level=policy.start_level, entered=day, started=day, nominated=False)


def decide(facts: Facts, policy: Policy, today: date, *, whole: bool = True) -> Decision:
    """What `policy` says about a pathway on `today`: the first rule that holds decides.

    Every rule is judged to its last part, also those whose turn does not come, so the trace shows the whole policy.
    Without `whole` judging stops where the answer is known, and the trace is left empty: same decision, less work.
    Raises `ValueError` when `today` is no assessment point, that is, when no score was recorded on it.
    """
    if today not in (reading.recorded for reading in facts.readings):
        raise ValueError(f"{today} is not an assessment point: no score was recorded on it")
    now = moment(facts, policy, today, whole=whole)
    trace = tuple(_trace(policy, now)) if whole else ()
    decided = _deciding(policy, now, trace)
    outcome, level_after, reason = _lead(decided.then if decided else None, facts.level)
    return Decision(
        policy=policy.slug,
        version=policy.version,
        hash=policy.sha256,
        point=today,
        level_before=facts.level,
        entered=facts.entered,
        started=facts.started,
        open_flag=facts.open_flag,
        missed=facts.missed,
        rule=decided.id if decided else None,
        outcome=outcome,
        level_after=level_after,
        approval=bool(decided and decided.then.approval and reason is None),
        nominate=bool(decided and decided.then.nominate and not facts.nominated),
        flag=decided.then.flag if decided else None,
        reason=reason,
        values={slug: _seen(now, measure) for slug, measure in policy.measures.items()},
        references={slug: _references(now, measure) for slug, measure in policy.measures.items()},
        because=decided.because if decided else {},
        trace=trace,
    )


def settle(decision: Decision, granted: bool) -> Decision:
    """What becomes of a decision: one that waits for approval and is not granted is a stay, its approval still true."""
    if granted or not decision.approval:
        return decision
    return replace(decision, outcome=Outcome.STAY, level_after=decision.level_before, reason=Reason.NOT_APPROVED)


def advance(state: State, decision: Decision, granted: bool) -> State:
    """The pathway after the day's decision; the one fold step of replay and live system.

    `granted` matters only where the decision waits for approval. On entering a level its days start at 0 that day.
    """
    level = settle(decision, granted).level_after
    entered = state.entered if level is state.level else decision.point
    return replace(state, level=level, entered=entered, nominated=state.nominated or decision.nominate)


_DECISION = TypeAdapter(Decision)


def to_json(decision: Decision) -> dict[str, Any]:
    """The decision as plain JSON data: dates as ISO text, numbers as exact decimal text, no empty fields."""
    plain: dict[str, Any] = _DECISION.dump_python(decision, mode="json", exclude_defaults=True)
    return plain


def from_json(data: dict[str, Any]) -> Decision:
    """The decision that `to_json` wrote; pydantic's `ValidationError` for anything else."""
    return _DECISION.validate_python(data)


def _lead(then: Then | None, level: Level) -> tuple[Outcome, Level, Reason | None]:
    """Where a rule leads from `level`, and why it stays when it did not say `stay`."""
    if then is None:
        return Outcome.STAY, level, Reason.NO_RULE_HELD
    to = target(then, level)
    if to is None:
        return Outcome.STAY, level, Reason.NO_LEVEL
    if to is level and then.outcome is not Outcome.STAY:
        return Outcome.STAY, level, Reason.SAME_LEVEL
    return then.outcome, to, None


def target(then: Then, level: Level) -> Level | None:
    """The level that a rule names from `level`, which may be the same; None for a step beyond 1 or 4."""
    match then.outcome:
        case Outcome.STAY:
            return level
        case Outcome.UP:
            return above(level)
        case Outcome.DOWN:
            return below(level)
        case _:
            return then.to


def _trace(policy: Policy, now: Moment) -> Iterator[Tried]:
    """Every rule judged, in order; once one holds, the turn of the others does not come."""
    reached = True
    for rule in policy.rules:
        node = judge(rule.when, now) if rule.when else None
        holds = node is None or node.holds
        yield Tried(rule.id, reached, holds, _lead(rule.then, now.facts.level)[1], node)
        reached = reached and not holds


def _deciding(policy: Policy, now: Moment, trace: tuple[Tried, ...]) -> Rule | None:
    """The first rule that holds, read from the trace where there is one."""
    if now.whole:
        return next((rule for rule, tried in zip(policy.rules, trace, strict=True) if tried.holds), None)
    return next((rule for rule in policy.rules if rule.when is None or judge(rule.when, now).holds), None)


# What was known on one day


@dataclass(frozen=True, slots=True)
class _Known:
    """What was known of one measure: its values, one for each own day, oldest first, and the current one or why not."""

    values: tuple[Reading, ...]
    current: Reading | None
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One day of a pathway: the facts, what was known of each measure by then, and whether to judge every last part."""

    facts: Facts
    policy: Policy
    day: date
    known: dict[str, _Known]
    whole: bool


def moment(facts: Facts, policy: Policy, day: date, *, whole: bool) -> Moment:
    """What was known of each measure of `policy` on `day`: the scores recorded by then, at their own days."""
    recorded = [reading for reading in facts.readings if reading.recorded <= day]
    known = {slug: _known(measure, recorded, day, policy.max_age_days) for slug, measure in policy.measures.items()}
    return Moment(facts, policy, day, known, whole)


def _known(measure: Measure, recorded: list[Reading], day: date, max_age_days: int) -> _Known:
    """The latest value is current unless it is older than allowed; one of exactly `max_age_days` still counts."""
    values = _series(measure, recorded)
    if not values:
        return _Known((), None, Missing.NEVER_MEASURED)
    if _age(values[-1], day) > max_age_days:
        return _Known(values, None, Missing.TOO_OLD)
    return _Known(values, values[-1], None)


def _series(measure: Measure, recorded: list[Reading]) -> tuple[Reading, ...]:
    """The values of a measure by own day; of two on one day the later counts, as if the earlier never was."""
    of_day = {
        reading.measured: reading
        for reading in recorded
        if reading.score == measure.score and reading.instrument == measure.instrument
    }
    return tuple(of_day[day] for day in sorted(of_day))


def _reference(now: Moment, measure: Measure, since: Since) -> Reading | None:
    """The value a change is measured from, by own day and of any age; None where there is none.

    `baseline` is the first value known, `level_entry` the latest of a day not after the level was entered, `previous`
    the one before the latest.
    """
    values = now.known[measure.slug].values
    if since is Since.LEVEL_ENTRY:
        values = tuple([reading for reading in values if reading.measured <= now.facts.entered])
    if since is Since.PREVIOUS:
        values = values[:-1]
    if not values:
        return None
    return values[0] if since is Since.BASELINE else values[-1]


def _age(reading: Reading, day: date) -> int:
    return (day - reading.measured).days


def _points(facts: Facts, until: date) -> list[date]:
    """The assessment points up to a day, newest first: the days on which any score was recorded."""
    return sorted({reading.recorded for reading in facts.readings if reading.recorded <= until}, reverse=True)


def _observed(reading: Reading | None, now: Moment) -> Observation | None:
    return Observation(reading.value, reading.measured, _age(reading, now.day)) if reading else None


def _seen(now: Moment, measure: Measure) -> Seen:
    known = now.known[measure.slug]
    return Seen(
        instrument=measure.instrument,
        score=measure.score,
        higher_is=measure.higher_is,
        current=_observed(known.current, now),
        last=_observed(known.values[-1] if known.values else None, now),
        missing=known.missing,
    )


def _references(now: Moment, measure: Measure) -> dict[Since, Observation | None]:
    return {since: _observed(_reference(now, measure, since), now) for since in Since}


# Whether a condition holds


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
        case _:
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
        case _:
            return now.facts.missed


def _within(value: Decimal, bound: Bound, limit: Decimal) -> bool:
    return value >= limit if bound is Bound.AT_LEAST else value < limit


def _judge_held(condition: Held, now: Moment) -> Node:
    """Walks back point by point, each judged with what was current on its day, until the span is reached or broken."""
    judged: list[Node] = []
    holds, days = False, 0
    for index, day in enumerate(_points(now.facts, now.day)):
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
    reference, threshold = _reference(now, measure, condition.since), _number(measure.reliable_change)
    amount = None if value is None or reference is None else _amount(condition, value, reference.value)
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
        reference=reference and reference.value,
        reference_day=reference and reference.measured,
        missing=now.known[measure.slug].missing or (None if reference else Missing.NO_REFERENCE),
    )


def _amount(condition: Change, value: Decimal, reference: Decimal) -> Decimal:
    """How far the value has come in the direction asked for, in points."""
    better = reference - value if condition.measure.higher_is is HigherIs.WORSE else value - reference
    match condition.wanted:
        case Changed.IMPROVED:
            return better
        case Changed.WORSE:
            return -better
        case _:
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
    return Node(measure=measure.slug, value=last.value, day=last.measured, age=_age(last, now.day), **judged)


def _number(number: Decimal | None) -> Decimal:
    """A number that loading the policy has made sure of."""
    return cast(Decimal, number)

"""What the rules of a policy decide about one pathway on one day, and the whole trace of why. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from steps.decision import Decision, StayReason, Tried
from steps.facts import Facts, PathwayState
from steps.judging import judge
from steps.known import Moment, moment, references, seen
from steps.levels import DecisionOutcome, Level, above, below
from steps.policy import Policy, Rule, Then


def begin(policy: Policy, day: date) -> PathwayState:
    """A pathway enters the policy's start level on the day of its first point."""
    return PathwayState(level=policy.start_level, entered=day, started=day, nominated=False)


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
        values={slug: seen(now, measure) for slug, measure in policy.measures.items()},
        references={slug: references(now, measure) for slug, measure in policy.measures.items()},
        because=decided.because if decided else {},
        trace=trace,
    )


def settle(decision: Decision, granted: bool) -> Decision:
    """What becomes of a decision: one that waits for approval and is not granted is a stay, its approval still true."""
    if granted or not decision.approval:
        return decision
    return replace(
        decision, outcome=DecisionOutcome.STAY, level_after=decision.level_before, reason=StayReason.NOT_APPROVED
    )


def advance(state: PathwayState, decision: Decision, granted: bool) -> PathwayState:
    """The pathway after the day's decision; the one fold step of replay and live system.

    `granted` matters only where the decision waits for approval. On entering a level its days start at 0 that day.
    """
    level = settle(decision, granted).level_after
    entered = state.entered if level is state.level else decision.point
    return replace(state, level=level, entered=entered, nominated=state.nominated or decision.nominate)


def _lead(then: Then | None, level: Level) -> tuple[DecisionOutcome, Level, StayReason | None]:
    """Where a rule leads from `level`, and why it stays when it did not say `stay`."""
    if then is None:
        return DecisionOutcome.STAY, level, StayReason.NO_RULE_HELD
    to = target(then, level)
    if to is None:
        return DecisionOutcome.STAY, level, StayReason.NO_LEVEL
    if to is level and then.outcome is not DecisionOutcome.STAY:
        return DecisionOutcome.STAY, level, StayReason.SAME_LEVEL
    return then.outcome, to, None


def target(then: Then, level: Level) -> Level | None:
    """The level that a rule names from `level`, which may be the same; None for a step beyond 1 or 4."""
    match then.outcome:
        case DecisionOutcome.STAY:
            return level
        case DecisionOutcome.UP:
            return above(level)
        case DecisionOutcome.DOWN:
            return below(level)
        case DecisionOutcome.MOVE:
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

"""What the rules of a policy decide about one pathway on one day, and the whole trace of why. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steps.decision import Decision, StayReason, Tried
from steps.facts import Facts
from steps.judging import carried, judge, wants_news
from steps.known import Moment, moment, references, seen
from steps.levels import DecisionOutcome, Level, above, below
from steps.policy import Policy, Rule, Then

STEPS = (DecisionOutcome.UP, DecisionOutcome.DOWN)


def decide(facts: Facts, policy: Policy, today: date, *, whole: bool = True) -> Decision:
    """What `policy` says about a pathway on `today`: the first rule that holds decides.

    Every rule is judged to its last part, also those whose turn does not come, so the trace shows the whole policy.
    Without `whole` judging stops where the answer is known, and the trace is left empty: same decision, less work.
    Raises `ValueError` when `today` is no point, that is, when neither a score nor a miss was recorded on it.
    """
    if today not in facts.record.points:
        raise ValueError(f"{today} is no point: neither a score nor a miss was recorded on it")
    state, now = facts.state, moment(facts, policy.measures, today, whole=whole)
    trace, decided = _tried(policy, now)
    then = decided.then if decided else None
    outcome, level_after, reason = _lead(then, state.level)
    approval = bool(then and then.approval and level_after is not state.level)
    return Decision(
        policy=policy.slug,
        version=policy.version,
        hash=policy.sha256,
        point=today,
        level_before=state.level,
        entered=state.entered,
        started=state.started,
        proposed=state.proposed,
        open_flag=now.open_flag,
        missed=now.missed,
        help_began=now.help.began,
        help_ended=now.help.ended,
        rule=decided.id if decided else None,
        outcome=outcome,
        level_after=level_after,
        approval=approval,
        meanwhile=_meanwhile(then, state.level) if then and approval else None,
        nominate=bool(then and then.nominate and not state.nominated),
        flag=then.flag if then else None,
        reason=reason,
        values={slug: seen(now, measure) for slug, measure in policy.measures.items()},
        references={slug: references(now, measure) for slug, measure in policy.measures.items()},
        because=decided.because if decided else {},
        trace=trace,
    )


def settle(decision: Decision, granted: bool) -> Decision:
    """What becomes of a decision at once: one that waits for approval moves to `meanwhile` or stays."""
    if granted or not decision.approval:
        return decision
    if decision.meanwhile:
        return replace(decision, outcome=DecisionOutcome.MOVE, level_after=decision.meanwhile)
    return replace(
        decision, outcome=DecisionOutcome.STAY, level_after=decision.level_before, reason=StayReason.NOT_APPROVED
    )


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


def _meanwhile(then: Then, level: Level) -> Level | None:
    """The level entered at once while the rule's own waits for a clinician; None from that level up."""
    return then.meanwhile if then.meanwhile and level < then.meanwhile else None


def _tried(policy: Policy, now: Moment) -> tuple[tuple[Tried, ...], Rule | None]:
    """Every rule judged, in order, and the first that holds; without the whole moment, none behind it and no trace."""
    trace: list[Tried] = []
    decided: Rule | None = None
    for rule in policy.rules:
        trace.append(_try(rule, now, reached=decided is None))
        if decided is None and trace[-1].holds:
            decided = rule
            if not now.whole:
                break
    return (tuple(trace) if now.whole else ()), decided


def _try(rule: Rule, now: Moment, reached: bool) -> Tried:
    """One rule judged; a step needs something new that carries it, so one that holds is judged to its last part."""
    leads_to = _lead(rule.then, now.facts.state.level)[1]
    if rule.when is None:
        return Tried(rule.id, reached, holds=True, leads_to=leads_to, condition=None)
    step, node = rule.then.outcome in STEPS and wants_news(rule.when), judge(rule.when, now)
    if step and node.holds and not now.whole:
        node = judge(rule.when, replace(now, whole=True))
    carries = not (step and node.holds) or carried(node)
    return Tried(rule.id, reached, node.holds and carries, leads_to, node, carries)

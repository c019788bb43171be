"""Draws the levels of a policy and every rule that leads from one to another, as mermaid text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from steps.levels import Level
from steps.policy import AllOf, AnyOf, AtLevel, Condition, Not, Policy, Rule
from steps.rules import target

_NAMES = {
    Level.MONITORING: "1 Monitoring",
    Level.CAMPUS: "2 Campus",
    Level.COMMUNITY: "3 Community",
    Level.GROUP_THERAPY: "4 Group therapy",
}


def diagram(policy: Policy) -> str:
    """A mermaid `stateDiagram-v2` of `policy`: the same text for the same policy.

    One arrow for each rule and level from which it can lead to another level; a rule can lead from a level unless its
    `level` rules that out, whatever else is so. Rules that wait for a clinician say so, and where they lead meanwhile.
    """
    states = [f'    state "{name}" as L{int(level)}' for level, name in _NAMES.items()]
    arrows = [arrow for level in Level for rule in policy.rules for arrow in _arrows(rule, level)]
    lines = ["stateDiagram-v2", *states, f"    [*] --> L{int(policy.start_level)}", *arrows]
    return "\n".join(lines) + "\n"


def leads_to(rule: Rule, level: Level) -> Level | None:
    """The level that `rule` can lead to from `level`, or None where it cannot or changes nothing."""
    to = target(rule.then, level)
    possible = rule.when is None or _possible(rule.when, level) is not False
    return to if possible and to is not level else None


def _arrows(rule: Rule, level: Level) -> Iterable[str]:
    to = leads_to(rule, level)
    if to:
        asks = " (clinician)" if rule.then.approval else ""
        yield f"    L{int(level)} --> L{int(to)}: {rule.id}{asks}"
        if rule.then.meanwhile and level < rule.then.meanwhile:
            yield f"    L{int(level)} --> L{int(rule.then.meanwhile)}: {rule.id} (meanwhile)"


def _possible(condition: Condition, level: Level) -> bool | None:
    """Whether a condition holds at `level` whatever else is so; None where that depends."""
    match condition:
        case AtLevel(levels):
            return level in levels
        case Not(inner):
            part = _possible(inner, level)
            return None if part is None else not part
        case AllOf(parts):
            return reduce(_and, [_possible(part, level) for part in parts])
        case AnyOf(parts):
            return reduce(_or, [_possible(part, level) for part in parts])
    return None


def _and(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _or(first: bool | None, second: bool | None) -> bool | None:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False

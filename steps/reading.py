"""Says each rule of a policy in words that a coordinator can check, before it decides about anybody. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _

from steps.conditions import CHANGES, COUNTS, FACTS, SINCE, bound, measure_of, number
from steps.levels import DecisionOutcome
from steps.policy import (
    AllOf,
    AnyOf,
    AtLevel,
    Caseness,
    Change,
    Condition,
    Count,
    Held,
    IsCase,
    IsFact,
    Measure,
    Not,
    Rule,
    Value,
)
from steps.words import short


@dataclass(frozen=True)
class Clause:
    """One condition in words; `parts` are what it is made of, in the order of the policy."""

    words: str
    parts: tuple[Clause, ...] = ()


def when(rule: Rule) -> Clause:
    """When the rule decides, in the language of the page."""
    return _clause(rule.when) if rule.when is not None else Clause(_("Always, where no rule above has decided"))


def then(rule: Rule) -> str:
    """What the rule does, in the language of the page: one line, such as "one level up, after a clinician decides"."""
    to = rule.then.to
    moves = {
        DecisionOutcome.STAY: _("stay"),
        DecisionOutcome.UP: _("one level up"),
        DecisionOutcome.DOWN: _("one level down"),
    }
    acts = [short(to) if to is not None else moves[rule.then.outcome]]
    acts += [_("after a clinician decides")] if rule.then.approval else []
    acts += [_("nominates as mentor")] if rule.then.nominate else []
    acts += [_("raises a flag")] if rule.then.flag else []
    return ", ".join(acts)


def _clause(condition: Condition) -> Clause:
    if isinstance(condition, (AllOf, AnyOf)):
        parts = tuple(map(_clause, condition.parts))
        heading = _("All of these hold") if isinstance(condition, AllOf) else _("At least one of these holds")
        return parts[0] if len(parts) == 1 else Clause(heading, parts)
    if isinstance(condition, Not):
        return Clause(_("This does not hold"), (_clause(condition.part),))
    if isinstance(condition, Held):
        words = _("At the last %(points)s assessments, over at least %(days)s days, each time")
        return Clause(words % {"points": condition.points, "days": condition.days}, (_clause(condition.condition),))
    return Clause(_test(condition))


def _test(condition: AtLevel | IsFact | Count | Value | IsCase | Change) -> str:
    if isinstance(condition, AtLevel):
        levels = ", ".join(f"{int(level)} {short(level)}" for level in condition.levels)
        return _("the person is at level %(levels)s") % {"levels": levels}
    if isinstance(condition, IsFact):
        return str(FACTS[condition.fact, condition.wanted])
    if isinstance(condition, Count):
        return str(COUNTS[condition.counted]) % {"bound": bound(condition.bound, number(condition.limit))}
    if isinstance(condition, Value):
        side = bound(condition.bound, number(condition.limit))
        return _("%(measure)s is %(bound)s") % {"measure": _measure(condition.measure), "bound": side}
    if isinstance(condition, IsCase):
        return _case(condition)
    return str(CHANGES[condition.wanted]) % {
        "measure": _measure(condition.measure),
        "since": SINCE[condition.since],
        "points": number(_known(condition.measure.reliable_change)),
    }


def _case(condition: IsCase) -> str:
    """Above or below the line at which clinicians speak of a case."""
    case = _("%(measure)s is a case (line at %(line)s)")
    no_case = _("%(measure)s is no case (line at %(line)s)")
    sentence = case if condition.wanted is Caseness.CASE else no_case
    return sentence % {"measure": _measure(condition.measure), "line": number(_known(condition.measure.case))}


def _measure(measure: Measure) -> str:
    return measure_of(measure.slug, measure.instrument, measure.score)


def _known(limit: Decimal | None) -> Decimal:
    """A number that loading the policy has made sure of."""
    return cast(Decimal, limit)

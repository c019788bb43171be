"""Reads a policy aloud: each rule as words that a coordinator can check, before it decides about anybody. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import formats, translation
from django.utils.translation import gettext_lazy

from steps.explain import measure as measure_words
from steps.levels import Outcome
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
    IsCase,
    IsFact,
    Measure,
    Not,
    Rule,
    Since,
    Value,
)
from steps.words import short


def _(message: str) -> str:
    return str(translation.gettext(message))


_COUNTED = {
    Counted.DAYS_IN_LEVEL: gettext_lazy("the days at this level are %(bound)s"),
    Counted.DAYS_IN_PATHWAY: gettext_lazy("the days since the first score are %(bound)s"),
    Counted.MISSED: gettext_lazy("the assignments missed in a row are %(bound)s"),
}
_FACTS = {
    (Fact.FIRST, True): gettext_lazy("it is the first day with a score"),
    (Fact.FIRST, False): gettext_lazy("it is not the first day with a score"),
    (Fact.OPEN_FLAG, True): gettext_lazy("a safety flag is open"),
    (Fact.OPEN_FLAG, False): gettext_lazy("no safety flag is open"),
}
_SINCE = {
    Since.BASELINE: gettext_lazy("the first value"),
    Since.LEVEL_ENTRY: gettext_lazy("the value on entering the level"),
    Since.PREVIOUS: gettext_lazy("the value before"),
}
_CHANGES = {
    Changed.IMPROVED: gettext_lazy("%(measure)s is reliably better than %(since)s, by %(points)s or more"),
    Changed.WORSE: gettext_lazy("%(measure)s is reliably worse than %(since)s, by %(points)s or more"),
    Changed.NONE: gettext_lazy("%(measure)s is within %(points)s of %(since)s, so not reliably different"),
}


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
    moves = {Outcome.STAY: _("stay"), Outcome.UP: _("one level up"), Outcome.DOWN: _("one level down")}
    said = [short(to) if to is not None else moves[rule.then.outcome]]
    said += [_("after a clinician decides")] if rule.then.approval else []
    said += [_("nominates as mentor")] if rule.then.nominate else []
    said += [_("raises a flag")] if rule.then.flag else []
    return ", ".join(said)


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
        return str(_FACTS[condition.fact, condition.wanted])
    if isinstance(condition, Count):
        return str(_COUNTED[condition.counted]) % {"bound": _bound(condition.bound, str(condition.limit))}
    if isinstance(condition, Value):
        bound = _bound(condition.bound, _number(condition.limit))
        return _("%(measure)s is %(bound)s") % {"measure": _measure(condition.measure), "bound": bound}
    if isinstance(condition, IsCase):
        return _case(condition)
    return str(_CHANGES[condition.wanted]) % {
        "measure": _measure(condition.measure),
        "since": _SINCE[condition.since],
        "points": _number(condition.measure.reliable_change),
    }


def _case(condition: IsCase) -> str:
    """Above or below the line at which clinicians speak of a case."""
    case = _("%(measure)s is a case (line at %(line)s)")
    no_case = _("%(measure)s is no case (line at %(line)s)")
    said = case if condition.wanted is Caseness.CASE else no_case
    return said % {"measure": _measure(condition.measure), "line": _number(condition.measure.case)}


def _measure(measure: Measure) -> str:
    return f"{measure_words(measure.slug)} ({measure.instrument.upper()} {measure.score})"


def _number(number: object) -> str:
    shown: str = formats.number_format(number)
    return shown


def _bound(bound: Bound, limit: str) -> str:
    words = _("at least %(n)s") if bound is Bound.AT_LEAST else _("below %(n)s")
    return words % {"n": limit}

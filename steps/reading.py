"""Reads a policy aloud, so that a clinician can check it before it decides about anybody. Pure but for the language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oncocare.safety.flags import kinds
from steps.conditions import made_of, sentence, spoken, written
from steps.levels import DecisionOutcome
from steps.policy import AllOf, AnyOf, Condition, HigherIs, Measure, Not, Policy, Rule, Then
from steps.words import numbered


@dataclass(frozen=True)
class Clause:
    """One condition in words; `parts` are what it is made of, in the order of the policy."""

    words: str
    parts: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class MeasureWords:
    """One measure in words; `case`, `change` and `source` are empty where the policy gives none."""

    words: str
    made_of: str
    case: str
    change: str
    direction: str
    counts: str
    source: str = ""


def about(policy: Policy) -> list[str]:
    """What holds for every rule of a policy."""
    begins = _("A pathway begins at level %(level)s.") % {"level": numbered(policy.start_level)}
    return [
        begins,
        _("The rules are tried in order; the first that holds decides."),
        _("A value that is older than its measure allows counts as missing. What a rule asks of it does not hold."),
        _("A value is new on the day on which it became known, also where it puts an earlier value right."),
        _(
            "A rule that asks for answers or silence and leads one level up or down decides only on a day that brings "
            "something new for it: an answer of a new day, or a missed set of questions. So one answer never moves "
            "anybody twice."
        ),
        _("A safety flag about something for which a flag is open already joins that flag."),
        *_of_change(policy),
    ]


def _of_change(policy: Policy) -> list[str]:
    """What the policy calls a change, so that nobody takes it for the published one that the record shows."""
    if all(measure.reliable_change is None for measure in policy.measures.values()):
        return []
    return [
        _(
            "“Changed beyond a week's noise” means a change of at least the number that this policy sets for the "
            "measure. It is not the published “reliable change” that a record shows; the two numbers may differ."
        )
    ]


def measures(policy: Policy) -> list[MeasureWords]:
    """The measures of a policy, in its order."""
    return [measure_words(measure) for measure in policy.measures.values()]


def measure_words(measure: Measure) -> MeasureWords:
    """One measure in words."""
    better = measure.higher_is is HigherIs.BETTER
    case, change, days = measure.case, measure.reliable_change, measure.max_age_days
    return MeasureWords(
        words=spoken(measure.words),
        made_of=made_of(measure),
        case=(_("%(n)s or less") if better else _("%(n)s or more")) % {"n": written(case)} if case is not None else "",
        change=_("%(n)s or more") % {"n": written(change)} if change is not None else "",
        direction=_("higher is better") if better else _("higher is worse"),
        counts=ngettext("%(count)d day", "%(count)d days", days) % {"count": days},
        source=measure.source,
    )


def when(rule: Rule) -> Clause:
    """When the rule decides, in the language of the page."""
    return clause_of(rule.when) if rule.when is not None else Clause(_("Always, where no rule above has decided"))


def clause_of(condition: Condition) -> Clause:
    """A condition with all its parts, in the language of the page."""
    match condition:
        case AllOf() | AnyOf():
            heading = _("All of these hold") if isinstance(condition, AllOf) else _("At least one of these holds")
            parts = _parts(condition)
            return parts[0] if len(parts) == 1 else Clause(heading, parts)
        case Not(part):
            return _not(part)
        case _:
            return Clause(sentence(condition))


def _not(condition: Condition) -> Clause:
    parts = _parts(condition) if isinstance(condition, (AllOf, AnyOf)) else (clause_of(condition),)
    if len(parts) > 1:
        heading = _("Not all of these hold") if isinstance(condition, AllOf) else _("None of these holds")
        return Clause(heading, parts)
    [only] = parts
    if only.parts:
        return Clause(_("This does not hold"), (only,))
    return Clause(_("this does not hold: %(condition)s") % {"condition": only.words})


def _parts(condition: AllOf | AnyOf) -> tuple[Clause, ...]:
    """The parts in order; parts of a part of the same kind stand beside the others, which means the same."""
    found: list[Clause] = []
    for part in condition.parts:
        if isinstance(part, (AllOf, AnyOf)) and type(part) is type(condition):
            found += _parts(part)
        else:
            found.append(clause_of(part))
    return tuple(found)


def then(rule: Rule) -> list[str]:
    """What the rule does, in whole sentences in the language of the page."""
    does = [_level(rule.then)]
    if rule.then.meanwhile:
        meanwhile = {"level": numbered(rule.then.meanwhile)}
        does.append(_("Until then at once to level %(level)s, from any level below that.") % meanwhile)
    does += [_("The person is nominated as a mentor, once.")] if rule.then.nominate else []
    if rule.then.flag:
        flag = {"kind": kinds.words(rule.then.flag.kind), "severity": kinds.severity_words(rule.then.flag.severity)}
        does.append(_("A safety flag is raised: “%(kind)s” (%(severity)s).") % flag)
    return does


def _level(does: Then) -> str:
    if does.outcome is DecisionOutcome.STAY:
        return _("The level stays as it is.")
    if does.to is not None:
        to = {"level": numbered(does.to)}
        return (_("To level %(level)s, once a clinician agrees.") if does.approval else _("To level %(level)s.")) % to
    if does.outcome is DecisionOutcome.UP:
        return _("One level up, once a clinician agrees.") if does.approval else _("One level up.")
    return _("One level down, once a clinician agrees.") if does.approval else _("One level down.")

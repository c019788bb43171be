"""Says in plain words, to a patient or to a clinician, what a stored decision rests on. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any, TypeVar

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from steps.conditions import CHANGES_FOUND, COUNTS_FOUND, FACTS_FOUND, SINCE, bound, measure_of, number
from steps.decision import Decision, Missing, Node, StayReason, Tried, from_json
from steps.levels import DecisionOutcome
from steps.policy import Bound, Changed, Counted, Fact
from steps.words import words as words_for

T = TypeVar("T")

_TOPICS = {
    "depression": gettext_lazy("low mood"),
    "anxiety": gettext_lazy("worry"),
    "distress": gettext_lazy("how hard things are"),
}
_REASONS = {
    StayReason.NO_RULE_HELD: gettext_lazy("No rule held, so the level stays."),
    StayReason.SAME_LEVEL: gettext_lazy("The rule leads to the present level, so it stays."),
    StayReason.NO_LEVEL: gettext_lazy("There is no level beyond, so it stays."),
    StayReason.NOT_APPROVED: gettext_lazy("The change was not approved, so the level stays."),
}
_MISSING = {
    Missing.NEVER_MEASURED: gettext_lazy("never measured"),
    Missing.TOO_OLD: gettext_lazy("the last value is too old"),
    Missing.NO_REFERENCE: gettext_lazy("there is no value to compare with"),
}


def topic(slug: str) -> str:
    """What a patient reads for a measure, in the language of the page; the slug where there is no word."""
    return str(_TOPICS.get(slug, slug))


def for_patient(trace: dict[str, Any], language: str, granted: bool | None = None) -> list[str]:
    """A decision as sentences for the person it is about, from what `to_json` stored.

    Why, in the policy's words; the answers it rests on; and what follows. `language` is a code such as `es`; a policy
    without that language speaks English. `granted` is the clinician's word on a decision that waited for one, None
    while it waits. Raises pydantic's `ValidationError` when `trace` is not a stored decision.
    """
    decision = from_json(trace)
    with translation.override(language):
        return [_because(decision, language), *_answers(decision), *_follows(decision, granted)]


def for_clinician(trace: dict[str, Any], language: str) -> list[str]:
    """A decision as sentences for a clinician: why, the outcome, each condition of the deciding rule with its margin,
    and for a stay the nearest thing that would lead to more support. `trace`, `language` and errors as `for_patient`.
    """
    decision = from_json(trace)
    with translation.override(language):
        sentences = [_because(decision, language), *_outcome(decision), *_conditions(decision)]
        return sentences + (_what_would_change(decision) if decision.outcome is DecisionOutcome.STAY else [])


# Both


def _because(decision: Decision, language: str) -> str:
    words = decision.because
    spoken = words.get(language) or words.get(language.partition("-")[0]) or words.get("en")
    return spoken or _("Your answers ask for no change at the moment.")


def _deciding(decision: Decision) -> Tried | None:
    return next((tried for tried in decision.trace if tried.rule == decision.rule), None)


def _leaves(node: Node, wanted: bool) -> Iterator[tuple[Node, bool]]:
    """The tests a condition comes down to, each with the answer that helps the whole to come out as `wanted`.

    A `held` that is short of days only is itself such a test; otherwise it comes down to its condition as it is now.
    """
    if node.test == "held" and wanted and not node.holds and node.parts[0].holds:
        yield node, wanted
    elif node.test == "held":
        yield from _leaves(node.parts[0].parts[0], wanted)
    elif node.parts:
        for part in node.parts:
            yield from _leaves(part, wanted is not (node.test == "not"))
    else:
        yield node, wanted


def _grounds(node: Node) -> list[Node]:
    """The tests of a measure that made a condition that holds hold."""
    return [leaf for leaf, wanted in _leaves(node, wanted=True) if leaf.measure and leaf.holds is wanted]


def _day(day: date) -> str:
    """A day with its month as a word, as on every page: 3 May 2026."""
    english = (translation.get_language() or "en").startswith("en")
    return str(formats.date_format(day, "j F Y" if english else "DATE_FORMAT"))


def _many(amount: Decimal) -> int:
    """The number that chooses singular or plural: anything but exactly one is several."""
    return 1 if amount == 1 else max(2, int(amount.to_integral_value(ROUND_CEILING)))


# For a patient


def _answers(decision: Decision) -> list[str]:
    """What the person answered about each topic the deciding rule rests on, once each."""
    tried = _deciding(decision)
    grounds = _grounds(tried.condition) if tried and tried.condition else []
    seen: dict[str, Node] = {}
    for leaf in grounds:
        if leaf.missing is None:
            seen.setdefault(str(leaf.measure), leaf)
    return [sentence for leaf in seen.values() for sentence in _answer(leaf)]


def _answer(leaf: Node) -> list[str]:
    value, margin = _known(leaf.value), _known(leaf.margin)
    topic = _TOPICS.get(str(leaf.measure), leaf.measure)
    came = ngettext(
        "Your answers about %(topic)s came to %(value)s point.",
        "Your answers about %(topic)s came to %(value)s points.",
        _many(value),
    ) % {"topic": topic, "value": number(value)}
    return [came, _moved(leaf) if leaf.test == "change" else _beside_the_line(margin)]


def _beside_the_line(margin: Decimal) -> str:
    if margin == 0:
        return _("That is right at the line we use.")
    n = _many(abs(margin))
    above = ngettext("That is %(n)s point above the line we use.", "That is %(n)s points above the line we use.", n)
    below = ngettext("That is %(n)s point below the line we use.", "That is %(n)s points below the line we use.", n)
    return (above if margin > 0 else below) % {"n": number(abs(margin))}


def _moved(leaf: Node) -> str:
    """How far the answers have come from those they are compared with."""
    amount = _known(leaf.amount)
    then = _day(_known(leaf.reference_day))
    if leaf.wanted == Changed.NONE or amount == 0:
        return _("That is close to your answers of %(day)s.") % {"day": then}
    better = (leaf.wanted == Changed.IMPROVED) == (amount > 0)
    n = _many(abs(amount))
    eased = ngettext(
        "That is %(n)s point better than your answers of %(day)s.",
        "That is %(n)s points better than your answers of %(day)s.",
        n,
    )
    harder = ngettext(
        "That is %(n)s point harder than your answers of %(day)s.",
        "That is %(n)s points harder than your answers of %(day)s.",
        n,
    )
    return (eased if better else harder) % {"n": number(abs(amount)), "day": then}


def _follows(decision: Decision, granted: bool | None) -> list[str]:
    """What happens now: nothing, a suggestion that a person looks at or has looked at, or a change."""
    after, before = words_for(decision.level_after).name, words_for(decision.level_before).name
    stays = _("Your support stays as it is: %(level)s.") % {"level": before}
    now = _("This support is for you now: %(level)s.") % {"level": after}
    if decision.outcome is DecisionOutcome.STAY:
        return [stays]
    if not decision.approval:
        return [now]
    if granted is None:
        suggested = _("We suggest this support for you: %(level)s.") % {"level": after}
        return [suggested, _("Your care team will look at this before anything changes.")]
    return [_("Your care team has looked at this."), now if granted else stays]


# For a clinician


def _outcome(decision: Decision) -> list[str]:
    before, after = int(decision.level_before), int(decision.level_after)
    numbers = {"rule": decision.rule, "before": before, "after": after}
    if decision.reason:
        return [str(_REASONS[decision.reason])]
    if decision.outcome is DecisionOutcome.STAY:
        return [_("Rule %(rule)s: the level stays %(before)s.") % numbers]
    if decision.approval:
        return [_("Rule %(rule)s proposes level %(before)s to level %(after)s; it needs approval.") % numbers]
    return [_("Rule %(rule)s: level %(before)s to level %(after)s.") % numbers]


def _conditions(decision: Decision) -> list[str]:
    tried = _deciding(decision)
    return list(_lines(tried.condition, decision, wanted=True)) if tried and tried.condition else []


def _lines(node: Node, decision: Decision, wanted: bool) -> Iterator[str]:
    """Each test of a condition as one sentence, in the order of the policy; below a `not` it should be false."""
    if node.test == "held":
        yield _verdict(node.holds, wanted, _held(node))
        yield from _lines(node.parts[0].parts[0], decision, wanted)
    elif node.parts:
        for part in node.parts:
            yield from _lines(part, decision, wanted is not (node.test == "not"))
    else:
        yield _verdict(node.holds, wanted, _test(node, decision))


def _verdict(holds: bool, wanted: bool, test: str) -> str:
    if wanted:
        return (_("True: %(test)s.") if holds else _("False: %(test)s.")) % {"test": test}
    against, fine = _("True, which speaks against the rule: %(test)s."), _("False, as the rule wants: %(test)s.")
    return (against if holds else fine) % {"test": test}


def _held(node: Node) -> str:
    return _("held (assessments: %(points)s, days: %(days)s); so far assessments: %(judged)s, days: %(value)s") % {
        "points": node.points,
        "days": number(_known(node.threshold)),
        "value": number(_known(node.value)),
        "judged": sum(part.holds for part in node.parts),
    }


def _test(node: Node, decision: Decision) -> str:
    if node.measure:
        return _measure_test(node, _measure(node.measure, decision))
    if node.test == "held":
        return _held(node)
    if node.test == "level":
        return _("level is one of %(levels)s; it is %(level)s") % {"levels": node.wanted, "level": node.value}
    if node.test in tuple(Fact):
        return str(FACTS_FOUND[Fact(node.test), node.wanted == "true"])
    return _("%(what)s %(bound)s; it is %(value)s, %(margin)s") % {
        "what": COUNTS_FOUND[Counted(node.test)],
        "bound": bound(Bound(str(node.wanted)), number(_known(node.threshold))),
        "value": number(_known(node.value)),
        "margin": _margin(_known(node.margin)),
    }


def _measure(slug: str, decision: Decision) -> str:
    """A measure as clinicians name it, such as depression (PHQ-9 total)."""
    seen = decision.values[slug]
    return measure_of(slug, seen.instrument, seen.score)


def _measure_test(node: Node, measure: str) -> str:
    what = f"{measure} {_asked(node)}"
    if node.margin is None:
        return f"{what}; {_MISSING[_known(node.missing)]}"
    found = {
        "what": what,
        "value": number(_known(node.value)),
        "day": _day(_known(node.day)),
        "age": node.age,
        "margin": _points(node.margin),
    }
    if node.amount is None:
        return _("%(what)s; value %(value)s of %(day)s (age in days: %(age)s), %(margin)s") % found
    found["amount"] = number(node.amount)
    return _("%(what)s; value %(value)s of %(day)s (age in days: %(age)s), changed by %(amount)s, %(margin)s") % found


def _asked(node: Node) -> str:
    threshold = _known(node.threshold)
    if node.test == "is":
        case = {"threshold": number(threshold)}
        return (
            _("is a case (%(threshold)s)") % case if node.wanted == "case" else _("is no case (%(threshold)s)") % case
        )
    if node.test == "change":
        compared = {"since": SINCE[_known(node.since)], "threshold": number(threshold)}
        return f"{CHANGES_FOUND[Changed(str(node.wanted))]} " + _("%(since)s (%(threshold)s)") % compared
    return bound(Bound(node.test), number(threshold))


def _margin(margin: Decimal) -> str:
    distance = {"n": number(abs(margin))}
    if margin == 0:
        return _("exactly there")
    return _("%(n)s above") % distance if margin > 0 else _("%(n)s below") % distance


def _points(margin: Decimal) -> str:
    """How far a value lies from the line, in points of its measure."""
    if margin == 0:
        return _("exactly there")
    n = _many(abs(margin))
    above, below = (
        ngettext("%(n)s point above", "%(n)s points above", n),
        ngettext("%(n)s point below", "%(n)s points below", n),
    )
    return (above if margin > 0 else below) % {"n": number(abs(margin))}


def _what_would_change(decision: Decision) -> list[str]:
    """The nearest test in the way of the next higher level, of the first rule that numbers alone could bring about."""
    higher = [tried for tried in decision.trace if tried.leads_to > decision.level_before and not tried.holds]
    for tried in sorted(higher, key=lambda tried: tried.leads_to):
        in_the_way = _nearest(_known(tried.condition))
        if in_the_way:
            return [
                _("Rule %(rule)s would lead to level %(level)s; the nearest condition not met: %(test)s.")
                % {"rule": tried.rule, "level": int(tried.leads_to), "test": _test(in_the_way, decision)}
            ]
    return []


def _nearest(node: Node) -> Node | None:
    """The numeric test nearest to turning, tests of a measure first; None where numbers alone change nothing."""
    unmet = [
        leaf for leaf, wanted in _leaves(node, wanted=True) if leaf.holds is not wanted and leaf.margin is not None
    ]
    nearest = min(unmet, key=lambda leaf: (leaf.measure is None, abs(_known(leaf.margin))), default=None)
    return nearest if _could(node, wanted=True) else None


def _could(node: Node, wanted: bool) -> bool:
    """Whether a condition could come out as `wanted` by other numbers alone, level and yes-or-no facts as they are."""
    if node.test == "not":
        return _could(node.parts[0], not wanted)
    if node.test in ("any", "all"):
        one_is_enough = (node.test == "any") is wanted
        return (any if one_is_enough else all)(_could(part, wanted) for part in node.parts)
    return node.holds is wanted or node.test not in ("level", "first", "open_flag")


def _known(thing: T | None) -> T:
    """A field that is always set on this kind of node."""
    if thing is None:
        raise ValueError("the stored decision lacks a field its condition needs")
    return thing

"""Says in plain words, to a patient or to a clinician, what a stored decision rests on. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oncocare.safety.flags import kinds
from questionnaires.instruments.catalogue import definition
from steps.conditions import number, spoken
from steps.decision import Decision, Missing, Node, StayReason, Tried, from_json
from steps.evidence import day_words, in_brief, known, latest_bounds, many, with_evidence
from steps.levels import DecisionOutcome, Level
from steps.policy import Changed
from steps.words import numbered
from steps.words import words as words_for

_REASONS = {
    StayReason.NO_RULE_HELD: gettext_lazy("No rule held, so the level stays."),
    StayReason.SAME_LEVEL: gettext_lazy("The rule leads to the present level, so it stays."),
    StayReason.NO_LEVEL: gettext_lazy("There is no level beyond, so it stays."),
    StayReason.NOT_APPROVED: gettext_lazy("The change was not approved, so the level stays."),
}
_NESTS = ("any", "all", "not")
# What other numbers alone would not have changed on that day.
_FIXED = ("level", "first", "open_flag", "help", "declined", "by_hand", "reading", "missing")


def for_patient(trace: dict[str, Any], language: str, granted: bool | None = None) -> list[str]:
    """A decision as sentences for the person it is about, from what `to_json` stored.

    Why, in the policy's words; the answers it rests on; and what follows. `language` is a code such as `es`; a policy
    without that language speaks English. `granted` is the clinician's word on the proposal that the decision made or
    left open, None while it waits. Raises pydantic's `ValidationError` when `trace` is not a stored decision.
    """
    decision = from_json(trace)
    with translation.override(language):
        return [_because(decision), *_answers(decision), *_follows(decision, granted)]


def for_clinician(trace: dict[str, Any], language: str) -> list[str]:
    """A decision as sentences for a clinician: why, the outcome, rules held back, each condition of the deciding rule
    with its margin, and for a stay the nearest thing that would lead to more support. Else as `for_patient`.
    """
    decision = from_json(trace)
    with translation.override(language):
        sentences = [_because(decision), *_outcome(decision), *_held_back(decision), *_conditions(decision)]
        return sentences + (_what_would_change(decision) if decision.outcome is DecisionOutcome.STAY else [])


def in_one_sentence(trace: dict[str, Any], language: str) -> str:
    """What a decision does or proposes, and what it rests on most, for a clinician; else as `for_patient`."""
    decision = from_json(trace)
    with translation.override(language):
        if decision.outcome is DecisionOutcome.STAY:
            return _of_level(decision)
        told = {"level": numbered(decision.level_after), "before": numbered(decision.level_before)}
        because = _(" and ").join(_rests_on(decision))
        if because:
            why = _("Level %(level)s is proposed instead of %(before)s, because %(why)s.")
            then = _("Level %(level)s instead of %(before)s, because %(why)s.")
            return (why if decision.approval else then) % {**told, "why": because}
        plain = _("Level %(level)s is proposed instead of %(before)s.")
        return (plain if decision.approval else _("Level %(level)s instead of %(before)s.")) % told


def words_for_the_person(trace: dict[str, Any], language: str) -> str:
    """The first sentence that the person reads about a decision: why, in the words of the policy."""
    decision = from_json(trace)
    with translation.override(language):
        return _because(decision)


# Both


def _because(decision: Decision) -> str:
    return spoken(decision.because) or _("Your answers ask for no change at the moment.")


def _deciding(decision: Decision) -> Tried | None:
    return next((tried for tried in decision.trace if tried.rule == decision.rule), None)


def _leaves(node: Node, wanted: bool) -> Iterator[tuple[Node, bool]]:
    """The tests a condition comes down to, each with the answer that helps the whole to come out as `wanted`.

    A `held` comes down to its bounds at the latest value, but where that keeps them and only time is short.
    """
    bounds = latest_bounds(node) if node.test == "held" else ()
    if node.test in _NESTS:
        for part in node.parts:
            yield from _leaves(part, wanted is not (node.test == "not"))
    elif not bounds or (node.parts[0].holds and not node.holds):
        yield node, wanted
    else:
        yield from ((bound, wanted) for bound in bounds)


# For a patient


def _answers(decision: Decision) -> list[str]:
    """What the person answered about each topic the deciding rule rests on, once each, the newest."""
    tried = _deciding(decision)
    grounds = _grounds(tried.condition) if tried and tried.condition else []
    told: dict[str, Node] = {}
    for leaf in sorted(grounds, key=lambda leaf: (leaf.margin is None, leaf.age or 0)):
        told.setdefault(_topic(leaf, decision), leaf)
    return [words for topic, leaf in told.items() for words in _answer(topic, leaf, _most(leaf, decision))]


def _grounds(node: Node) -> list[Node]:
    """The tests of an answer that made a condition that holds hold."""
    return [
        leaf
        for leaf, wanted in _leaves(node, wanted=True)
        if leaf.measure and leaf.holds is wanted and leaf.missing is None and leaf.test != "held"
    ]


def _topic(leaf: Node, decision: Decision) -> str:
    return spoken(decision.values[known(leaf.measure)].words)


def _most(leaf: Node, decision: Decision) -> Decimal:
    """The most that the score of this answer can come to."""
    seen = decision.values[known(leaf.measure)]
    return definition(seen.instrument).scores[seen.score].range[1]


def _answer(topic: str, leaf: Node, most: Decimal) -> list[str]:
    told = {
        "topic": topic, "value": number(known(leaf.value)), "most": number(most), "day": day_words(known(leaf.day)),
    }  # fmt: skip
    came = _("Your answers about %(topic)s came to %(value)s of %(most)s points.")
    if leaf.age:
        came = _("Your answers about %(topic)s of %(day)s came to %(value)s of %(most)s points.")
    beside = _moved(leaf) if leaf.test == "change" else _beside_the_line(leaf.margin)
    return [came % told, *beside]


def _beside_the_line(margin: Decimal | None) -> list[str]:
    """Nothing where a rule asked only whether there is an answer."""
    if margin is None:
        return []
    if margin == 0:
        return [_("That is exactly the number our rules go by.")]
    n = many(abs(margin))
    above = ngettext(
        "That is %(n)s point above the number our rules go by.",
        "That is %(n)s points above the number our rules go by.",
        n,
    )
    below = ngettext(
        "That is %(n)s point below the number our rules go by.",
        "That is %(n)s points below the number our rules go by.",
        n,
    )
    return [(above if margin > 0 else below) % {"n": number(abs(margin))}]


def _moved(leaf: Node) -> list[str]:
    """How far the answers have come from those they are compared with."""
    amount = known(leaf.amount)
    then = day_words(known(leaf.reference_day))
    if leaf.wanted == Changed.NONE or amount == 0:
        return [_("That is close to your answers of %(day)s.") % {"day": then}]
    better = (leaf.wanted == Changed.IMPROVED) == (amount > 0)
    n = many(abs(amount))
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
    return [(eased if better else harder) % {"n": number(abs(amount)), "day": then}]


def _follows(decision: Decision, granted: bool | None) -> list[str]:
    """What happens now: nothing, a change, or support for now while the team looks at whether more is right."""
    stays = _("Your support stays as it is: %(level)s.") % {"level": words_for(decision.level_before).name}
    waits = decision.level_after if decision.approval else decision.proposed
    if decision.outcome is DecisionOutcome.STAY:
        return [stays, _looks(waits)] if waits and granted is None else [stays]
    if not decision.approval:
        return [_now(decision.level_after)]
    meanwhile = [_now(decision.meanwhile)] if decision.meanwhile else []
    if granted is None and meanwhile:
        return [*meanwhile, _looks(decision.level_after)]
    if granted is None:
        suggested = _("We suggest this support for you: %(level)s.") % {"level": words_for(decision.level_after).name}
        return [suggested, _("Your care team will look at this before anything changes.")]
    return [
        _("Your care team has looked at this."),
        *([_now(decision.level_after)] if granted else meanwhile or [stays]),
    ]


def _now(level: Level) -> str:
    return _("This support is for you now: %(level)s.") % {"level": words_for(level).name}


def _looks(level: Level) -> str:
    return _("Your care team looks at whether “%(level)s” fits you better.") % {"level": words_for(level).name}


# For a clinician


def _rests_on(decision: Decision) -> list[str]:
    """The tests that made the deciding rule hold: of answers, or of anything else where it looks at no answer."""
    tried = _deciding(decision)
    if tried is None or tried.condition is None:
        return []
    held = [node for node in _tests(tried.condition) if node.missing is None]
    of_answers = [node for node in held if node.measure]
    return list(dict.fromkeys(in_brief(node, decision) for node in of_answers or held))


def _tests(node: Node) -> Iterator[Node]:
    """The tests of a condition that hold, without those that hold because something is not so."""
    if node.test in ("any", "all"):
        for part in node.parts:
            yield from _tests(part)
    elif node.test != "not" and node.holds:
        yield node


def _outcome(decision: Decision) -> list[str]:
    told = [_of_level(decision)]
    if decision.meanwhile:
        told.append(_("Until a clinician answers: level %(level)s, at once.") % {"level": int(decision.meanwhile)})
    told += _of_open_proposal(decision)
    told += [_("The person is nominated as a mentor.")] if decision.nominate else []
    if decision.flag:
        flag = {"kind": kinds.words(decision.flag.kind), "severity": kinds.severity_words(decision.flag.severity)}
        told.append(_("A safety flag is raised: “%(kind)s” (%(severity)s).") % flag)
    return told


def _of_level(decision: Decision) -> str:
    numbers = {"rule": decision.rule, "before": int(decision.level_before), "after": int(decision.level_after)}
    if decision.reason:
        return str(_REASONS[decision.reason])
    if decision.outcome is DecisionOutcome.STAY:
        return _("Rule %(rule)s: the level stays %(before)s.") % numbers
    if decision.approval:
        return _("Rule %(rule)s proposes level %(before)s to level %(after)s; it needs approval.") % numbers
    return _("Rule %(rule)s: level %(before)s to level %(after)s.") % numbers


def _of_open_proposal(decision: Decision) -> list[str]:
    """What becomes of a proposal that was open before."""
    if decision.proposed is None:
        return []
    asked = {"level": int(decision.proposed)}
    if decision.approval and decision.proposed is decision.level_after:
        return [_("Level %(level)s was proposed already: the open proposal is renewed and keeps its age.") % asked]
    if decision.level_after is decision.level_before:
        return [_("The open proposal of level %(level)s stays open.") % asked]
    return [_("This ends the open proposal of level %(level)s.") % asked]


def _held_back(decision: Decision) -> list[str]:
    """Rules whose turn came and whose condition holds, but that nothing new of this day carries."""
    return [
        _("Rule %(rule)s: the condition holds, but nothing new was answered, so it does not step.") % {"rule": one.rule}
        for one in decision.trace
        if one.reached and one.condition and one.condition.holds and not one.carried
    ]


def _conditions(decision: Decision) -> list[str]:
    tried = _deciding(decision)
    return list(_lines(tried.condition, decision, wanted=True)) if tried and tried.condition else []


def _lines(node: Node, decision: Decision, wanted: bool) -> Iterator[str]:
    """Each test of a condition as one sentence, in the order of the policy; below a `not` it should be false."""
    if node.test in _NESTS:
        for part in node.parts:
            yield from _lines(part, decision, wanted is not (node.test == "not"))
    else:
        yield _verdict(node.holds, wanted, with_evidence(node, decision))


def _verdict(holds: bool, wanted: bool, test: str) -> str:
    if wanted:
        return (_("True: %(test)s.") if holds else _("False: %(test)s.")) % {"test": test}
    against, fine = _("True, which speaks against the rule: %(test)s."), _("False, as the rule wants: %(test)s.")
    return (against if holds else fine) % {"test": test}


def _what_would_change(decision: Decision) -> list[str]:
    """The nearest test in the way of the next higher level, of the first rule that numbers alone could bring about."""
    higher = [tried for tried in decision.trace if tried.leads_to > decision.level_before and not tried.holds]
    for tried in sorted(higher, key=lambda tried: tried.leads_to):
        in_the_way = _nearest(known(tried.condition))
        if in_the_way:
            return [
                _("Rule %(rule)s would lead to level %(level)s; the nearest condition not met: %(test)s.")
                % {"rule": tried.rule, "level": numbered(tried.leads_to), "test": with_evidence(in_the_way, decision)}
            ]
    return []


def _nearest(node: Node) -> Node | None:
    """The test nearest to turning, points of a value before days; None where numbers alone change nothing."""
    unmet = [
        leaf
        for leaf, wanted in _leaves(node, wanted=True)
        if leaf.holds is not wanted and leaf.margin is not None and leaf.missing is None
    ]
    in_days = {leaf for leaf in unmet if leaf.measure is None or leaf.test == "held"}
    nearest = min(unmet, key=lambda leaf: (leaf in in_days, abs(known(leaf.margin))), default=None)
    return nearest if _could(node, wanted=True) else None


def _could(node: Node, wanted: bool) -> bool:
    """Whether a condition could come out as `wanted` by other numbers alone, on the same day and with what is known."""
    if node.test == "not":
        return _could(node.parts[0], not wanted)
    if node.test in ("any", "all"):
        one_is_enough = (node.test == "any") is wanted
        return (any if one_is_enough else all)(_could(part, wanted) for part in node.parts)
    return node.holds is wanted or not (node.test in _FIXED or node.missing is Missing.NOTHING_NEW)

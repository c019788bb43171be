"""Says why a thing is offered: to the person, and to a clinician with each test and what was found. Pure but for the
language.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from questionnaires.instruments.catalogue import definition
from steps.campus.plan.planning import PlanTrace, TriedOffer
from steps.conditions import number, spoken
from steps.decision import Node, Seen
from steps.evidence import day_words, known, with_evidence
from steps.single_readings import SEVEREST, SYMPTOM, item_of


def for_person(trace: PlanTrace, rule: str, language: str) -> list[str]:
    """What the person said on which the rule rests, once each; empty where it rests on nothing they answered."""
    tried = _tried(trace, rule)
    with translation.override(language):
        held = _held(tried.condition) if tried and tried.condition else []
        return list(dict.fromkeys(_answer(node, trace) for node in held if node.measure and node.value is not None))


def for_clinician(trace: PlanTrace, rule: str, language: str) -> list[str]:
    """Each test of a rule as it is asked, with what was found."""
    tried = _tried(trace, rule)
    with translation.override(language):
        if tried is None or tried.condition is None:
            return []
        return [_verdict(node, trace) for node in _leaves(tried.condition)]


def _tried(trace: PlanTrace, rule: str) -> TriedOffer | None:
    return next((one for one in trace.tried if one.rule == rule), None)


def _leaves(node: Node) -> Iterator[Node]:
    if node.test in ("any", "all", "not"):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


def _held(node: Node) -> list[Node]:
    """The tests that hold, but those below a `not`."""
    if node.test == "not" or not node.holds:
        return []
    if node.test in ("any", "all"):
        return [leaf for part in node.parts for leaf in _held(part)]
    return [node]


def _answer(node: Node, trace: PlanTrace) -> str:
    seen = trace.values[known(node.measure)]
    told = {
        "topic": spoken(seen.words), "value": number(known(node.value)), "most": _most(seen),
        "day": day_words(known(node.day)),
    }  # fmt: skip
    if seen.instrument == SYMPTOM:
        return _("You wrote down %(topic)s on %(day)s: %(value)s of %(most)s.") % told
    if item_of(seen.score):
        return _("Your answer about %(topic)s of %(day)s: %(value)s of %(most)s.") % told
    return _("Your answers about %(topic)s of %(day)s came to %(value)s of %(most)s points.") % told


def _most(seen: Seen) -> str:
    """The most that the answer can come to."""
    if seen.instrument == SYMPTOM:
        return str(SEVEREST)
    asked = definition(seen.instrument)
    item = item_of(seen.score)
    return str(asked.items[item].high) if item else number(asked.scores[seen.score].range[1])


def _verdict(node: Node, trace: PlanTrace) -> str:
    test = {"test": with_evidence(node, trace)}
    return (_("True: %(test)s.") if node.holds else _("False: %(test)s.")) % test

"""The policies in the box load, speak plainly, and leave nobody stuck at a level."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from steps.diagram import leads_to
from steps.facts import Facts, PathwayState, Reading
from steps.levels import Level
from steps.policy_file import load_policy
from steps.replay import course
from steps.rules import advance, decide

FILES = sorted((Path(__file__).parents[2] / "steps" / "policies").glob("*.yaml"))
NAMES = [path.stem for path in FILES]
START = date(2026, 1, 1)

each = pytest.mark.parametrize("path", FILES, ids=NAMES)


def readings(policy, values, every=14):
    """The same value for every measure that has a case, one row of values after another, `every` so many days."""
    return tuple(
        Reading(day, day, measure.instrument, measure.score, Decimal(value))
        for index, value in enumerate(values)
        for day in [START + timedelta(index * every)]
        for measure in policy.measures.values()
        if measure.score != "total" or measure.instrument != "hads"
    )


def test_both_are_here():
    assert NAMES == ["stepped-care-hads", "stepped-care-phq"]


@each
def test_every_rule_has_plain_words_in_both_languages_and_a_source(path):
    policy = load_policy(path)
    assert policy.slug == path.stem
    assert set(policy.title) == {"en", "es"}
    for rule in policy.rules:
        assert set(rule.because) == {"en", "es"}
        assert re.search(r"doi:10\.\d+/|centre decision \d{4}-\d\d-\d\d|PMC\d+", rule.source)
        for text in rule.because.values():
            assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.!?] ", text))
            assert not re.search(r"\d", text)


@each
def test_only_a_clinician_leads_into_and_out_of_group_therapy(path):
    policy = load_policy(path)
    for rule, level in product(policy.rules, Level):
        to = leads_to(rule, level, policy)
        if to and Level.GROUP_THERAPY in (level, to):
            assert rule.then.approval


@each
@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_a_way_out_that_scores_can_reach(path, level):
    policy = load_policy(path)
    ways = set()
    for values in ([16] * 8, [12] * 8, [8] * 8, [1] * 9, [3, 18]):
        known = readings(policy, values)
        state = PathwayState(level, START, START - timedelta(1), nominated=False)
        for day in sorted({reading.recorded for reading in known}):
            facts = Facts(state.level, state.entered, state.started, state.nominated, known)
            after = advance(state, decide(facts, policy, day), granted=True)
            if state.level is level and after.level is not level:
                ways.add(after.level)
            state = after
    assert any(way is not level for way in ways)


@each
def test_somebody_who_gets_well_comes_down_and_may_help_others(path):
    policy = load_policy(path)
    decisions = list(course(policy, readings(policy, [13, 13, 11] + [2] * 20), True))
    assert int(decisions[-1].level_after) == 1
    assert sum(decision.nominate for decision in decisions) == 1


@each
def test_severe_distress_never_waits_at_a_light_level_when_a_proposal_is_not_answered(path):
    policy = load_policy(path)
    levels = [int(decision.level_after) for decision in course(policy, readings(policy, [21] * 4), False)]
    assert levels == [1, 3, 3, 3]


@each
def test_nobody_is_moved_by_calm_answers(path):
    policy = load_policy(path)
    assert {int(decision.level_after) for decision in course(policy, readings(policy, [2] * 6), True)} == {1}


def test_quick_worsening_raises_a_flag_at_every_level():
    policy = load_policy(FILES[1])
    known = readings(policy, [4, 13])
    last = max(reading.recorded for reading in known)
    for level in Level:
        decision = decide(Facts(level, START, START, False, known), policy, last)
        assert decision.flag is not None

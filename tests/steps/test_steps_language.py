"""Every sentence of the policy language page, as a case."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from steps.decision import Missing, StayReason, from_json, to_json
from steps.facts import Facts, PathwayState, Reading
from steps.levels import DecisionOutcome, Level, above, below, is_level
from steps.policy import FlagRequest, Since
from steps.policy_file import parse_policy
from steps.replay import course
from steps.rules import advance, begin, decide, settle

DAY = date(2026, 1, 1)
HEAD = """
policy: tried
version: 3
title: {en: Tried}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse}
  calm: {instrument: calm, score: total, case: 10, reliable_change: 6, higher_is: better}
"""
TEXTS = "because: {en: Because., es: Porque.}, source: centre decision 2026-11-22"


def policy(*rules):
    listed = "".join(f"  - {{id: r{index}, {rule}, {TEXTS}}}\n" for index, rule in enumerate(rules))
    return parse_policy(f"{HEAD}rules:\n{listed}" if rules else f"{HEAD}rules: []\n")


def when(condition, then="{stay: true}"):
    return policy(f"when: {condition}, then: {then}")


def read(value, day=0, recorded=None, instrument="phq-9"):
    known = day if recorded is None else recorded
    return Reading(DAY + timedelta(day), DAY + timedelta(known), instrument, "total", Decimal(value))


def facts(*readings, level=1, entered=0, started=0, **more):
    days = DAY + timedelta(entered), DAY + timedelta(started)
    return Facts(Level(level), *days, more.pop("nominated", False), readings, **more)


def holds(condition, *readings, on=None, **more):
    """Whether a condition holds on the last day something was recorded."""
    known = facts(*readings, **more)
    today = max(reading.recorded for reading in readings) if on is None else DAY + timedelta(on)
    decision = decide(known, when(condition), today)
    assert (decision.rule == "r0") is decision.trace[0].holds
    return decision.trace[0].holds


def decided(then, level=1, **more):
    return decide(facts(read(12), level=level, **more), policy(f"then: {then}"), DAY)


# Time


def test_a_point_is_a_day_on_which_any_score_was_recorded():
    days = [
        decision.point
        for decision in course(policy("then: {stay: true}"), (read(1, 5), read(2, 0, instrument="x")), True)
    ]
    assert days == [DAY, DAY + timedelta(5)]


def test_a_day_without_a_score_is_no_point():
    with pytest.raises(ValueError, match="2026-01-02 is not an assessment point"):
        decide(facts(read(1)), policy(), DAY + timedelta(1))


def test_of_two_values_on_one_day_the_later_counts_for_everything():
    assert holds("{measure: mood, at_least: 9}", read(3), read(9))
    assert not holds("{measure: mood, change: none, since: previous}", read(3), read(9))
    assert holds("{measure: mood, change: none, since: baseline}", read(3), read(9))


@pytest.mark.parametrize(("age", "counts"), [(13, True), (14, True), (15, False)])
def test_a_value_of_exactly_the_greatest_age_counts(age, counts):
    assert holds("{measure: mood, at_least: 9}", read(9), read(1, age, instrument="x")) is counts


def test_a_late_score_makes_a_point_when_recorded_and_has_the_age_of_its_own_day():
    late = read(12, 0, recorded=10)
    assert [decision.point for decision in course(policy(), (late, read(1, 5)), True)] == [
        DAY + timedelta(5),
        DAY + timedelta(10),
    ]
    assert holds("{measure: mood, below: 2}", read(1, 5), late)
    decision = decide(facts(late), policy(), DAY + timedelta(10))
    assert decision.values["mood"].current.age == 10
    assert not holds("{measure: mood, at_least: 2}", read(12, 0, recorded=15))


def test_a_score_is_never_recorded_before_its_own_day():
    with pytest.raises(ValueError, match="before its own day"):
        read(1, 5, recorded=4)


def test_scores_recorded_after_the_day_are_not_looked_at():
    assert not holds("{measure: mood, at_least: 9}", read(1), read(9, 0, recorded=1), on=0)


def test_references():
    readings = (read(20, -40, recorded=0), read(14, 3), read(11, 20), read(2, 30))
    decision = decide(facts(*readings, level=2, entered=19), policy(), DAY + timedelta(30))
    seen = decision.references["mood"]
    assert {since: seen[since].value for since in Since} == {"baseline": 20, "level_entry": 14, "previous": 11}
    assert decision.references["calm"] == dict.fromkeys(Since)


def test_level_entry_takes_a_value_of_the_entry_day():
    assert (
        decide(facts(read(9, 3), entered=3), policy(), DAY + timedelta(3)).references["mood"]["level_entry"].value == 9
    )


def test_a_pathway_begins_at_the_start_level_on_its_first_point():
    assert begin(policy(), DAY) == PathwayState(Level.MONITORING, DAY, DAY, nominated=False)


# Conditions


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{any: [{measure: mood, at_least: 99}, {level: 2}]}", True),
        ("{any: [{measure: mood, at_least: 99}, {level: 3}]}", False),
        ("{all: [{measure: mood, at_least: 9}, {level: 2}]}", True),
        ("{all: [{measure: mood, at_least: 9}, {level: 3}]}", False),
        ("{not: {level: 3}}", True),
        ("{not: {level: 2}}", False),
        ("{level: [1, 2]}", True),
        ("{level: [3, 4]}", False),
        ("{first: true}", False),
        ("{first: false}", True),
        ("{days_in_level: {at_least: 10}}", True),
        ("{days_in_level: {at_least: 11}}", False),
        ("{days_in_level: {below: 10}}", False),
        ("{days_in_level: {at_least: 10, below: 11}}", True),
        ("{days_in_pathway: {at_least: 20}}", True),
        ("{days_in_pathway: {below: 20}}", False),
        ("{measure: mood, at_least: 9}", True),
        ("{measure: mood, at_least: 9.5}", False),
        ("{measure: mood, below: 9}", False),
        ("{measure: mood, at_least: 9, below: 9.5}", True),
        ("{measure: mood, is: case}", False),
        ("{measure: mood, is: not_case}", True),
        ("{measure: mood, at_least: 5, level: 2}", True),
        ("{measure: mood, at_least: 5, level: 3}", False),
        ("{open_flag: false}", True),
        ("{open_flag: true}", False),
        ("{missed: {at_least: 1}}", False),
        ("{missed: {at_least: 0}}", True),
        ("{measure: calm, below: 1}", False),
        ("{not: {measure: calm, below: 1}}", True),
        ("{measure: calm, is: not_case}", False),
        ("{measure: calm, change: none, since: baseline}", False),
    ],
)
def test_conditions(condition, expected):
    assert holds(condition, read(1, 0, instrument="x"), read(9, 20), level=2, entered=10) is expected


def test_first_is_the_first_point_only():
    assert holds("{first: true}", read(1))
    assert not holds("{first: false}", read(1))


def test_flags_and_missed_assignments_come_from_outside():
    assert holds("{open_flag: true, missed: {at_least: 2}}", read(1), open_flag=True, missed=2)


@pytest.mark.parametrize(("value", "case"), [(9, True), (10, True), (11, False)])
def test_a_measure_where_higher_is_better_is_a_case_from_below(value, case):
    assert holds("{measure: calm, is: case}", read(value, instrument="calm")) is case
    assert holds("{measure: calm, is: not_case}", read(value, instrument="calm")) is not case


@pytest.mark.parametrize(
    ("after", "word"), [(4, "improved"), (5, "none"), (10, "none"), (15, "none"), (16, "worse"), (17, "worse")]
)
@pytest.mark.parametrize("instrument", ["phq-9", "calm"])
def test_change_is_reliable_or_none_and_mirrored(after, word, instrument):
    measure = "mood"
    if instrument == "calm":
        measure, word = "calm", {"improved": "worse", "worse": "improved"}.get(word, word)
    known = read(10, instrument=instrument), read(after, 7, instrument=instrument)
    asked = ("improved", "worse", "none")
    true = [change for change in asked if holds(f"{{measure: {measure}, change: {change}, since: baseline}}", *known)]
    assert true == [word]


def test_a_change_without_a_reference_is_false_whatever_is_asked():
    for word in ("improved", "worse", "none"):
        assert not holds(f"{{measure: mood, change: {word}, since: previous}}", read(9))
        assert not holds(f"{{measure: mood, change: {word}, since: level_entry}}", read(9, 5), entered=4)


def test_at_its_first_value_a_measure_has_not_changed_since_baseline():
    assert holds("{measure: mood, change: none, since: baseline}", read(9))


HELD = "{held: {points: 2, days: 14, condition: {measure: mood, at_least: 9}}}"


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([(9, 0), (9, 14)], True),
        ([(9, 0), (9, 13)], False),
        ([(9, 0), (8, 7), (9, 14)], False),
        ([(8, 0), (9, 7), (9, 21)], True),
        ([(9, 0), (9, 7), (8, 14)], False),
        ([(9, 14)], False),
    ],
)
def test_held_goes_back_point_by_point(readings, expected):
    assert holds(HELD, *(read(value, day) for value, day in readings)) is expected


def test_held_counts_points_as_well_as_days():
    three = "{held: {points: 3, days: 0, condition: {measure: mood, at_least: 9}}}"
    assert not holds(three, read(9), read(9, 5))
    assert holds(three, read(9), read(9, 5), read(9, 6))
    assert holds("{held: {points: 1, days: 0, condition: {measure: mood, at_least: 9}}}", read(9))


def test_held_judges_an_earlier_point_with_what_was_current_then():
    assert holds(HELD, read(9), read(1, 7, instrument="x"), read(9, 14))
    assert not holds(HELD, read(1, 0, instrument="x"), read(9, 0, recorded=14))
    assert not holds(HELD, read(9), read(1, 15, instrument="x"), read(9, 16))


# Outcomes


@pytest.mark.parametrize(
    ("then", "level", "outcome", "after", "reason"),
    [
        ("{stay: true}", 2, "stay", 2, None),
        ("{step: up}", 2, "up", 3, None),
        ("{step: down}", 2, "down", 1, None),
        ("{move_to: 4}", 2, "move", 4, None),
        ("{move_to: 1}", 2, "move", 1, None),
        ("{move_to: 2, approval: clinician}", 2, "stay", 2, StayReason.SAME_LEVEL),
        ("{step: up, approval: clinician}", 4, "stay", 4, StayReason.NO_LEVEL),
        ("{step: down, approval: clinician}", 1, "stay", 1, StayReason.NO_LEVEL),
    ],
)
def test_outcomes(then, level, outcome, after, reason):
    decision = decided(then, level)
    assert (decision.outcome, decision.level_after, decision.reason, decision.approval) == (
        outcome,
        after,
        reason,
        False,
    )


def test_the_first_rule_that_holds_decides_and_a_rule_without_when_always_holds():
    rules = policy("when: {level: 2}, then: {step: up}", "when: {level: 1}, then: {step: up}", "then: {stay: true}")
    decision = decide(facts(read(1)), rules, DAY)
    assert decision.rule == "r1"
    assert [(tried.rule, tried.reached, tried.holds, int(tried.leads_to)) for tried in decision.trace] == [
        ("r0", True, False, 2),
        ("r1", True, True, 2),
        ("r2", False, True, 1),
    ]


def test_no_rule_held():
    decision = decide(facts(read(1)), when("{level: 2}"), DAY)
    assert (decision.rule, decision.outcome, decision.reason) == (None, DecisionOutcome.STAY, StayReason.NO_RULE_HELD)


def test_approval_waits_and_is_granted_or_not():
    decision = decided("{step: up, approval: clinician}")
    assert (decision.outcome, decision.level_after, decision.approval) == (DecisionOutcome.UP, Level.CAMPUS, True)
    assert settle(decision, granted=True) is decision
    waiting = settle(decision, granted=False)
    assert (waiting.outcome, waiting.level_after, waiting.approval) == (DecisionOutcome.STAY, Level.MONITORING, True)
    state = begin(policy(), DAY - timedelta(5))
    assert advance(state, decision, granted=False) == state
    assert advance(state, decision, granted=True) == PathwayState(
        Level.CAMPUS, DAY, DAY - timedelta(5), nominated=False
    )


def test_a_stay_that_asks_for_approval_waits_too():
    assert decided("{stay: true, approval: clinician}").approval


def test_nominate_and_flag_take_effect_whatever_becomes_of_the_level():
    decision = decided("{step: up, approval: clinician, nominate: mentor, flag: {kind: k, severity: s}}", level=4)
    assert (decision.outcome, decision.nominate, decision.flag) == (DecisionOutcome.STAY, True, FlagRequest("k", "s"))
    waiting = settle(decided("{step: up, approval: clinician, nominate: mentor}"), granted=False)
    assert waiting.nominate


def test_a_nomination_is_made_once():
    first, second = course(policy("then: {stay: true, nominate: mentor}"), (read(1), read(1, 7)), True)
    assert (first.nominate, second.nominate) == (True, False)


def test_days_in_level_start_again_on_the_day_of_entry():
    rules = policy("when: {level: 1}, then: {step: up}", "when: {days_in_level: {at_least: 7}}, then: {step: up}")
    levels = [
        int(decision.level_after) for decision in course(rules, (read(1), read(1, 6), read(1, 7), read(1, 13)), True)
    ]
    assert levels == [2, 2, 3, 3]


# A decision


def test_a_decision_has_everything_and_survives_json():
    condition = "{measure: mood, at_least: 14, not: {measure: calm, is: case}}"
    rules = when(condition, "{step: up, flag: {kind: k, severity: s}}")
    decision = decide(facts(read(12), read(30, -20, recorded=0, instrument="calm")), rules, DAY)
    stored = json.loads(json.dumps(to_json(decision)))
    assert from_json(stored) == decision
    page = [
        "policy",
        "version",
        "hash",
        "point",
        "level_before",
        "rule",
        "outcome",
        "level_after",
        "approval",
        "nominate",
    ]
    assert set(page) | {"values", "references", "because"} <= set(stored)
    assert (stored["policy"], stored["version"], stored["hash"]) == ("tried", 3, rules.sha256)
    assert decision.values["calm"].missing is Missing.TOO_OLD
    low, not_calm = decision.trace[0].condition.parts
    assert (low.holds, low.value, low.threshold, low.margin, low.age) == (False, 12, 14, -2, 0)
    calm = not_calm.parts[0]
    assert (not_calm.holds, calm.holds, calm.missing, calm.value, calm.age, calm.margin) == (
        True,
        False,
        Missing.TOO_OLD,
        30,
        20,
        None,
    )


def test_levels_have_ends():
    assert [above(level) for level in Level] == [Level(2), Level(3), Level(4), None]
    assert [below(level) for level in Level] == [None, Level(1), Level(2), Level(3)]
    assert [number for number in range(-1, 7) if is_level(number)] == [1, 2, 3, 4]

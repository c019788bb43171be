"""What a rule of the policy language does, what carries a step, and what a decision keeps; a sentence each."""

from __future__ import annotations

import json

import pytest

from steps.decision import Missing, StayReason, from_json, to_json
from steps.facts import Facts
from steps.levels import DecisionOutcome, Level, above, below, is_level
from steps.policy import FlagRequest
from steps.replay import course
from steps.rules import decide, settle
from steps.standing import begin
from tests.steps.few_lines import STAY, days_of, levels, lived, number, on, policy, rows_of, rules, table

ONE = "0 mood 12"


def first(then, level=1, approvals="recorded"):
    """The decision of a rule without `when` at the first point."""
    return lived(policy(f"then: {then}", start_level=level), ONE, approvals=approvals)[0]


# --- the level --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "level", "outcome", "after"),
    [
        ("{stay: true}", 2, "stay", 2),
        ("{step: up}", 2, "up", 3),
        ("{step: down}", 2, "down", 1),
        ("{move_to: 4}", 2, "move", 4),
        ("{move_to: 3}", 2, "move", 3),
        ("{move_to: 1}", 2, "move", 1),
    ],
)
def test_stay_step_up_step_down_and_move_to(then, level, outcome, after):
    decided = first(then, level)
    assert (decided.outcome, decided.level_after, decided.reason, decided.approval) == (outcome, after, None, False)


@pytest.mark.parametrize("approval", ["", ", approval: clinician"])
@pytest.mark.parametrize(
    ("then", "level", "reason"),
    [
        ("step: up", 4, StayReason.NO_LEVEL),
        ("step: down", 1, StayReason.NO_LEVEL),
        ("move_to: 2", 2, StayReason.SAME_LEVEL),
    ],
)
def test_a_target_beyond_1_or_4_or_equal_to_the_present_level_is_a_stay_with_that_reason(then, level, reason, approval):
    decided = first(f"{{{then}{approval}}}", level)
    assert (decided.outcome, decided.level_after, decided.reason) == (DecisionOutcome.STAY, level, reason)
    assert (decided.rule, decided.approval) == ("r1", False)


def test_rules_are_tried_in_order_and_the_first_that_holds_decides():
    tried = policy("when: {level: 2}, then: {move_to: 4}", "when: {level: 1}, then: {move_to: 2}", "then: {stay: true}")
    assert table(tried, ONE, "1 mood 3", "2 mood 3") == ["1,r2,move,2,,", "2,r1,move,4,,", "4,r3,stay,4,,"]


def test_when_no_rule_holds_the_outcome_is_a_stay_with_reason_no_rule_held():
    decided = lived(policy("when: {level: 2}, then: {move_to: 3}"), ONE)[0]
    assert (decided.rule, decided.outcome, decided.level_after) == (None, DecisionOutcome.STAY, Level.MONITORING)
    assert decided.reason == "no rule held"
    assert lived(policy(), ONE)[0].reason == "no rule held"


def test_on_entering_a_level_days_in_level_starts_again_at_0_on_that_day():
    tried = policy("when: {level: 1}, then: {move_to: 2}", "when: {days_in_level: {at_least: 7}}, then: {move_to: 3}")
    assert levels(tried, ONE, "6 mood 3", "7 mood 3", "13 mood 3") == [2, 2, 3, 3]
    assert [number(one.entered) for one in lived(tried, ONE, "6 mood 3", "7 mood 3", "13 mood 3")] == [0, 0, 0, 7]


# --- beside the level -------------------------------------------------------------------------------------------------


def test_with_approval_the_decision_waits_until_a_clinician_answers():
    waits = first("{move_to: 3, approval: clinician}")
    assert (waits.outcome, waits.level_after, waits.approval) == (DecisionOutcome.STAY, Level.MONITORING, True)
    assert waits.reason is StayReason.NOT_APPROVED
    granted = first("{move_to: 3, approval: clinician}", approvals="grant")
    assert (granted.outcome, granted.level_after, granted.approval) == (DecisionOutcome.MOVE, Level.COMMUNITY, True)


def test_a_stay_proposes_nothing_whatever_it_says_of_approval():
    assert first("{stay: true, approval: clinician}").approval is False


FLAG = "nominate: mentor, flag: {kind: silence, severity: high}"


@pytest.mark.parametrize(
    ("then", "level"),
    [
        ("stay: true", 1),
        ("move_to: 3", 1),
        ("step: up", 4),
        ("move_to: 3", 3),
        ("move_to: 3, approval: clinician", 1),
        ("move_to: 3, approval: clinician, meanwhile: 2", 1),
    ],
)
def test_nominate_and_flag_take_effect_whatever_becomes_of_the_level(then, level):
    decided = first(f"{{{then}, {FLAG}}}", level, approvals="ignore")
    assert (decided.nominate, decided.flag) == (True, FlagRequest("silence", "high"))


def test_a_rule_asks_for_a_flag_whenever_it_decides():
    decided = lived(policy(f"then: {{stay: true, {FLAG}}}"), ONE, "1 mood 3")
    assert [one.flag for one in decided] == [FlagRequest("silence", "high")] * 2


def test_a_nomination_is_made_once_per_pathway():
    decided = lived(policy(f"then: {{stay: true, {FLAG}}}"), ONE, "1 mood 3", "200 mood 3")
    assert [one.nominate for one in decided] == [True, False, False]


# --- what carries a step ----------------------------------------------------------------------------------------------


def steps(when, *lines):
    """The days on which a step with this `when` decides; its proposal is never answered, so the level stays 2."""
    tried = policy(f"when: {when}, then: {{step: up, approval: clinician}}", start_level=2)
    return [number(decided.point) for decided in lived(tried, *lines, approvals="ignore") if decided.rule]


BOTH = "0 mood 12", "2 worry 12", "5 missed", "7 mood 12"


def test_one_answer_never_climbs_twice():
    tried = policy("when: {measure: mood, at_least: 10}, then: {step: up}")
    assert levels(tried, *BOTH, "9 worry 12") == [2, 2, 2, 3, 3]


def test_one_answer_never_falls_twice():
    tried = policy("when: {measure: mood, below: 5}, then: {step: down}", start_level=4)
    assert levels(tried, "0 mood 3", "2 worry 3", "5 missed", "7 mood 3") == [3, 3, 3, 2]


def test_a_step_holds_at_a_point_where_a_measure_row_has_a_reading_of_a_new_own_day():
    assert steps("{measure: mood, at_least: 10}", *BOTH) == [0, 7]
    assert days_of("{measure: mood, at_least: 10}", *BOTH) == [0, 2, 5, 7]  # what is no step holds at the others too


def test_a_step_holds_at_a_point_where_the_measure_of_a_held_has_a_reading_of_a_new_own_day():
    assert steps("{held: {measure: mood, at_least: 10, points: 1, days: 0}}", *BOTH) == [0, 7]


@pytest.mark.parametrize(
    "keys", ["is: case", "change: none, since: baseline", "reading: new", "at_least: 1, below: 20"]
)
def test_every_test_of_a_measure_row_carries_a_step(keys):
    assert steps(f"{{measure: mood, {keys}}}", *BOTH) == [0, 7]


def test_a_step_that_is_not_carried_does_not_hold_and_the_next_rule_is_tried():
    tried = policy("when: {measure: mood, at_least: 10}, then: {step: up}", STAY)
    assert rules(tried, *BOTH) == ["r1", "r2", "r2", "r1"]


def test_a_step_that_would_lead_beyond_4_needs_something_new_too():
    tried = policy("when: {measure: mood, at_least: 10}, then: {step: up}", start_level=4)
    assert rules(tried, *BOTH) == ["r1", None, None, "r1"]


def test_stay_and_move_need_nothing_new():
    assert rules(policy("when: {measure: mood, at_least: 10}, then: {move_to: 4}"), *BOTH) == ["r1"] * 4
    assert rules(policy("when: {measure: mood, at_least: 10}, then: {stay: true}"), *BOTH) == ["r1"] * 4


def test_a_correction_carries_no_step():
    assert steps("{measure: mood, at_least: 10}", "0 mood 3", "0 mood 12 @2", "7 mood 12") == [7]
    assert steps("{measure: mood, change: worse, since: previous}", "0 mood 3", "0 mood 12 @2") == []
    assert steps("{held: {measure: mood, at_least: 10, points: 1, days: 0}}", "0 mood 3", "0 mood 12 @2") == []


def test_a_late_value_older_than_the_latest_carries_no_step():
    worse = "{measure: mood, change: worse, since: baseline}"
    assert steps(worse, "10 mood 12", "4 mood 3 @12", "14 mood 12") == [14]


def test_a_late_value_of_a_new_own_day_carries_a_step_on_the_day_it_becomes_known():
    assert steps("{measure: mood, at_least: 10}", "0 mood 3", "4 mood 12 @9") == [9]
    assert steps("{measure: mood, at_least: 10, of_any_age: true}", "0 mood 3", "4 mood 12 @30") == [30]


def test_missing_carries_no_step():
    assert steps("{measure: mood, missing: true}", "0 worry 3", "1 missed") == []
    assert steps("{any: [{measure: mood, missing: true}, {measure: worry, at_least: 3}]}", "0 worry 3", "1 missed") == [
        0
    ]
    assert steps("{measure: mood, missing: true}", "0 missed", "1 mood 3 @30") == []


def test_the_reading_must_be_of_the_measure_that_holds():
    either = "{any: [{measure: mood, at_least: 10}, {measure: worry, at_least: 10}]}"
    assert steps(either, "0 mood 12", "2 worry 3", "4 worry 12", "6 mood 3") == [0, 4]


def test_of_several_rows_that_hold_one_with_a_new_own_day_is_enough():
    both = "{all: [{measure: mood, at_least: 10}, {measure: worry, at_least: 10}]}"
    assert steps(both, "0 mood 12", "2 worry 12", "3 missed", "4 mood 13") == [2, 4]


def test_what_stands_inside_not_carries_no_step():
    assert steps("{measure: mood, at_least: 10, not: {measure: worry, at_least: 10}}", "0 mood 12", "2 worry 3") == [0]
    twice_not = "{measure: mood, at_least: 10, not: {not: {measure: worry, at_least: 3}}}"
    assert steps(twice_not, "0 mood 12", "2 worry 3") == []


def test_a_branch_that_does_not_hold_as_a_whole_carries_no_step():
    branch = "{all: [{measure: worry, at_least: 3}, {level: 4}]}"
    assert steps(f"{{any: [{branch}, {{measure: mood, at_least: 10}}]}}", "0 mood 12", "2 worry 3") == [0]
    mapping = "{measure: worry, at_least: 3, level: 4}"
    assert steps(f"{{any: [{mapping}, {{measure: mood, at_least: 10}}]}}", "0 mood 12", "2 worry 3") == [0]


def test_a_branch_that_holds_as_a_whole_carries_a_step_however_deep():
    deep = "{any: [{level: 2}, {all: [{any: [{measure: worry, at_least: 3}]}, {level: 2}]}]}"
    assert steps(deep, "0 mood 12", "2 worry 3") == [2]


def test_every_branch_is_looked_at_also_after_one_that_holds():
    either = "{any: [{measure: mood, at_least: 10}, {measure: worry, at_least: 3}]}"
    assert steps(either, "0 mood 12", "2 worry 3") == [0, 2]


def test_missed_carries_a_step_where_a_miss_was_recorded_on_this_very_day():
    assert steps("{missed: {at_least: 1}}", "0 missed", "7 mood 3", "9 missed") == [0, 9]
    silent = "{missed: {at_least: 1}, measure: mood, at_least: 20, of_any_age: true}"
    assert steps(silent, "0 mood 20", "30 missed", "60 missed", "61 sleep 3") == [30, 60]


def test_a_rule_with_missed_needs_a_miss_also_where_another_branch_holds():
    assert steps("{any: [{missed: {at_least: 1}}, {level: 2}]}", "0 mood 12", "2 missed", "4 sleep 3") == [2]


def test_a_miss_that_does_not_hold_carries_no_step():
    either = "{any: [{missed: {at_least: 2}}, {measure: mood, at_least: 10}]}"
    assert steps(either, "0 mood 12", "2 missed", "3 missed") == [0, 3]


def test_a_rule_whose_when_has_none_of_them_outside_not_may_hold_at_any_point():
    lines = "0 mood 12", "2 worry 3", "5 missed"
    assert steps("{days_in_level: {at_least: 1}}", *lines) == [2, 5]
    assert steps("{not: {measure: mood, below: 10}}", *lines) == [0, 2, 5]
    assert steps("{open_flag: false, not: {missed: {at_least: 9}}}", *lines) == [0, 2, 5]


def test_a_step_without_when_may_hold_at_any_point():
    assert levels(policy("then: {step: up}"), "0 mood 12", "2 worry 3", "5 missed") == [2, 3, 4]


def test_loading_warns_of_a_step_rule_without_level_or_days_in_level():
    warns = policy("when: {measure: mood, at_least: 10}, then: {step: up}", "then: {step: down}").warnings
    says = "rule {!r} steps from whatever level: it names neither 'level' nor 'days_in_level'"
    assert [(said.line, said.message) for said in warns] == [(14, says.format("r1")), (15, says.format("r2"))]


@pytest.mark.parametrize(
    "rule",
    [
        "when: {level: 2, measure: mood, at_least: 10}, then: {step: up}",
        "when: {any: [{days_in_level: {at_least: 3}}, {level: 1}]}, then: {step: down}",
        "when: {not: {level: 4}}, then: {step: up}",
        "when: {measure: mood, at_least: 10}, then: {move_to: 3}",
        STAY,
    ],
)
def test_loading_warns_of_nothing_else(rule):
    assert policy(rule).warnings == ()


# --- a decision -------------------------------------------------------------------------------------------------------


def test_a_decision_has_everything_and_survives_json():
    tried = policy("when: {measure: mood, at_least: 14, not: {measure: rest, is: case}}, then: {step: up}", STAY)
    happened = course(rows_of("0 rest 3 @20", "20 mood 12")).record
    decided = decide(Facts(begin(Level.MONITORING, on(20)), happened), tried, on(20))
    stored = json.loads(json.dumps(to_json(decided)))
    assert from_json(stored) == decided
    assert (stored["policy"], stored["version"], stored["hash"]) == ("tried", 3, tried.sha256)
    page = ["point", "level_before", "rule", "outcome", "level_after", "approval", "nominate", "because"]
    assert [stored[key] for key in page] == ["2025-01-26", 1, "r2", "stay", 1, False, False, {"en": "Because."}]
    assert set(stored["values"]) == set(stored["references"]) == {"mood", "worry", "rest", "screen"}
    assert (decided.values["rest"].missing, decided.values["worry"].missing) == (
        Missing.TOO_OLD,
        Missing.NEVER_MEASURED,
    )


def test_a_decision_keeps_every_rule_judged_to_its_last_part_also_those_whose_turn_does_not_come():
    tried = policy("when: {level: 2}, then: {move_to: 3}", STAY, start_level=2)
    decided = decide(Facts(begin(Level.CAMPUS, on(0)), course(rows_of(ONE)).record), tried, on(0))
    trace = [(one.rule, one.reached, one.holds, int(one.leads_to)) for one in decided.trace]
    assert trace == [("r1", True, True, 3), ("r2", False, True, 2)]


def test_settling_grants_what_waits_or_keeps_what_does_not_wait():
    tried = policy("then: {step: up, approval: clinician}")
    decided = decide(Facts(begin(Level.MONITORING, on(0)), course(rows_of(ONE)).record), tried, on(0))
    assert (decided.outcome, decided.level_after, decided.approval) == (DecisionOutcome.UP, Level.CAMPUS, True)
    assert settle(decided, granted=True) is decided
    waits = settle(decided, granted=False)
    assert (waits.outcome, waits.level_after, waits.approval) == (DecisionOutcome.STAY, Level.MONITORING, True)


def test_levels_have_ends():
    assert [above(level) for level in Level] == [Level(2), Level(3), Level(4), None]
    assert [below(level) for level in Level] == [None, Level(1), Level(2), Level(3)]
    assert [number for number in range(-1, 7) if is_level(number)] == [1, 2, 3, 4]

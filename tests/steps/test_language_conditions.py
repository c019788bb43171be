"""Conditions of the policy language that ask about the pathway, each half of each row of the table a sentence."""

from __future__ import annotations

import pytest

from tests.steps.few_lines import days_of, policy, rules

TRUE, FALSE = "{level: [1, 2, 3, 4]}", "{not: {level: [1, 2, 3, 4]}}"
LOW = "{measure: mood, below: 10}"
# A rule that proposes level 3 at every hard answer, behind the rule that is tried.
PROPOSES = "when: {measure: mood, reading: new, at_least: 20}, then: {move_to: 3, approval: clinician}"
PROPOSES_LESS = "when: {measure: mood, reading: new, at_least: 20}, then: {move_to: 1, approval: clinician}"


def holds(condition):
    """Whether a condition holds at the first point of a pathway at level 1, with a mood of 3 and nothing else."""
    return days_of(condition, "0 mood 3") == [0]


# --- several keys and parts -------------------------------------------------------------------------------------------


def test_all_keys_of_a_condition_must_hold():
    assert holds("{level: 1, first: true, measure: mood, at_least: 2, below: 4}")
    assert not holds("{level: 1, first: false, measure: mood, at_least: 2, below: 4}")
    assert not holds("{level: 2, first: true, measure: mood, at_least: 2, below: 4}")
    assert not holds("{level: 1, first: true, measure: mood, at_least: 4}")


def test_any_holds_when_one_of_its_parts_holds():
    assert holds(f"{{any: [{FALSE}, {TRUE}, {FALSE}]}}")


def test_any_does_not_hold_when_none_of_its_parts_holds():
    assert not holds(f"{{any: [{FALSE}, {FALSE}]}}")


def test_all_holds_when_every_part_holds():
    assert holds(f"{{all: [{TRUE}, {TRUE}]}}")


def test_all_does_not_hold_when_one_part_does_not():
    assert not holds(f"{{all: [{TRUE}, {FALSE}, {TRUE}]}}")


def test_not_holds_when_its_condition_does_not():
    assert holds(f"{{not: {FALSE}}}")
    assert not holds(f"{{not: {TRUE}}}")


def test_not_holds_when_one_of_several_keys_does_not():
    assert holds("{not: {level: 1, first: false}}")
    assert not holds("{not: {level: 1, first: true}}")


@pytest.mark.parametrize(
    "condition",
    [
        "{measure: worry, at_least: 0}",
        "{measure: worry, below: 100}",
        "{measure: worry, is: case}",
        "{measure: worry, is: not_case}",
        "{measure: worry, change: none, since: baseline}",
        "{measure: worry, reading: first}",
        "{measure: worry, reading: old}",
        "{held: {measure: worry, at_least: 0, points: 1, days: 0}}",
    ],
)
@pytest.mark.parametrize("lines", [["0 mood 3"], ["0 worry 3", "15 mood 3"]], ids=["never", "too-old"])
def test_a_condition_on_a_missing_measure_is_false_and_not_of_it_is_true(condition, lines):
    last = int(lines[-1].split()[0])
    assert last not in days_of(condition, *lines)
    assert last in days_of(f"{{not: {condition}}}", *lines)


def test_not_improved_holds_for_somebody_never_measured():
    assert holds("{not: {measure: worry, change: improved, since: baseline}}")


def test_a_rule_without_when_always_holds():
    assert rules(policy("then: {stay: true}"), "0 missed", "4 sleep 3", "9 mood 20") == ["r1", "r1", "r1"]


# --- level and days ---------------------------------------------------------------------------------------------------

TWO_LEVELS = "0 mood 3", "3 level 2", "7 mood 3", "8 level 3", "10 mood 3"


def test_level_holds_at_that_level():
    assert days_of("{level: 2}", *TWO_LEVELS) == [7]


def test_level_holds_at_any_of_a_list():
    assert days_of("{level: [1, 3]}", *TWO_LEVELS) == [0, 10]


def test_first_true_holds_at_the_first_point_of_the_pathway():
    assert days_of("{first: true}", "0 missed", "7 mood 3", "9 mood 3") == [0]


def test_first_false_holds_at_every_other_point():
    assert days_of("{first: false}", "0 missed", "7 mood 3", "9 mood 3") == [7, 9]


WEEKS = "0 mood 3", "6 mood 3", "7 mood 3", "8 mood 3", "14 mood 3"


@pytest.mark.parametrize("key", ["days_in_level", "days_in_pathway"])
def test_days_are_at_least_below_or_both(key):
    assert days_of(f"{{{key}: {{at_least: 7}}}}", *WEEKS) == [7, 8, 14]
    assert days_of(f"{{{key}: {{below: 7}}}}", *WEEKS) == [0, 6]
    assert days_of(f"{{{key}: {{at_least: 7, below: 14}}}}", *WEEKS) == [7, 8]


def test_days_in_level_are_this_day_minus_the_day_the_level_was_entered():
    assert days_of("{days_in_level: {at_least: 7}}", "0 mood 3", "3 level 2", "9 mood 3", "10 mood 3") == [10]


def test_days_in_level_go_on_when_the_level_it_has_is_set_by_hand():
    assert days_of("{days_in_level: {at_least: 7}}", "0 mood 3", "3 level 1", "7 mood 3") == [7]


def test_days_in_pathway_are_this_day_minus_the_day_of_the_first_point():
    lines = "0 mood 3", "3 level 2", "6 mood 3", "7 mood 3"
    assert days_of("{days_in_pathway: {at_least: 7}}", *lines) == [7]
    assert days_of("{days_in_pathway: {at_least: 7}}", "0 level 2", "5 mood 3", "11 mood 3", "12 mood 3") == [12]


# --- help -------------------------------------------------------------------------------------------------------------

HELPED = "0 mood 3", "5 help-began", "11 mood 3", "12 mood 3", "13 mood 3"


def test_days_of_help_are_this_day_minus_the_day_on_which_it_began():
    assert days_of("{days_of_help: {at_least: 7}}", *HELPED) == [12, 13]
    assert days_of("{days_of_help: {below: 7}}", *HELPED) == [11]
    assert days_of("{days_of_help: {at_least: 7, below: 8}}", *HELPED) == [12]


def test_days_of_help_are_false_before_it_began():
    assert days_of("{days_of_help: {below: 100}}", "0 mood 3", "5 mood 3") == []
    assert days_of("{days_of_help: {at_least: 0}}", "0 mood 3", "5 mood 3") == []


def test_days_of_help_count_from_the_day_it_last_began():
    assert days_of("{days_of_help: {at_least: 7}}", *HELPED, "14 help-began", "20 mood 3", "21 mood 3") == [12, 13, 21]


def test_days_of_help_go_on_after_the_end():
    assert days_of("{days_of_help: {at_least: 7}}", "0 mood 3", "5 help-began", "6 help-ended", "12 mood 3") == [12]


def test_days_of_help_are_of_the_present_level():
    lines = "0 mood 3", "5 help-began", "8 level 2", "12 mood 3", "13 help-began", "20 mood 3"
    assert days_of("{days_of_help: {at_least: 0}}", *lines) == [20]


def test_help_that_began_on_the_day_the_level_was_entered_is_help_of_that_level():
    assert days_of("{days_of_help: {at_least: 4}}", "0 mood 3", "8 help-began", "8 level 2", "12 mood 3") == [12]


def test_help_waiting_holds_while_the_help_of_the_present_level_has_not_begun():
    assert days_of("{help: waiting}", *HELPED) == [0]
    lines = "0 mood 3", "5 help-began", "8 level 2", "12 mood 3", "13 help-began", "20 mood 3"
    assert days_of("{help: waiting}", *lines) == [0, 12]


def test_help_ended_holds_when_it_has_begun_and_has_ended_since_it_last_began():
    lines = "0 mood 3", "5 help-began", "6 mood 3", "7 help-ended", "9 mood 3", "10 help-began", "12 mood 3"
    assert days_of("{help: ended}", *lines) == [9]


def test_help_that_ended_without_beginning_at_this_level_is_waited_for():
    lines = "0 mood 3", "5 help-began", "8 level 2", "9 help-ended", "12 mood 3"
    assert days_of("{help: ended}", *lines) == []
    assert days_of("{help: waiting}", *lines) == [0, 12]


def test_help_that_began_or_ended_on_this_day_is_seen():
    lines = "0 mood 3", "5 mood 3", "5 help-began", "9 mood 3", "9 help-ended"
    assert days_of("{help: waiting}", *lines) == [0]
    assert days_of("{days_of_help: {at_least: 0}}", *lines) == [5, 9]
    assert days_of("{help: ended}", *lines) == [9]


def test_help_of_one_day_counts_in_the_order_of_rows_and_of_several_days_in_any():
    assert days_of("{help: ended}", "0 mood 3", "5 help-began", "5 help-ended", "7 mood 3") == [7]
    assert days_of("{help: ended}", "0 mood 3", "5 help-ended", "5 help-began", "7 mood 3") == []
    assert days_of("{help: ended}", "6 help-ended", "0 mood 3", "7 mood 3", "5 help-began") == [7]


# --- flags and misses -------------------------------------------------------------------------------------------------


def test_open_flag_holds_when_more_flags_were_opened_up_to_this_day_than_closed_before_it():
    lines = "0 mood 3", "5 flag-opened", "5 mood 3", "7 flag-closed", "7 mood 3", "8 mood 3"
    assert days_of("{open_flag: true}", *lines) == [5, 7]
    assert days_of("{open_flag: false}", *lines) == [0, 8]


def test_open_flag_counts_every_flag():
    lines = "0 flag-opened", "0 flag-opened", "1 flag-closed", "2 mood 3", "3 flag-closed", "4 mood 3"
    assert days_of("{open_flag: true}", *lines) == [2]


def test_a_flag_that_a_replayed_rule_raises_opens_none():
    raises = "then: {stay: true, flag: {kind: worsening, severity: medium}}"
    assert days_of("{open_flag: true}", "0 mood 3", "7 mood 3", otherwise=raises) == []


def test_missed_counts_the_misses_on_this_point_and_before_back_to_the_last_point_with_a_score():
    lines = "0 mood 3", "7 missed", "14 missed", "21 mood 3", "28 missed"
    assert days_of("{missed: {at_least: 1}}", *lines) == [7, 14, 28]
    assert days_of("{missed: {at_least: 2}}", *lines) == [14]


def test_missed_counts_every_set_of_a_day():
    assert days_of("{missed: {at_least: 2}}", "0 missed", "0 missed", "7 missed") == [0, 7]


def test_missed_counts_from_the_first_point_where_no_score_came_before():
    assert days_of("{missed: {at_least: 3}}", "0 missed", "7 missed", "14 missed") == [14]


def test_missed_is_0_on_a_point_with_a_score_of_whatever_instrument_whose_misses_never_count_later():
    lines = "0 missed", "7 missed", "7 sleep 3", "14 missed"
    assert days_of("{missed: {at_least: 1}}", *lines) == [0, 14]
    assert days_of("{missed: {at_least: 2}}", *lines) == []


def test_missed_sees_a_score_on_the_day_it_was_recorded():
    assert days_of("{missed: {at_least: 1}}", "0 missed", "0 mood 3 @4", "7 missed") == [0, 7]


# --- what people said before ------------------------------------------------------------------------------------------


def declined(way, *lines, otherwise=PROPOSES, start_level=1):
    of = f", of: {way}" if way else ""
    return days_of(f"{{declined: {{within_days: 7{of}}}}}", *lines, otherwise=otherwise, start_level=start_level)


def test_declined_holds_on_later_days_at_most_that_many_after():
    lines = "0 mood 20", "3 declined", "3 mood 3", "4 mood 3", "10 mood 3", "11 mood 3"
    assert declined("", *lines) == [4, 10]


def test_declined_of_up_is_a_proposal_to_a_higher_level_than_the_one_then():
    assert declined("up", "0 mood 20", "0 declined", "4 mood 3") == [4]
    assert declined("up", "0 mood 20", "0 declined", "4 mood 3", otherwise=PROPOSES_LESS, start_level=2) == []


def test_declined_of_down_is_a_proposal_to_a_lower_level():
    assert declined("down", "0 mood 20", "0 declined", "4 mood 3") == []
    assert declined("down", "0 mood 20", "0 declined", "4 mood 3", otherwise=PROPOSES_LESS, start_level=2) == [4]


def test_declined_without_of_is_either():
    assert declined("", "0 mood 20", "0 declined", "4 mood 3") == [4]
    assert declined("", "0 mood 20", "0 declined", "4 mood 3", otherwise=PROPOSES_LESS, start_level=2) == [4]


def test_declined_goes_by_the_level_then_and_not_by_the_present_one():
    assert declined("up", "0 mood 20", "0 declined", "1 level 4", "4 mood 3") == [4]


def test_declined_looks_at_the_last_one_among_several():
    lines = "0 mood 20", "0 declined", "9 mood 20", "9 declined", "12 mood 3"
    assert declined("up", *lines) == [12]


@pytest.mark.parametrize("level", [1, 2, 4])
def test_setting_by_hand_another_level_than_the_open_proposal_asks_counts_as_declining_it(level):
    assert declined("up", "0 mood 20", f"2 level {level}", "4 mood 3") == [4]


def test_setting_by_hand_the_level_that_the_open_proposal_asks_declines_nothing():
    assert declined("", "0 mood 20", "2 level 3", "4 mood 3") == []


def test_neither_accepting_nor_setting_a_level_without_a_proposal_declines():
    assert declined("", "0 mood 20", "2 accepted", "3 level 1", "4 mood 3") == []


def test_by_hand_holds_on_later_days_at_most_that_many_after():
    lines = "0 mood 3", "3 level 2", "3 mood 3", "4 mood 3", "10 mood 3", "11 mood 3"
    assert days_of("{by_hand: {within_days: 7}}", *lines) == [4, 10]


def test_by_hand_counts_before_the_first_point_too():
    assert days_of("{by_hand: {within_days: 7}}", "0 level 2", "7 mood 3", "8 mood 3") == [7]


def test_by_hand_counts_setting_the_level_it_had():
    assert days_of("{by_hand: {within_days: 7}}", "0 mood 3", "3 level 1", "4 mood 3") == [4]


def test_by_hand_is_not_the_answer_to_a_proposal():
    by_hand = "{by_hand: {within_days: 7}}"
    assert days_of(by_hand, "0 mood 20", "1 accepted", "4 mood 3", otherwise=PROPOSES) == []
    assert days_of(by_hand, "0 mood 20", "1 declined", "4 mood 3", otherwise=PROPOSES) == []


@pytest.mark.parametrize("key", ["declined", "by_hand"])
def test_within_0_days_nothing_was_said_on_an_earlier_day(key):
    lines = "0 mood 20", "1 level 2", "1 mood 3", "2 mood 3"
    assert days_of(f"{{{key}: {{within_days: 0}}}}", *lines, otherwise=PROPOSES) == []

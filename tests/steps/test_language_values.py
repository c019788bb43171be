"""Points, values, readings and references of the policy language, a sentence each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steps.facts import Facts, PathwayState, Reading, Record
from steps.levels import Level
from steps.policy import Since
from steps.rules import decide
from tests.steps.few_lines import STAY, days_of, levels, lived, number, on, policy

ANYTHING = "{measure: mood, at_least: 0}"
READING = "{measure: mood, reading: new}"


def points(*lines):
    return [number(decision.point) for decision in lived(policy(STAY), *lines)]


def references(*lines, measure="mood"):
    """The references of a measure at the last point."""
    kept = lived(policy(STAY), *lines)[-1].references[measure]
    return [kept[since] and int(kept[since].value) for since in Since]


# --- points -----------------------------------------------------------------------------------------------------------


def test_a_point_is_a_day_on_which_a_score_was_recorded_of_a_measure_of_the_policy_or_not():
    assert points("0 mood 3", "4 sleep 10", "9 worry 3") == [0, 4, 9]


def test_a_point_is_a_day_on_which_a_miss_was_recorded():
    assert points("0 missed", "9 missed") == [0, 9]


def test_all_scores_and_misses_of_one_day_make_one_point():
    assert points("3 mood 3", "3 missed", "3 worry 3", "3 mood 4", "3 missed") == [3]


def test_nothing_but_scores_and_misses_makes_a_point():
    lines = ["1 help-began", "2 help-ended", "3 flag-opened", "4 flag-closed", "5 level 3"]
    assert points("0 mood 3", *lines, "9 mood 3") == [0, 9]


def test_a_score_makes_its_point_on_the_day_it_was_recorded_and_not_on_its_own_day():
    assert points("0 mood 3 @8", "2 mood 3") == [2, 8]


def test_points_are_handled_in_date_order():
    up = policy("when: {measure: mood, reading: new, at_least: 10}, then: {step: up}")
    assert levels(up, "20 mood 3", "7 mood 12", "0 mood 3", "14 mood 13") == [1, 2, 3, 3]


def test_a_day_that_is_no_point_is_not_decided():
    facts = Facts(PathwayState(Level.MONITORING, on(0), on(0)), Record((Reading(on(0), on(0), "isi", "total", 1),)))
    with pytest.raises(ValueError, match="2025-01-07 is no point: neither a score nor a miss was recorded on it"):
        decide(facts, policy(STAY), on(1))


# --- values -----------------------------------------------------------------------------------------------------------


def test_a_score_is_known_from_the_day_it_was_recorded():
    assert days_of("{measure: mood, at_least: 20}", "0 mood 1", "2 mood 20 @5", "3 worry 1", "6 worry 1") == [5, 6]


def test_a_score_recorded_before_its_own_day_is_an_error():
    with pytest.raises(ValueError, match="recorded on 2025-01-07, before its own day 2025-01-08"):
        Reading(on(2), on(1), "phq-9", "total", Decimal(1))


def test_a_measure_is_made_of_one_score_of_one_instrument():
    assert days_of(ANYTHING, "0 worry 3", "1 screen 3", "2 sleep 3", "3 mood 3") == [3]


def test_of_two_values_with_the_same_own_day_the_one_recorded_later_counts():
    lines = "0 mood 20 @3", "0 mood 4 @1"  # the later one stands in the earlier row
    assert days_of("{measure: mood, at_least: 20}", *lines) == [3]
    assert days_of("{measure: mood, below: 5}", *lines) == [1]


def test_of_two_values_recorded_on_the_same_day_the_later_row_counts():
    assert days_of("{measure: mood, at_least: 20}", "0 mood 4", "0 mood 20", "7 mood 20", "7 mood 4") == [0]
    assert days_of("{measure: mood, at_least: 20}", "0 mood 4 @3", "0 mood 20 @3") == [3]


def test_a_day_has_one_value_of_a_measure():
    twice = "{held: {measure: mood, at_least: 10, points: 2, days: 0}}"
    assert days_of(twice, "0 mood 12", "0 mood 13", "0 mood 14 @1", "2 mood 10") == [2]


def test_latest_goes_by_own_day():
    assert days_of("{measure: mood, at_least: 20}", "10 mood 12", "4 mood 20 @12", "11 mood 21 @13") == [13]


def test_first_goes_by_own_day():
    assert references("10 mood 12", "4 mood 20 @12")[0] == 20


def test_before_goes_by_own_day():
    assert references("10 mood 12", "4 mood 20 @12", "14 mood 3")[2] == 12


@pytest.mark.parametrize(("age", "counts"), [(13, True), (14, True), (15, False)])
def test_the_current_value_is_the_latest_and_counts_at_exactly_the_greatest_age(age, counts):
    lines = "0 mood 3", f"{age} worry 3"
    assert (age in days_of(ANYTHING, *lines)) is counts
    assert (age in days_of("{measure: mood, missing: true}", *lines)) is not counts


def test_age_goes_by_own_day_and_not_by_the_day_recorded():
    assert days_of(ANYTHING, "0 mood 3 @14") == [14]
    assert days_of(ANYTHING, "0 mood 3 @15") == []


def test_no_older_value_takes_the_place_of_a_latest_one_that_is_too_old():
    assert days_of("{measure: mood, missing: true}", "0 mood 3", "1 mood 4", "16 worry 1") == [16]


@pytest.mark.parametrize(("age", "counts"), [(42, True), (43, False)])
def test_a_measure_may_set_its_own_greatest_age(age, counts):
    assert (age in days_of("{measure: screen, at_least: 0}", "0 screen 3", f"{age} worry 3")) is counts


def test_a_measure_that_was_never_answered_is_missing():
    assert days_of("{measure: mood, missing: true}", "0 worry 3") == [0]


# --- readings ---------------------------------------------------------------------------------------------------------


def test_a_value_of_a_new_own_day_makes_a_reading():
    assert days_of(READING, "0 mood 3", "7 mood 3", "8 mood 5 @9") == [0, 7, 9]


def test_a_correction_makes_a_reading_the_same_own_day_with_another_value():
    assert days_of(READING, "0 mood 3", "0 mood 5 @2") == [0, 2]


def test_a_late_value_older_than_the_latest_makes_a_point_and_no_reading():
    lines = "10 mood 3", "4 mood 20 @12"
    assert points(*lines) == [10, 12]
    assert days_of(READING, *lines) == [10]


def test_a_late_value_older_than_the_latest_may_change_the_baseline():
    improved = "{measure: mood, change: improved, since: baseline}"
    assert days_of(improved, "10 mood 12", "11 mood 12", "4 mood 20 @12") == [12]


def test_a_correction_of_an_earlier_day_than_the_latest_is_no_reading():
    assert days_of(READING, "0 mood 3", "7 mood 3", "0 mood 20 @8") == [0, 7]


def test_the_same_value_recorded_again_is_no_reading():
    assert days_of(READING, "0 mood 3", "0 mood 3 @2") == [0]


def test_a_correction_taken_back_on_the_same_day_is_no_reading():
    assert days_of(READING, "0 mood 3", "0 mood 5 @2", "0 mood 3 @2") == [0]


def test_a_score_of_another_measure_is_no_reading():
    assert days_of(READING, "0 mood 3", "7 worry 3", "8 missed") == [0]


# --- references -------------------------------------------------------------------------------------------------------


def test_baseline_is_the_first_value():
    assert references("0 mood 20", "7 mood 14", "14 mood 9")[0] == 20
    assert references("0 mood 20")[0] == 20


def test_level_entry_is_the_latest_value_of_a_day_up_to_the_one_on_which_the_level_was_entered():
    assert references("0 mood 20", "7 mood 14", "8 level 2", "14 mood 9", "21 mood 8")[1] == 14


def test_level_entry_takes_a_value_of_that_very_day():
    assert references("0 mood 20", "7 mood 14", "7 level 2", "14 mood 9")[1] == 14
    assert references("0 mood 20")[1] == 20


def test_level_entry_takes_a_value_of_before_that_became_known_after():
    assert references("0 mood 20", "7 level 2", "6 mood 14 @9")[1] == 14
    assert references("0 mood 20", "7 level 2", "8 mood 14")[1] == 20


def test_previous_is_the_latest_value_as_it_stood_before_this_point():
    assert references("0 mood 20", "7 mood 14", "14 mood 9")[2] == 14
    assert references("0 mood 20", "7 mood 14", "14 worry 9")[2] == 14
    assert references("0 mood 20", "7 mood 14", "7 mood 9 @8")[2] == 14


def test_all_three_references_may_be_of_any_age():
    assert references("0 mood 20", "200 mood 9") == [20, 20, 20]
    assert days_of("{measure: mood, change: improved, since: previous}", "0 mood 20", "200 mood 9") == [200]


@pytest.mark.parametrize("change", ["improved", "worse", "none"])
def test_without_a_reference_every_change_is_false_none_too(change):
    assert references("0 mood 9") == [9, 9, None]
    assert days_of(f"{{measure: mood, change: {change}, since: previous}}", "0 mood 9") == []
    assert references("0 worry 3", "5 mood 9")[1] is None
    assert days_of(f"{{measure: mood, change: {change}, since: level_entry}}", "0 worry 3", "5 mood 9") == []


# --- the pathway ------------------------------------------------------------------------------------------------------


def test_a_pathway_enters_start_level_on_the_day_of_its_first_point():
    first = lived(policy(STAY, start_level=2), "5 mood 3")[0]
    assert (first.level_before, first.entered, first.started) == (Level.CAMPUS, on(5), on(5))


def test_a_level_set_by_hand_before_the_first_point_takes_its_place_entered_on_the_day_of_the_first_point():
    first = lived(policy(STAY, start_level=2), "0 level 4", "1 level 3", "5 mood 3")[0]
    assert (first.level_before, first.entered, first.started) == (Level.COMMUNITY, on(5), on(5))


def test_every_decision_of_a_day_the_first_too_starts_from_the_end_of_the_day_before():
    decided = lived(policy(STAY), "0 mood 3", "0 level 2", "7 level 3", "7 mood 3", "9 mood 3")
    assert [(int(one.level_before), number(one.entered)) for one in decided] == [(1, 0), (2, 0), (3, 7)]


def test_what_people_did_on_a_day_comes_after_its_decision():
    up = policy("when: {level: 1, measure: mood, at_least: 10}, then: {step: up, approval: clinician}")
    assert levels(up, "0 mood 12", "0 accepted", "7 mood 12") == [1, 2]
    assert levels(up, "0 accepted", "0 mood 12", "7 mood 12") == [1, 2]

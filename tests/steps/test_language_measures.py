"""Conditions of the policy language that ask about a measure, each half of each row of the table a sentence."""

from __future__ import annotations

import pytest

from tests.steps.few_lines import days_of

THREE = "0 mood 9", "7 mood 10", "14 mood 11"


# --- bounds -----------------------------------------------------------------------------------------------------------


def test_at_least_holds_from_that_value():
    assert days_of("{measure: mood, at_least: 10}", *THREE) == [7, 14]


def test_below_holds_under_that_value():
    assert days_of("{measure: mood, below: 10}", *THREE) == [0]


def test_at_least_and_below_may_stand_together():
    assert days_of("{measure: mood, at_least: 10, below: 11}", *THREE) == [7]


def test_a_bound_may_have_decimals():
    assert days_of("{measure: mood, at_least: 9.5}", *THREE) == [7, 14]


def test_a_bound_looks_at_the_current_value_also_where_nothing_was_read():
    assert days_of("{measure: mood, at_least: 10}", "0 mood 12", "7 worry 3", "14 missed", "15 missed") == [0, 7, 14]


def test_case_holds_at_case_and_above():
    assert days_of("{measure: mood, is: case}", *THREE) == [7, 14]


def test_not_case_holds_below_case():
    assert days_of("{measure: mood, is: not_case}", *THREE) == [0]


def test_where_higher_is_better_case_is_mirrored():
    lines = "0 rest 11", "7 rest 12", "14 rest 13"
    assert days_of("{measure: rest, is: case}", *lines) == [0, 7]
    assert days_of("{measure: rest, is: not_case}", *lines) == [14]


def test_where_higher_is_better_the_bounds_are_not_mirrored():
    assert days_of("{measure: rest, at_least: 12}", "0 rest 11", "7 rest 12") == [7]


# --- change -----------------------------------------------------------------------------------------------------------


def changes(first, then, measure="mood"):
    """Which changes hold at the second of two values, since the first."""
    lines = f"0 {measure} {first}", f"7 {measure} {then}"
    asked = ["improved", "worse", "none"]
    return [
        change for change in asked if 7 in days_of(f"{{measure: {measure}, change: {change}, since: baseline}}", *lines)
    ]


def test_improved_is_better_than_the_reference_by_at_least_the_reliable_change():
    assert (changes(20, 14), changes(20, 13)) == (["improved"], ["improved"])


def test_worse_is_worse_than_the_reference_by_at_least_the_reliable_change():
    assert (changes(10, 16), changes(10, 17)) == (["worse"], ["worse"])


def test_none_is_neither():
    assert (changes(10, 5), changes(10, 10), changes(10, 15)) == (["none"], ["none"], ["none"])


def test_where_higher_is_better_change_is_mirrored():
    assert (changes(10, 16, "rest"), changes(10, 4, "rest"), changes(10, 5, "rest")) == (
        ["improved"],
        ["worse"],
        ["none"],
    )


def test_at_its_first_value_a_measure_has_not_changed_since_baseline():
    assert days_of("{measure: mood, change: none, since: baseline}", "0 mood 9") == [0]


FALLING = "0 mood 20", "3 level 2", "7 mood 13", "14 mood 11"


def test_since_baseline_is_since_the_first_value():
    assert days_of("{measure: mood, change: improved, since: baseline}", *FALLING) == [7, 14]


def test_since_level_entry_is_since_the_value_with_which_the_present_level_was_entered():
    lines = "0 mood 20", "7 mood 13", "8 level 2", "14 mood 8", "21 mood 7"
    assert days_of("{measure: mood, change: improved, since: level_entry}", *lines) == [7, 21]


def test_since_previous_is_since_the_value_before():
    assert days_of("{measure: mood, change: improved, since: previous}", *FALLING) == [7]
    assert days_of("{measure: mood, change: none, since: previous}", *FALLING) == [14]


def test_since_previous_holds_only_at_a_reading_of_the_measure_so_one_change_counts_once():
    lines = "0 mood 3", "7 mood 12", "9 worry 3", "11 missed"
    assert days_of("{measure: mood, change: worse, since: previous}", *lines) == [7]
    assert days_of("{measure: mood, change: none, since: previous}", *lines) == []
    assert days_of("{measure: mood, change: worse, since: baseline}", *lines) == [7, 9, 11]


def test_since_previous_holds_at_a_correction_too():
    lines = "0 mood 10", "7 mood 10", "7 mood 18 @9", "7 mood 4 @10"
    assert days_of("{measure: mood, change: worse, since: previous}", *lines) == [9]
    assert days_of("{measure: mood, change: improved, since: previous}", *lines) == [10]


def test_a_late_older_value_may_change_since_baseline_and_not_since_previous():
    lines = "10 mood 12", "4 mood 20 @12"
    assert days_of("{measure: mood, change: improved, since: baseline}", *lines) == [12]
    assert days_of("{measure: mood, change: improved, since: previous}", *lines) == []


# --- reading ----------------------------------------------------------------------------------------------------------

READ = "0 worry 3", "1 mood 3", "2 worry 3", "3 mood 3", "3 mood 4 @4", "2 mood 5 @5"


def test_reading_first_holds_at_the_first_reading_of_the_measure_also_where_another_came_before():
    assert days_of("{measure: mood, reading: first}", *READ) == [1]


def test_reading_first_holds_once_though_an_earlier_value_comes_later():
    assert days_of("{measure: mood, reading: first}", "5 mood 3", "0 mood 9 @7") == [5]


def test_reading_new_holds_at_every_reading_the_first_too():
    assert days_of("{measure: mood, reading: new}", *READ) == [1, 3, 4]


def test_reading_old_holds_where_there_is_a_value_and_this_point_is_no_reading():
    assert days_of("{measure: mood, reading: old}", *READ) == [2, 5]


def test_reading_new_is_false_for_a_value_that_is_too_old_when_it_becomes_known():
    assert days_of("{measure: mood, reading: new}", "0 worry 3", "1 mood 3 @20") == []


# --- of any age, missing ----------------------------------------------------------------------------------------------

SILENT = "0 mood 20", "7 mood 12", "22 worry 3", "200 missed"  # day 22 is the first on which day 7 is too old


@pytest.mark.parametrize(
    "keys",
    [
        "at_least: 12",
        "below: 13",
        "at_least: 12, below: 13",
        "is: case",
        "change: improved, since: baseline",
        "change: improved, since: level_entry",
        "reading: old",
        "reading: old, at_least: 12, change: improved, since: baseline",
    ],
)
def test_of_any_age_takes_the_latest_value_however_old_for_every_key_of_its_row(keys):
    assert [day for day in days_of(f"{{measure: mood, {keys}}}", *SILENT) if day > 7] == []
    assert [day for day in days_of(f"{{measure: mood, {keys}, of_any_age: true}}", *SILENT) if day > 7] == [22, 200]


def test_of_any_age_a_value_too_old_when_it_becomes_known_is_a_reading_and_a_change():
    lines = "0 mood 3", "1 mood 20 @20"
    assert days_of("{measure: mood, reading: new, of_any_age: true}", *lines) == [0, 20]
    assert days_of("{measure: mood, change: worse, since: previous, of_any_age: true}", *lines) == [20]
    assert days_of("{measure: mood, change: worse, since: previous}", *lines) == []


def test_of_any_age_is_missing_only_when_there_is_no_value():
    assert days_of("{measure: mood, at_least: 0, of_any_age: true}", "0 worry 3", "1 mood 3", "90 worry 3") == [1, 90]


def test_of_any_age_is_of_its_own_row_and_not_of_another():
    both = "{all: [{measure: mood, at_least: 12, of_any_age: true}, {measure: mood, at_least: 12}]}"
    assert days_of(both, *SILENT) == [0, 7]


def test_a_held_beside_of_any_age_keeps_its_own_age():
    beside = "{measure: mood, at_least: 12, of_any_age: true, held: {measure: mood, at_least: 12, points: 1, days: 0}}"
    assert days_of(beside, *SILENT) == [0, 7]


def test_missing_holds_where_there_is_no_value_or_only_one_too_old():
    assert days_of("{measure: mood, missing: true}", "0 worry 3", "1 mood 3", "15 worry 3", "16 worry 3") == [0, 16]


def test_missing_may_stand_beside_what_is_no_key_of_its_row():
    assert days_of("{measure: mood, missing: true, level: 1, first: true}", "0 worry 3", "1 worry 3") == [0]


# --- held -------------------------------------------------------------------------------------------------------------


def held(*lines, bound="at_least: 10", points=2, days=14, measure="mood"):
    return days_of(f"{{held: {{measure: {measure}, {bound}, points: {points}, days: {days}}}}}", *lines)


def test_held_goes_back_to_a_value_at_least_so_many_days_before_the_latest():
    assert held("0 mood 10", "13 mood 10") == []
    assert held("0 mood 10", "14 mood 10") == [14]


def test_held_goes_back_at_least_points_minus_1_values():
    assert held("0 mood 10", "14 mood 10", points=3) == []
    assert held("0 mood 10", "7 mood 10", "14 mood 10", points=3) == [14]
    assert held("0 mood 10", "7 mood 10", "8 mood 10", points=3, days=0) == [8]


def test_held_needs_the_latest_value_to_keep_the_bound():
    assert held("0 mood 10", "7 mood 10", "14 mood 9") == []


def test_held_needs_every_value_on_the_way_back_to_keep_the_bound():
    assert held("0 mood 10", "7 mood 9", "14 mood 10") == []
    assert held("0 mood 9", "7 mood 10", "13 mood 10", "20 mood 10") == []


def test_held_does_not_look_further_back_than_it_must():
    assert held("0 mood 9", "7 mood 10", "21 mood 10") == [21]
    assert held("0 mood 9", "6 mood 9", "7 mood 10", "14 mood 10", "21 mood 10") == [21]


def test_held_goes_by_own_day_so_a_batch_of_paper_counts():
    assert held("0 mood 10 @20", "7 mood 12 @20", "20 mood 11") == [20]
    assert held("6 mood 10", "7 mood 12 @20", "14 mood 11 @20") == []


def test_held_counts_values_of_its_own_measure_alone():
    assert held("0 mood 10", "7 worry 10", "14 worry 12") == []
    assert held("0 mood 10", "7 worry 3", "8 sleep 3", "9 missed", "14 mood 10") == [14]


def test_held_holds_at_later_points_too_while_its_latest_value_is_not_too_old():
    assert held("0 mood 10", "14 mood 10", "20 worry 3", "28 worry 3", "29 worry 3") == [14, 20, 28]


def test_held_is_false_where_the_measure_is_missing():
    assert held("0 mood 10 @20", "5 mood 10 @20", days=0) == []


def test_held_looks_at_earlier_values_of_any_age():
    assert held("0 mood 10", "200 mood 10") == [200]


def test_held_of_1_point_and_0_days_is_the_current_value():
    assert held("0 mood 10", "1 worry 3", "2 mood 9", points=1, days=0) == [0, 1]


@pytest.mark.parametrize(
    ("bound", "values", "expected"),
    [
        ("at_least: 10", (10, 11), [14]),
        ("below: 10", (9, 8), [14]),
        ("below: 10", (10, 8), []),
        ("at_least: 9, below: 10", (9, 9), [14]),
        ("at_least: 9, below: 10", (9, 10), []),
        ("is: case", (10, 11), [14]),
        ("is: case", (9, 11), []),
        ("is: not_case", (9, 8), [14]),
        ("is: not_case", (10, 8), []),
    ],
)
def test_held_keeps_at_least_below_both_or_is(bound, values, expected):
    assert held(f"0 mood {values[0]}", f"14 mood {values[1]}", bound=bound) == expected


def test_held_of_a_measure_where_higher_is_better_mirrors_is():
    assert held("0 rest 12", "14 rest 3", bound="is: case", measure="rest") == [14]


def test_held_for_two_measures_are_two_held_in_any_or_all():
    one, other = (f"{{held: {{measure: {name}, at_least: 10, points: 2, days: 7}}}}" for name in ("mood", "worry"))
    lines = "0 mood 10", "0 worry 10", "7 mood 10", "8 worry 10"
    assert days_of(f"{{any: [{one}, {other}]}}", *lines) == [7, 8]
    assert days_of(f"{{all: [{one}, {other}]}}", *lines) == [8]
    assert days_of(f"{{all: [{one}, {other}]}}", "0 mood 10", "7 worry 10") == []

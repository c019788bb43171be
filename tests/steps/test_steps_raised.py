"""What made a rule ask for a safety flag, in a few words for a clinician."""

import pytest
from django.utils import translation

from steps.facts import HelpTurn
from steps.raised import what_raised
from tests.steps.stored_decisions import on, reading, stored

ASKS = "then: {stay: true, flag: {kind: worsening, severity: medium}}"
CHANGE = "{measure: depression, change: worse, since: previous}"


def said(condition, kind="worsening", then=ASKS, **course):
    with translation.override("en"):
        return what_raised(stored(f"when: {condition}, {then}", **course), kind)


def test_a_change_is_told_with_both_numbers():
    assert said(CHANGE, readings=((12, 0), (22, 7))) == ["PHQ-9 12 → 22"]


def test_a_value_is_told_with_its_score_where_the_instrument_has_several():
    short = reading(5, of=("phq-4", "phq2"))
    assert said("{measure: depression, at_least: 15}", readings=((21, 0),)) == ["PHQ-9 21"]
    assert said("{measure: short, at_least: 3}", readings=(short,)) == ["PHQ-4 depression 5"]


def test_a_change_says_more_than_the_value_it_led_to_and_each_measure_is_told_once():
    both = f"{{all: [{{measure: depression, reading: new}}, {{measure: depression, at_least: 15}}, {CHANGE}]}}"
    assert said(both, readings=((12, 0), (22, 7))) == ["PHQ-9 12 → 22"]


def test_only_what_holds_is_told():
    either = "{any: [{measure: depression, at_least: 15}, {measure: calm, below: 13}]}"
    calm = reading(20, of=("who-5", "raw"))
    assert said(either, readings=(reading(21), calm)) == ["PHQ-9 21"]
    unless = "{measure: depression, at_least: 15, not: {measure: calm, below: 13}}"
    assert said(unless, readings=(reading(21), calm)) == ["PHQ-9 21"]


def test_what_was_held_is_told_with_its_days():
    held = "{held: {measure: depression, is: case, points: 3, days: 14}}"
    assert said(held, readings=((12, 0), (13, 7), (14, 14))) == ["PHQ-9 14, so for 14 days"]


@pytest.mark.parametrize(("number", "words"), [(1, "1 set of questions"), (2, "2 sets of questions")])
def test_silence_is_told_by_what_was_missed(number, words):
    silent = "{missed: {at_least: 1}, measure: depression, at_least: 15, of_any_age: true}"
    assert said(silent, readings=((21, 0),), misses=range(7, 7 + number)) == ["PHQ-9 21", f"{words} missed in a row"]


def test_help_that_waits_or_has_ended_is_told():
    waits = "{help: waiting, days_in_level: {at_least: 10}}"
    assert said(waits, readings=((12, 14),), level=3) == ["the help had not begun", "14 days at this level"]
    turns = (HelpTurn(on(1), began=True), HelpTurn(on(10), began=False))
    assert said("{help: ended}", readings=((12, 14),), level=3, help=turns) == ["the help had ended"]


def test_a_decision_that_asked_for_no_such_flag_has_nothing_to_say():
    assert said(CHANGE, kind="silence", readings=((12, 0), (22, 7))) == []
    assert said(CHANGE, then="then: {stay: true}", readings=((12, 0), (22, 7))) == []


def test_it_speaks_the_language_of_the_page():
    trace = stored(f"when: {CHANGE}, {ASKS}", readings=((12, 0), (22, 7)))
    with translation.override("es"):
        assert what_raised(trace, "worsening") == ["PHQ-9 12 → 22"]

"""What a patient and a clinician are told about a decision, from the stored trace alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from steps.conditions import measure
from steps.decision import to_json
from steps.explain import for_clinician, for_patient, topic
from steps.facts import Facts, Reading
from steps.levels import Level
from steps.policy_file import parse_policy
from steps.rules import decide, settle

DAY = date(2026, 1, 1)
HEAD = """
policy: told
version: 1
title: {en: Told}
start_level: 1
max_age_days: 14
measures:
  depression: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse}
  calm: {instrument: calm, score: total, case: 10, reliable_change: 6, higher_is: better}
rules:
"""


def stored(*rules, readings=((12, 0),), level=2, instrument="phq-9", granted=True, **more):
    texts = "because: {en: Because., es: Porque.}, source: s"
    policy = parse_policy(HEAD + "".join(f"  - {{id: r{i}, {rule}, {texts}}}\n" for i, rule in enumerate(rules)))
    known = tuple(
        Reading(DAY + timedelta(day), DAY + timedelta(day), instrument, "total", Decimal(str(value)))
        for value, day in readings
    )
    decision = decide(
        Facts(Level(level), DAY, DAY, False, known, **more), policy, max(reading.recorded for reading in known)
    )
    return to_json(settle(decision, granted))


@pytest.mark.parametrize(
    ("language", "because"), [("en", "Because."), ("es", "Porque."), ("es-es", "Porque."), ("pl", "Because.")]
)
def test_because_is_told_in_the_language_or_in_english(language, because):
    assert for_patient(stored("then: {stay: true}"), language)[0] == because


def test_a_patient_hears_the_answers_and_what_follows():
    assert for_patient(stored("when: {measure: depression, at_least: 11}, then: {step: up}"), "en") == [
        "Because.",
        "Your answers about low mood came to 12 points.",
        "That is 1 point above the line we use.",
        "This support is for you now: Talking with others.",
    ]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{measure: depression, is: case}", "That is 2 points above the line we use."),
        ("{measure: depression, at_least: 12}", "That is right at the line we use."),
        ("{measure: depression, below: 12.5}", "That is 0.5 points below the line we use."),
        ("{not: {measure: depression, at_least: 13}}", "That is 1 point below the line we use."),
    ],
)
def test_margins_to_a_patient(condition, sentence):
    assert for_patient(stored(f"when: {condition}, then: {{stay: true}}"), "en")[2] == sentence


@pytest.mark.parametrize(
    ("readings", "change", "sentence"),
    [
        (((12, 0), (5, 7)), "improved", "That is 7 points better than your answers of 1 January 2026."),
        (((5, 0), (12, 7)), "worse", "That is 7 points harder than your answers of 1 January 2026."),
        (((12, 0), (12, 7)), "none", "That is close to your answers of 1 January 2026."),
    ],
)
def test_change_to_a_patient(readings, change, sentence):
    rule = f"when: {{measure: depression, change: {change}, since: baseline}}, then: {{stay: true}}"
    assert for_patient(stored(rule, readings=readings), "en")[2] == sentence


def test_a_patient_hears_nothing_about_a_measure_that_is_missing():
    assert for_patient(stored("when: {not: {measure: calm, is: case}}, then: {stay: true}"), "en") == [
        "Because.",
        "Your support stays as it is: Learning what helps.",
    ]


def test_a_patient_hears_that_a_suggestion_waits():
    told = for_patient(stored("then: {move_to: 4, approval: clinician}"), "en")
    assert told[1:] == [
        "We suggest this support for you: Group therapy online.",
        "Your care team will look at this before anything changes.",
    ]


@pytest.mark.parametrize(
    ("granted", "follows"),
    [
        (True, "This support is for you now: Group therapy online."),
        (False, "Your support stays as it is: Learning what helps."),
    ],
)
def test_a_patient_hears_what_the_team_said_to_a_suggestion(granted, follows):
    told = for_patient(stored("then: {move_to: 4, approval: clinician}"), "en", granted)
    assert told[1:] == ["Your care team has looked at this.", follows]


def test_without_a_rule_nothing_is_asked():
    trace = stored("when: {level: 4}, then: {stay: true}")
    assert for_patient(trace, "en")[0] == "Your answers ask for no change at the moment."
    assert for_clinician(trace, "en")[1:] == ["No rule held, so the level stays."]


@pytest.mark.parametrize(
    ("then", "granted", "sentence"),
    [
        ("{step: up}", True, "Rule r0: level 2 to level 3."),
        ("{step: up, approval: clinician}", True, "Rule r0 proposes level 2 to level 3; it needs approval."),
        ("{step: up, approval: clinician}", False, "The change was not approved, so the level stays."),
        ("{stay: true}", True, "Rule r0: the level stays 2."),
        ("{move_to: 2}", True, "The rule leads to the present level, so it stays."),
    ],
)
def test_the_outcome_to_a_clinician(then, granted, sentence):
    assert for_clinician(stored(f"then: {then}", granted=granted), "en")[1] == sentence


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{level: [1, 2]}", "True: level is one of 1, 2; it is 2."),
        ("{first: true}", "True: this is the first assessment."),
        ("{not: {first: false}}", "False, as the rule wants: this is not the first assessment."),
        ("{open_flag: false}", "True: no safety flag is open."),
        ("{not: {open_flag: true}}", "False, as the rule wants: a safety flag is open."),
        ("{missed: {at_least: 0}}", "True: assignments missed in a row at least 0; it is 0, exactly there."),
        ("{days_in_level: {below: 3}}", "True: days at this level below 3; it is 0, 3 below."),
        (
            "{measure: depression, is: case}",
            "True: depression (PHQ-9 total) is a case (10); value 12 of 1 January 2026 (age in days: 0), 2 points above.",
        ),
        (
            "{not: {measure: depression, is: not_case}}",
            (
                "False, as the rule wants: depression (PHQ-9 total) is no case (10); value 12 of 1 January 2026 "
                "(age in days: 0), 2 points above."
            ),
        ),
        (
            "{any: [{level: 2}, {not: {level: 2}}]}",
            "True, which speaks against the rule: level is one of 2; it is 2.",
        ),
        ("{any: [{level: 2}, {measure: calm, below: 9}]}", "False: calm (CALM total) below 9; never measured."),
        (
            "{measure: depression, change: none, since: baseline}",
            (
                "True: depression (PHQ-9 total) not reliably different from the first value (6); value 12 of 1 January "
                "2026 (age in days: 0), changed by 0, 6 points below."
            ),
        ),
        (
            "{held: {points: 1, days: 0, condition: {measure: depression, at_least: 9}}}",
            "True: held (assessments: 1, days: 0); so far assessments: 1, days: 0.",
        ),
    ],
)
def test_conditions_to_a_clinician(condition, sentence):
    assert sentence in for_clinician(stored(f"when: {condition}, then: {{step: up}}"), "en")


KEEP = "then: {stay: true}"
HELD = "{held: {points: 2, days: 14, condition: {measure: depression, at_least: 9}}}"


@pytest.mark.parametrize(
    ("condition", "nearest"),
    [
        (
            "{level: 2, measure: depression, at_least: 15}",
            (
                "Rule r0 would lead to level 3; the nearest condition not met: depression (PHQ-9 total) at least 15; value 12 of "
                "1 January 2026 (age in days: 0), 3 points below."
            ),
        ),
        (
            "{not: {measure: depression, at_least: 11}}",
            (
                "Rule r0 would lead to level 3; the nearest condition not met: depression (PHQ-9 total) at least 11; value 12 of "
                "1 January 2026 (age in days: 0), 1 point above."
            ),
        ),
        (
            HELD,
            (
                "Rule r0 would lead to level 3; the nearest condition not met: held (assessments: 2, days: 14); "
                "so far assessments: 1, days: 0."
            ),
        ),
        (
            HELD.replace("at_least: 9", "at_least: 20"),
            (
                "Rule r0 would lead to level 3; the nearest condition not met: depression (PHQ-9 total) at least 20; value 12 of "
                "1 January 2026 (age in days: 0), 8 points below."
            ),
        ),
        ("{level: 3, measure: depression, at_least: 15}", None),
        ("{not: {any: [{level: 2}, {measure: depression, at_least: 11}]}}", None),
        ("{measure: calm, below: 3}", None),
    ],
)
def test_what_would_change_a_stay(condition, nearest):
    sentences = for_clinician(stored(f"when: {condition}, then: {{step: up}}", KEEP), "en")
    assert sentences[2:] == ([nearest] if nearest else [])


def test_a_measure_has_a_name_for_each_reader_and_its_slug_where_there_is_none():
    with override("en"):
        assert (topic("anxiety"), measure("anxiety"), topic("calm"), measure("calm")) == (
            "worry",
            "anxiety",
            "calm",
            "calm",
        )


def test_numbers_follow_the_language():
    told = for_patient(
        stored("when: {measure: depression, below: 12.5}, then: {stay: true}", readings=((11.5, 0),)), "es"
    )
    assert "11,5" in told[1]


def test_a_broken_trace_is_refused():
    broken = stored("when: {measure: depression, at_least: 9}, then: {stay: true}")
    broken["trace"][0]["condition"]["threshold"] = None
    with pytest.raises(ValueError, match="lacks a field"):
        for_clinician(broken, "en")

"""What a patient is told about a decision, from the stored trace alone."""

from __future__ import annotations

import pytest

from steps.explain import for_clinician, for_patient
from steps.levels import Level
from tests.steps.stored_decisions import reading, stored

# --- both


@pytest.mark.parametrize(
    ("language", "because"), [("en", "Because."), ("es", "Porque."), ("es-es", "Porque."), ("pl", "Because.")]
)
def test_because_is_told_in_the_language_or_in_english(language, because):
    assert for_patient(stored("then: {stay: true}"), language)[0] == because


def test_without_a_rule_nothing_is_asked():
    trace = stored("when: {level: 4}, then: {stay: true}")
    assert for_patient(trace, "en")[0] == "Your answers ask for no change at the moment."
    assert for_clinician(trace, "en")[1:] == ["No rule held, so the level stays."]


def test_a_broken_trace_is_refused():
    broken = stored("when: {measure: depression, at_least: 9}, then: {stay: true}")
    broken["trace"][0]["condition"]["threshold"] = None
    with pytest.raises(ValueError, match="lacks a field"):
        for_clinician(broken, "en")


# --- a patient: the answers


def test_a_patient_hears_the_answers_and_what_follows():
    assert for_patient(stored("when: {measure: depression, at_least: 11}, then: {step: up}"), "en") == [
        "Because.",
        "Your answers about low mood came to 12 of 27 points.",
        "That is 1 point above the number our rules go by.",
        "This support is for you now: Talking with others.",
    ]


def test_a_patient_hears_it_in_spanish():
    told = stored("when: {measure: depression, below: 12.5}, then: {stay: true}", readings=((11.5, 0),))
    assert for_patient(told, "es") == [
        "Porque.",
        "Sus respuestas sobre ánimo bajo suman 11,5 de 27 puntos.",
        "Es 1 punto menos que el valor por el que se guían nuestras reglas.",
        "Sigue con el mismo apoyo: «Aprender lo que ayuda».",
    ]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{measure: depression, is: case}", "That is 2 points above the number our rules go by."),
        ("{measure: depression, at_least: 12}", "That is exactly the number our rules go by."),
        ("{measure: depression, below: 12.5}", "That is 0.5 points below the number our rules go by."),
        ("{not: {measure: depression, at_least: 13}}", "That is 1 point below the number our rules go by."),
        ("{measure: depression, reading: new, at_least: 10}", "That is 2 points above the number our rules go by."),
        (
            "{held: {measure: depression, at_least: 11, points: 1, days: 0}}",
            "That is 1 point above the number our rules go by.",
        ),
        (
            "{not: {held: {measure: depression, at_least: 15, points: 2, days: 7}}}",
            "That is 3 points below the number our rules go by.",
        ),
    ],
)
def test_margins_to_a_patient(condition, sentence):
    assert for_patient(stored(f"when: {condition}, then: {{stay: true}}"), "en")[1:3] == [
        "Your answers about low mood came to 12 of 27 points.",
        sentence,
    ]


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


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ("{not: {measure: calm, is: case}}", []),
        ("{measure: calm, missing: true}", []),
        ("{measure: depression, reading: new}", ["Your answers about low mood came to 12 of 27 points."]),
        ("{not: {held: {measure: depression, at_least: 11, points: 2, days: 7}}}", []),
        ("{days_in_level: {at_least: 0}}", []),
    ],
)
def test_a_patient_hears_only_of_answers(condition, answers):
    told = for_patient(stored(f"when: {condition}, then: {{stay: true}}"), "en")
    assert told == ["Because.", *answers, "Your support stays as it is: Learning what helps."]


def test_answers_of_an_earlier_day_are_told_with_it():
    rule = "when: {missed: {at_least: 1}, measure: depression, at_least: 10, of_any_age: true}, then: {stay: true}"
    assert for_patient(stored(rule, misses=(20,)), "en")[1:3] == [
        "Your answers about low mood of 1 January 2026 came to 12 of 27 points.",
        "That is 2 points above the number our rules go by.",
    ]


def test_two_questionnaires_about_one_thing_are_told_once_by_the_newest():
    rule = "when: {all: [{measure: depression, at_least: 10}, {measure: short, at_least: 3}]}, then: {stay: true}"
    told = for_patient(stored(rule, readings=((12, 0), reading(4, 7, of=("phq-4", "phq2")))), "en")
    assert told[1:3] == [
        "Your answers about low mood came to 4 of 6 points.",
        "That is 1 point above the number our rules go by.",
    ]


# --- a patient: what follows

NOW = "This support is for you now: Talking with others."
LOOKS = "Your care team looks at whether “Group therapy online” fits you better."
LOOKED = "Your care team has looked at this."
STAYS = "Your support stays as it is: Learning what helps."


@pytest.mark.parametrize(
    ("granted", "follows"),
    [
        (
            None,
            [
                "We suggest this support for you: Group therapy online.",
                "Your care team will look at this before anything changes.",
            ],
        ),
        (True, [LOOKED, "This support is for you now: Group therapy online."]),
        (False, [LOOKED, STAYS]),
    ],
)
def test_a_patient_hears_of_a_suggestion_and_what_the_team_said_to_it(granted, follows):
    assert for_patient(stored("then: {move_to: 4, approval: clinician}"), "en", granted)[1:] == follows


@pytest.mark.parametrize(
    ("granted", "follows"),
    [
        (None, [NOW, LOOKS]),
        (True, [LOOKED, "This support is for you now: Group therapy online."]),
        (False, [LOOKED, NOW]),
    ],
)
def test_a_patient_hears_what_is_for_them_while_the_team_looks(granted, follows):
    trace = stored("then: {move_to: 4, approval: clinician, meanwhile: 3}")
    assert for_patient(trace, "en", granted)[1:] == follows


def test_a_patient_hears_in_spanish_what_is_for_them_while_the_team_looks():
    assert for_patient(stored("then: {move_to: 4, approval: clinician, meanwhile: 3}"), "es")[1:] == [
        "El apoyo que le proponemos ahora: «Hablar con otras personas».",
        "Su equipo está valorando si le conviene más «Terapia de grupo en línea».",
    ]


def test_a_patient_hears_that_the_team_still_looks_after_answers_that_ask_for_nothing():
    trace = stored("then: {stay: true}", proposed=Level.GROUP_THERAPY)
    assert for_patient(trace, "en")[1:] == [STAYS, LOOKS]
    assert for_patient(trace, "en", granted=False)[1:] == [STAYS]

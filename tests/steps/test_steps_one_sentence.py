"""What a clinician is told first of a decision, in one sentence, and what the person reads of it."""

import pytest

from steps.explain import in_one_sentence, words_for_the_person
from tests.steps.stored_decisions import stored


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "when: {measure: depression, at_least: 10}, then: {move_to: 4, approval: clinician, meanwhile: 3}",
            "Level 4 (Group therapy) is proposed instead of 2 (Campus), because low mood (PHQ-9 total) is at least 10: %s.",
        ),
        (
            "when: {all: [{level: 2}, {measure: depression, at_least: 10}, {not: {open_flag: true}}]}, then: {step: up}",
            "Level 3 (Community) instead of 2 (Campus), because low mood (PHQ-9 total) is at least 10: %s.",
        ),
        (
            "when: {level: 2}, then: {step: up, approval: clinician}",
            "Level 3 (Community) is proposed instead of 2 (Campus), because the person is at level 2 (Campus).",
        ),
        ("then: {step: up, approval: clinician}", "Level 3 (Community) is proposed instead of 2 (Campus)."),
        ("then: {stay: true}", "Rule r0: the level stays 2."),
    ],
)
def test_a_decision_in_one_sentence(rule, told):
    assert in_one_sentence(stored(rule), "en") == told.replace("%s", "12 on 1 January 2026")


def test_every_decision_has_one_sentence_in_both_languages():
    for rule in ("then: {step: down}", "when: {measure: calm, missing: true}, then: {step: up, approval: clinician}"):
        for language in ("en", "es"):
            assert in_one_sentence(stored(rule), language).count(". ") == 0


def test_what_the_person_reads_is_in_their_language():
    assert [words_for_the_person(stored("then: {stay: true}"), one) for one in ("en", "es", "fr")] == [
        "Because.", "Porque.", "Because.",
    ]  # fmt: skip

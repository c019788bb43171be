"""A policy in words: every condition, everything a rule does, its measures, and what holds for all its rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import given

from oncocare.safety.concerns import FlagKind, Severity
from steps import policy_conditions, policy_file
from steps.policy_file import parse_policy
from steps.reading import Clause, MeasureWords, about, measures, then, when
from steps.shipped import FOLDER, shipped_policy
from tests.steps.policies_and_courses import policies

HEAD = """
language: 2
policy: told
version: 1
title: {en: Told}
start_level: 1
max_age_days: 14
measures:
  depression: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, source: A retest, words: {en: low mood, es: ánimo bajo}}
  calm: {instrument: who-5, score: raw, case: 12.5, higher_is: better, max_age_days: 1, words: {en: well-being, es: bienestar}}
  short: {instrument: phq-4, score: phq2, higher_is: worse, words: {en: low mood}}
rules:
"""


RULE = "  - {id: r, then: {stay: true}, because: {en: B.}, source: s}\n"


def policy(words: str):
    return parse_policy(HEAD + f"  - {{id: r, {words}, because: {{en: B.}}, source: s}}\n")


def rule(words: str):
    [only] = policy(words).rules
    return only


def read(condition: str) -> Clause:
    return when(rule(f"when: {condition}, then: {{stay: true}}"))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{measure: depression, at_least: 20}", "low mood (PHQ-9 total) is at least 20"),
        ("{measure: depression, below: 7.5}", "low mood (PHQ-9 total) is below 7.5"),
        ("{measure: depression, below: 7.0}", "low mood (PHQ-9 total) is below 7.0"),
        ("{measure: short, at_least: 3}", "low mood (PHQ-4 depression) is at least 3"),
        ("{measure: depression, at_least: 20, of_any_age: true}", "low mood (PHQ-9 total, however old) is at least 20"),
        ("{measure: depression, is: case}", "low mood (PHQ-9 total) is a case (10 or more)"),
        ("{measure: depression, is: not_case}", "low mood (PHQ-9 total) is no case (below 10)"),
        ("{measure: calm, is: case}", "well-being (WHO-5 raw score) is a case (12.5 or less)"),
        ("{measure: calm, is: not_case}", "well-being (WHO-5 raw score) is no case (above 12.5)"),
        (
            "{measure: depression, change: improved, since: baseline}",
            "low mood (PHQ-9 total) is better than the first value by 6 or more (changed beyond a week's noise)",
        ),
        (
            "{measure: depression, change: worse, since: previous}",
            "low mood (PHQ-9 total) is worse than the time before by 6 or more (changed beyond a week's noise)",
        ),
        (
            "{measure: depression, change: none, since: level_entry}",
            (
                "low mood (PHQ-9 total) differs from the value on entering the level by less than 6 (not changed "
                "beyond a week's noise)"
            ),
        ),
        ("{measure: depression, reading: first}", "the value of low mood (PHQ-9 total) is the first one"),
        ("{measure: depression, reading: new}", "the value of low mood (PHQ-9 total) is new"),
        ("{measure: depression, reading: old}", "the value of low mood (PHQ-9 total) is not new"),
        ("{measure: depression, missing: true}", "there is no current value of low mood (PHQ-9 total)"),
        (
            "{held: {measure: depression, at_least: 20, points: 2, days: 14}}",
            "low mood (PHQ-9 total) is at least 20, at each of the last 2 answers or more, over at least 14 days",
        ),
        (
            "{held: {measure: depression, at_least: 10, below: 20, points: 1, days: 1}}",
            "low mood (PHQ-9 total) is at least 10 and below 20, at every answer back over at least 1 day",
        ),
        (
            "{held: {measure: depression, is: not_case, points: 3, days: 0}}",
            "low mood (PHQ-9 total) is no case (below 10), at each of the last 3 answers",
        ),
        (
            "{held: {measure: calm, is: case, points: 1, days: 0}}",
            "well-being (WHO-5 raw score) is a case (12.5 or less), at the last answer",
        ),
        ("{level: 2}", "the person is at level 2 (Campus)"),
        ("{level: [1, 2, 4]}", "the person is at level 1 (Monitoring), 2 (Campus) or 4 (Group therapy)"),
        ("{first: true}", "nothing was answered or missed before this day"),
        ("{first: false}", "something was answered or missed before this day"),
        ("{open_flag: true}", "a safety flag is open"),
        ("{open_flag: false}", "no safety flag is open"),
        ("{help: waiting}", "the help of this level has not begun"),
        ("{help: ended}", "the help of this level has ended"),
        ("{days_in_level: {at_least: 28}}", "the person has been at this level for at least 28 days"),
        ("{days_in_level: {below: 1}}", "the person has been at this level for less than 1 day"),
        ("{days_in_pathway: {at_least: 180}}", "the pathway began at least 180 days ago"),
        ("{days_in_pathway: {below: 15}}", "the pathway began less than 15 days ago"),
        ("{days_of_help: {at_least: 56}}", "the help of this level began at least 56 days ago"),
        ("{days_of_help: {below: 56}}", "the help of this level began less than 56 days ago"),
        ("{missed: {at_least: 1}}", "at least 1 set of questions was missed since the last answers"),
        ("{missed: {at_least: 2}}", "at least 2 sets of questions in a row were missed since the last answers"),
        (
            "{declined: {within_days: 28, of: up}}",
            "a proposal to a higher level was declined in the 28 days before this one",
        ),
        (
            "{declined: {within_days: 28, of: down}}",
            "a proposal to a lower level was declined in the 28 days before this one",
        ),
        ("{declined: {within_days: 1}}", "a proposal to another level was declined in the 1 day before this one"),
        ("{by_hand: {within_days: 28}}", "a person set the level by hand in the 28 days before this one"),
    ],
)
def test_each_condition_has_its_sentence(condition, words):
    assert read(condition) == Clause(words)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{measure: depression, at_least: 7.0}", "ánimo bajo (PHQ-9 total): al menos 7,0"),
        ("{measure: depression, at_least: 20, of_any_age: true}", "ánimo bajo (PHQ-9 total, por antiguo que sea): al menos 20"),
        ("{measure: calm, is: case}", "bienestar (WHO-5 puntuación directa): es un caso (12,5 o menos)"),
        (
            "{measure: depression, change: worse, since: previous}",
            "ánimo bajo (PHQ-9 total): peor que la vez anterior en 6 o más (cambio mayor que el ruido de una semana)",
        ),
        (
            "{held: {measure: depression, at_least: 20, points: 2, days: 14}}",
            "ánimo bajo (PHQ-9 total): al menos 20, en cada una de las 2 últimas respuestas o más, a lo largo de al menos 14 días",
        ),
        ("{level: [1, 2]}", "la persona está en el nivel 1 (Seguimiento) o 2 (Campus)"),
        ("{help: waiting}", "la ayuda de este nivel no ha empezado"),
        ("{declined: {within_days: 28, of: up}}", "en los 28 días anteriores se rechazó una propuesta de subir de nivel"),
    ],
)  # fmt: skip
def test_conditions_in_spanish(condition, words):
    with override("es"):
        assert read(condition) == Clause(words)


def test_a_measure_without_words_in_the_language_of_the_page_is_named_in_english():
    with override("es"):
        assert read("{measure: short, at_least: 3}") == Clause("low mood (PHQ-4 depresión): al menos 3")


MOOD, FLAG, HAND = (
    Clause("low mood (PHQ-9 total) is at least 10"),
    Clause("a safety flag is open"),
    Clause("a person set the level by hand in the 28 days before this one"),
)


@pytest.mark.parametrize(
    ("condition", "clause"),
    [
        (
            "{measure: depression, at_least: 10, open_flag: true}",
            Clause("All of these hold", (MOOD, FLAG)),
        ),
        (
            "{any: [{measure: depression, at_least: 10}, {any: [{open_flag: true}, {by_hand: {within_days: 28}}]}]}",
            Clause("At least one of these holds", (MOOD, FLAG, HAND)),
        ),
        (
            "{all: [{measure: depression, at_least: 10}, {any: [{open_flag: true}, {by_hand: {within_days: 28}}]}]}",
            Clause("All of these hold", (MOOD, Clause("At least one of these holds", (FLAG, HAND)))),
        ),
        ("{not: {open_flag: true}}", Clause("this does not hold: a safety flag is open")),
        (
            "{not: {any: [{open_flag: true}, {by_hand: {within_days: 28}}]}}",
            Clause("None of these holds", (FLAG, HAND)),
        ),
        (
            "{not: {open_flag: true, by_hand: {within_days: 28}}}",
            Clause("Not all of these hold", (FLAG, HAND)),
        ),
        (
            "{not: {not: {any: [{open_flag: true}, {by_hand: {within_days: 28}}]}}}",
            Clause("This does not hold", (Clause("None of these holds", (FLAG, HAND)),)),
        ),
        ("{any: [{open_flag: true}]}", FLAG),
    ],
)
def test_conditions_keep_what_their_nesting_means(condition, clause):
    assert read(condition) == clause


def test_a_rule_without_a_condition_always_decides():
    assert when(rule("then: {stay: true}")) == Clause("Always, where no rule above has decided")


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("{stay: true}", ["The level stays as it is."]),
        ("{step: up}", ["One level up."]),
        ("{step: down}", ["One level down."]),
        ("{step: up, approval: clinician}", ["One level up, once a clinician agrees."]),
        ("{step: down, approval: clinician}", ["One level down, once a clinician agrees."]),
        (
            "{move_to: 3, flag: {kind: worsening, severity: urgent}}",
            ["To level 3 (Community).", "A safety flag is raised: “Much worse than the time before” (Urgent)."],
        ),
        (
            "{move_to: 4, approval: clinician, meanwhile: 3, flag: {kind: severe_distress, severity: high}}",
            [
                "To level 4 (Group therapy), once a clinician agrees.",
                "Until then at once to level 3 (Community), from any level below that.",
                "A safety flag is raised: “Severe distress in the answers” (High priority).",
            ],
        ),
        (
            "{stay: true, nominate: mentor}",
            ["The level stays as it is.", "The person is nominated as a mentor, once."],
        ),
    ],
)
def test_everything_a_rule_does_is_said(words, sentences):
    assert then(rule(f"then: {words}")) == sentences


def test_what_a_rule_does_in_spanish():
    with override("es"):
        assert then(rule("then: {move_to: 4, approval: clinician, meanwhile: 3}")) == [
            "Al nivel 4 (Terapia de grupo), cuando lo acepte un profesional clínico.",
            "Hasta entonces, de inmediato al nivel 3 (Comunidad), desde cualquier nivel inferior.",
        ]


def test_what_holds_for_every_rule_is_said_once():
    assert about(policy("then: {stay: true}")) == [
        "A pathway begins at level 1 (Monitoring).",
        "The rules are tried in order; the first that holds decides.",
        "A value that is older than its measure allows counts as missing. What a rule asks of it does not hold.",
        "A value is new on the day on which it became known, also where it puts an earlier value right.",
        (
            "A rule that asks for answers or silence and leads one level up or down decides only on a day that brings "
            "something new for it: an answer of a new day, or a missed set of questions. So one answer never moves "
            "anybody twice."
        ),
        "A safety flag about something for which a flag is open already joins that flag.",
        (
            "“Changed beyond a week's noise” means a change of at least the number that this policy sets for the "
            "measure. It is not the published “reliable change” that a record shows; the two numbers may differ."
        ),
    ]


def test_a_policy_without_a_number_for_changes_has_no_word_to_explain():
    without = parse_policy((HEAD + RULE).replace("reliable_change: 6, ", ""))
    assert about(without) == about(policy("then: {stay: true}"))[:-1]


def test_the_measures_are_said():
    assert measures(policy("then: {stay: true}")) == [
        MeasureWords("low mood", "PHQ-9 total", "10 or more", "6 or more", "higher is worse", "14 days", "A retest"),
        MeasureWords("well-being", "WHO-5 raw score", "12.5 or less", "", "higher is better", "1 day"),
        MeasureWords("low mood", "PHQ-4 depression", "", "", "higher is worse", "14 days"),
    ]


def leaves(clause: Clause) -> list[str]:
    return [clause.words] if not clause.parts else [leaf for part in clause.parts for leaf in leaves(part)]


@pytest.mark.slow
@given(data=policies())
def test_every_policy_can_be_read(data):
    read_policy = parse_policy(json.dumps(data))
    assert all(about(read_policy))
    assert len(measures(read_policy)) == len(data["measures"])
    for each in read_policy.rules:
        assert all(leaves(when(each)))
        assert all(then(each))


@pytest.mark.parametrize("slug", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_shipped_policies_are_read_in_spanish_too(slug):
    shipped = shipped_policy(slug)[0]

    def lines() -> list[str]:
        told = [[*leaves(when(each)), *then(each)] for each in shipped.rules]
        return [line for lines in [*told, about(shipped)] for line in lines]

    with override("en"):
        english = lines()
    with override("es"):
        spanish = lines()
    assert len(english) == len(spanish)
    assert not set(english) & set(spanish)


# --- the page for whoever writes a policy

PAGE = (Path(settings.BASE_DIR) / "docs" / "policies.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_is_a_policy():
    example = parse_policy(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])
    assert (example.slug, example.warnings) == ("my-centre", ())


def test_the_page_names_every_word_of_the_language():
    prose, example = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL), PAGE.split("```")[1]
    named = {word for code in [*re.findall(r"`([^`]+)`", prose), example] for word in re.findall(r"\w+", code)}
    everything = (
        policy_conditions._CONDITION_KEYS, policy_file._POLICY_KEYS, policy_file._MEASURE_KEYS, policy_file._MEASURE_MAY,
        policy_file._RULE_KEYS, policy_file._THEN_KEYS, FlagKind, Severity,
    )  # fmt: skip
    assert {str(word) for words in everything for word in words} - named == set()

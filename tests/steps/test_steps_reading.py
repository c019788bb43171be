"""A policy in words: every condition, in the order and nesting of the file."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override
from hypothesis import given

from steps.policy_file import parse_policy
from steps.reading import Clause, then, when
from steps.shipped import FOLDER, shipped_policy
from tests.steps.policy_strategies import policies

HEAD = """
policy: told
version: 1
title: {en: Told}
start_level: 1
max_age_days: 14
measures:
  depression: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse}
rules:
"""


def rule(words: str):
    [only] = parse_policy(HEAD + f"  - {{id: r, {words}, because: {{en: B.}}, source: s}}\n").rules
    return only


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{measure: depression, at_least: 20}", "depression (PHQ-9 total) is at least 20"),
        ("{measure: depression, below: 7.5}", "depression (PHQ-9 total) is below 7.5"),
        ("{measure: depression, is: case}", "depression (PHQ-9 total) is a case (line at 10)"),
        ("{measure: depression, is: not_case}", "depression (PHQ-9 total) is no case (line at 10)"),
        (
            "{measure: depression, change: improved, since: baseline}",
            "depression (PHQ-9 total) is reliably better than the first value, by 6 or more",
        ),
        (
            "{measure: depression, change: worse, since: previous}",
            "depression (PHQ-9 total) is reliably worse than the value before, by 6 or more",
        ),
        (
            "{measure: depression, change: none, since: level_entry}",
            "depression (PHQ-9 total) is within 6 of the value on entering the level, so not reliably different",
        ),
        ("{level: 2}", "the person is at level 2 Campus"),
        ("{level: [1, 4]}", "the person is at level 1 Monitoring, 4 Group therapy"),
        ("{first: true}", "it is the first day with a score"),
        ("{first: false}", "it is not the first day with a score"),
        ("{open_flag: true}", "a safety flag is open"),
        ("{open_flag: false}", "no safety flag is open"),
        ("{days_in_level: {at_least: 28}}", "the days at this level are at least 28"),
        ("{days_in_pathway: {below: 180}}", "the days since the first score are below 180"),
        ("{missed: {at_least: 2}}", "the assignments missed in a row are at least 2"),
    ],
)
def test_each_test_has_its_sentence(condition, words):
    assert when(rule(f"when: {condition}, then: {{stay: true}}")) == Clause(words)


def test_conditions_keep_their_nesting():
    clause = when(
        rule(
            "when: {level: 1, any: [{first: true}, {not: {open_flag: true}}], "
            "held: {points: 2, days: 14, condition: {measure: depression, below: 5}}}, then: {step: up}"
        )
    )
    assert clause.words == "All of these hold"
    assert {part.words: [inner.words for inner in part.parts] for part in clause.parts} == {
        "the person is at level 1 Monitoring": [],
        "At least one of these holds": ["it is the first day with a score", "This does not hold"],
        "At the last 2 assessments, over at least 14 days, each time": ["depression (PHQ-9 total) is below 5"],
    }


def test_a_rule_without_a_condition_always_decides():
    assert when(rule("then: {stay: true}")) == Clause("Always, where no rule above has decided")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("{stay: true}", "stay"),
        ("{step: up}", "one level up"),
        ("{step: down, approval: clinician}", "one level down, after a clinician decides"),
        ("{move_to: 4, flag: {kind: worsening, severity: high}}", "Group therapy, raises a flag"),
        ("{stay: true, nominate: mentor}", "stay, nominates as mentor"),
    ],
)
def test_what_a_rule_does_is_one_line(words, sentence):
    assert then(rule(f"then: {words}")) == sentence


def leaves(clause: Clause) -> list[str]:
    return [clause.words] if not clause.parts else [leaf for part in clause.parts for leaf in leaves(part)]


@pytest.mark.slow
@given(data=policies())
def test_every_policy_can_be_read(data):
    for each in parse_policy(json.dumps(data)).rules:
        assert all(leaves(when(each)))
        assert then(each)


@pytest.mark.parametrize("slug", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_shipped_policies_are_read_in_spanish_too(slug):
    rules = shipped_policy(slug)[0].rules
    with override("en"):
        english = [leaves(when(each)) for each in rules]
    with override("es"):
        spanish = [leaves(when(each)) for each in rules]
    assert [len(words) for words in english] == [len(words) for words in spanish]
    assert not {line for words in english for line in words} & {line for words in spanish for line in words}

"""Every mistake in a policy file is reported with its line and what is allowed; nothing is repaired."""

from __future__ import annotations

import pytest

from oncocare.foundation.datafiles import DataFileError
from steps.policy_file import load_policy, parse_policy

GOOD = """policy: good
version: 1
title: {en: Good}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse}
  bare: {instrument: x, score: total, higher_is: better}
rules:
  - id: one
    when: {measure: mood, at_least: 5}
    then: {stay: true}
    because: {en: Because.}
    source: centre decision 2026-11-22
"""


def problems(text):
    with pytest.raises(DataFileError) as refused:
        parse_policy(text, "p.yaml")
    return [(problem.line, problem.message) for problem in refused.value.problems]


def with_when(condition):
    return problems(GOOD.replace("{measure: mood, at_least: 5}", condition))


def test_the_good_one_loads():
    policy = parse_policy(GOOD)
    assert (policy.slug, policy.version, len(policy.sha256), policy.rules[0].id) == ("good", 1, 64, "one")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "policy: good",
            "policy: no slug!",
            1,
            "policy must be a slug of letters, digits, '-' and '_', not \"no slug!\"",
        ),
        ("version: 1", "version: 0", 2, "version must be a whole number of at least 1, not 0"),
        ("version: 1", "version: true", 2, "version must be a whole number of at least 1, not true"),
        (
            "version: 1",
            "versio: 1",
            2,
            (
                "unknown key 'versio' in the policy; allowed: policy, version, title, start_level, "
                "max_age_days, measures, rules"
            ),
        ),
        ("title: {en: Good}", "title: Good", 3, "title must be a map of languages such as {en: ...}"),
        ("title: {en: Good}", "title: {es: Bien}", 3, "title has no text in 'en'"),
        ("title: {en: Good}", "title: {en: }", 3, "title.en must be text, not nothing"),
        ("start_level: 1", "start_level: 5", 4, "start_level must be a level from 1 to 4, not 5"),
        ("max_age_days: 14", "max_age_days: 1.5", 5, "max_age_days must be a whole number of at least 0, not 1.5"),
        ("case: 10", "case: ten", 7, 'measures.mood.case must be a number, not "ten"'),
        ("case: 10", "case: .inf", 7, "measures.mood.case must be a number, not Infinity"),
        ("reliable_change: 6", "reliable_change: 0", 7, "reliable_change must be above 0"),
        ("higher_is: worse", "higher_is: bad", 7, 'measures.mood.higher_is must be worse or better, not "bad"'),
        (", higher_is: worse", "", 7, "measures.mood needs the key 'higher_is'"),
        ("because: {en: Because.}", "because: {es: Porque.}", 13, "rules.1.because has no text in 'en'"),
        ("    source: centre decision 2026-11-22\n", "", 10, "rules.1 needs the key 'source'"),
        ("{stay: true}", "{stay: false}", 12, "rules.1.then.stay can only be true, not false"),
        (
            "{stay: true}",
            "{stay: true, step: up}",
            12,
            "rules.1.then needs exactly one of 'stay', 'step' and 'move_to'",
        ),
        ("{stay: true}", "{nominate: mentor}", 12, "rules.1.then needs exactly one of 'stay', 'step' and 'move_to'"),
        ("{stay: true}", "{step: sideways}", 12, 'rules.1.then.step must be up or down, not "sideways"'),
        ("{stay: true}", "{move_to: 0}", 12, "rules.1.then.move_to must be a level from 1 to 4, not 0"),
        (
            "{stay: true}",
            "{step: up, approval: nurse}",
            12,
            'rules.1.then.approval can only be "clinician", not "nurse"',
        ),
        (
            "{stay: true}",
            "{step: up, flag: high}",
            12,
            "rules.1.then.flag must be a mapping with the keys kind, severity",
        ),
    ],
)
def test_mistakes_outside_conditions(old, new, line, message):
    assert (line, message) in problems(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "{}",
            (
                "rules.1.when is an empty condition; allowed: any, all, not, level, first, open_flag, days_in_level, "
                "days_in_pathway, missed, measure, at_least, below, is, change, since, held"
            ),
        ),
        (
            "",
            (
                "rules.1.when must be a mapping with the keys any, all, not, level, first, open_flag, days_in_level, "
                "days_in_pathway, missed, measure, at_least, below, is, change, since, held"
            ),
        ),
        (
            "{levels: 1}",
            (
                "unknown key 'levels' in rules.1.when; allowed: any, all, not, level, first, open_flag, "
                "days_in_level, days_in_pathway, missed, measure, at_least, below, is, change, since, held"
            ),
        ),
        ("{measure: joy, at_least: 1}", 'unknown measure "joy"; allowed: mood, bare'),
        ("{measure: mood}", "'measure' needs a test beside it: at_least, below, is, or change with since"),
        ("{at_least: 1}", "'at_least' needs the key 'measure' beside it"),
        ("{measure: mood, is: bad}", 'rules.1.when.is must be case or not_case, not "bad"'),
        ("{measure: bare, is: case}", "'is' needs the measure 'bare' to have a 'case'"),
        ("{measure: mood, change: worse}", "'change' needs the key 'since' beside it"),
        ("{measure: mood, since: baseline}", "'since' needs the key 'change' beside it"),
        (
            "{measure: mood, change: worse, since: start}",
            'rules.1.when.since must be baseline or level_entry or previous, not "start"',
        ),
        (
            "{measure: bare, change: worse, since: baseline}",
            "'change' needs the measure 'bare' to have a 'reliable_change'",
        ),
        ("{level: []}", "rules.1.when.level must be a level from 1 to 4, not a list"),
        ("{level: [1, 9]}", "rules.1.when.level.2 must be a level from 1 to 4, not 9"),
        ("{first: maybe}", 'rules.1.when.first must be true or false, not "maybe"'),
        ("{any: []}", "rules.1.when.any must be a list of conditions, not a list"),
        ("{any: {level: 1}}", "rules.1.when.any must be a list of conditions, not a mapping"),
        ("{days_in_level: {}}", "rules.1.when.days_in_level needs at_least or below"),
        (
            "{days_in_level: {at_least: -1}}",
            "rules.1.when.days_in_level.at_least must be a whole number of at least 0, not -1",
        ),
        ("{missed: {below: 2}}", "unknown key 'below' in rules.1.when.missed; allowed: at_least"),
        (
            "{held: {points: 0, days: 1, condition: {measure: mood, at_least: 1}}}",
            "rules.1.when.held.points must be a whole number of at least 1, not 0",
        ),
        ("{held: {points: 1, condition: {measure: mood, at_least: 1}}}", "rules.1.when.held needs the key 'days'"),
        (
            "{held: {points: 1, days: 1, condition: {level: 1}}}",
            "unknown key 'level' in rules.1.when.held.condition; allowed: any, all, not, measure, at_least, below, is",
        ),
        (
            "{held: {points: 1, days: 1, condition: {not: {measure: mood, change: none, since: previous}}}}",
            (
                "unknown key 'change' in rules.1.when.held.condition.not; "
                "allowed: any, all, not, measure, at_least, below, is"
            ),
        ),
    ],
)
def test_mistakes_in_conditions(condition, message):
    assert (11, message) in with_when(condition)


def test_every_mistake_is_listed_in_one_go():
    text = GOOD.replace("version: 1", "version: x").replace("at_least: 5", "at_least: y")
    assert [line for line, _ in problems(text)] == [2, 11]


def test_a_rule_after_one_without_when_and_a_second_use_of_an_id():
    rule = "  - {id: one, then: {stay: true}, because: {en: B.}, source: s}\n"
    assert problems(GOOD + rule + rule) == [
        (15, "rule id 'one' is used twice"),
        (16, "rule 'one' is never reached: 'one' before it has no 'when'"),
        (16, "rule id 'one' is used twice"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "[]",
            1,
            (
                "the policy must be a mapping with the keys policy, version, title, start_level, max_age_days, "
                "measures, rules"
            ),
        ),
        (
            GOOD.split("measures:", maxsplit=1)[0] + "measures: []\nrules: {}\n",
            6,
            "measures must be a mapping of names to measures",
        ),
        (GOOD.split("measures:", maxsplit=1)[0] + "measures: {}\nrules: {}\n", 7, "rules must be a list"),
        (GOOD + "  - nothing\n", 15, "rules.2 must be a mapping with the keys id, then, because, source, when"),
        (GOOD + "policy: again\n", 15, "key 'policy' stands here twice"),
    ],
)
def test_shapes(text, line, message):
    assert (line, message) in problems(text)


def test_a_file_is_named_with_its_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("version: 1", "version: x"))
    with pytest.raises(DataFileError) as refused:
        load_policy(path)
    assert str(refused.value) == f'{path}:2: version must be a whole number of at least 1, not "x"'
    path.write_bytes(b"\xff")
    with pytest.raises(DataFileError, match="not UTF-8 text"):
        load_policy(path)

"""Every mistake in a policy file is reported with its line and what is allowed; nothing is repaired."""

from __future__ import annotations

import pytest

from oncocare.foundation.datafiles import DataFileError
from oncocare.safety.concerns import FlagKind
from steps.policy_file import load_policy, parse_policy

GOOD = """language: 2
policy: good
version: 1
title: {en: Good}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, words: {en: low mood}}
  bare: {instrument: isi, score: total, higher_is: worse, words: {en: sleep}}
rules:
  - id: one
    when: {measure: mood, at_least: 5}
    then: {stay: true}
    because: {en: Because.}
    source: centre decision 2026-11-22
"""
TOP_KEYS = "language, policy, version, title, start_level, max_age_days, measures, rules"
KEYS = (
    "any, all, not, level, first, open_flag, days_in_level, days_in_pathway, days_of_help, missed, help, declined, "
    "by_hand, measure, at_least, below, is, change, since, reading, missing, of_any_age, held"
)
ROW_TESTS = "at_least, below, is, change, since, reading, missing"
HELD_KEYS = "measure, points, days, at_least, below, is"
THEN_KEYS = "stay, step, move_to, approval, meanwhile, nominate, flag"
FLAG_KINDS = " or ".join(FlagKind)
ONE_OF = "rules.1.then needs exactly one of 'stay', 'step' and 'move_to'"


def problems(text):
    with pytest.raises(DataFileError) as refused:
        parse_policy(text, "p.yaml")
    return [(problem.line, problem.message) for problem in refused.value.problems]


def with_change(old, new):
    assert old in GOOD
    return problems(GOOD.replace(old, new, 1))


def test_the_good_one_loads():
    policy = parse_policy(GOOD)
    assert (policy.slug, policy.version, len(policy.sha256), policy.rules[0].id) == ("good", 1, 64, "one")


def test_case_and_reliable_change_may_be_left_out_where_no_rule_asks_for_them():
    bare = parse_policy(GOOD).measures["bare"]
    assert (bare.case, bare.reliable_change, bare.max_age_days) == (None, None, 14)


# --- outside rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("", "no language is given"),
        ("language:", "no language is given"),
        ("language: 1", "this is language 1"),
        ("language: 3", "this is language 3"),
        ('language: "2"', 'this is language "2"'),
        ("language: 2.0", "this is language 2.0"),
        ("language: two", 'this is language "two"'),
        ("language: true", "this is language true"),
    ],
)
def test_another_language_is_refused_with_one_sentence_that_names_the_page(line, given):
    says = f"the first line must be 'language: 2' ({given}); docs/policies.md says what it means"
    text = GOOD.replace("language: 2\n", line and f"{line}\n")
    assert problems(text) == problems(text.replace("version: 1", "version: x")) == [(1, says)]


def test_the_language_is_named_at_its_line_wherever_it_stands():
    assert [line for line, _ in problems(GOOD.replace("language: 2\n", "") + "language: 1\n")] == [15]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "policy: good",
            "policy: no slug!",
            2,
            "policy must be a slug of letters, digits, '-' and '_', not \"no slug!\"",
        ),
        ("version: 1", "version: 0", 3, "version must be a whole number of at least 1, not 0"),
        ("version: 1", "version: true", 3, "version must be a whole number of at least 1, not true"),
        ("version: 1", "versio: 1", 3, f"unknown key 'versio' in the policy; allowed: {TOP_KEYS}"),
        ("version: 1\n", "", 1, "the policy needs the key 'version'"),
        ("title: {en: Good}", "title: Good", 4, "title must be a map of languages such as {en: ...}"),
        ("title: {en: Good}", "title: {es: Bien}", 4, "title has no text in 'en'"),
        ("title: {en: Good}", "title: {en: }", 4, "title.en must be text, not nothing"),
        ("start_level: 1", "start_level: 5", 5, "start_level must be a level from 1 to 4, not 5"),
        ("start_level: 1", "start_level: 2.0", 5, "start_level must be a level from 1 to 4, not 2.0"),
        ("max_age_days: 14", "max_age_days: 1.5", 6, "max_age_days must be a whole number of at least 0, not 1.5"),
        ("max_age_days: 14", "max_age_days: -1", 6, "max_age_days must be a whole number of at least 0, not -1"),
    ],
)
def test_mistakes_at_the_top(old, new, line, message):
    assert (line, message) in with_change(old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("score: total", "score: totl", "'totl' is not a score of phq-9; its scores: total"),
        ("case: 10", "case: ten", 'measures.mood.case must be a number, not "ten"'),
        ("reliable_change: 6", "reliable_change: 0", "reliable_change must be above 0"),
        ("reliable_change: 6", "reliable_change: -1", "reliable_change must be above 0"),
        ("higher_is: worse", "higher_is: bad", 'measures.mood.higher_is must be worse or better, not "bad"'),
        (", higher_is: worse", "", "measures.mood needs the key 'higher_is'"),
        ("case: 10", "max_age_days: x", 'measures.mood.max_age_days must be a whole number of at least 0, not "x"'),
        (", words: {en: low mood}", "", "measures.mood needs the key 'words'"),
        (
            "words: {en: low mood}",
            "words: low mood",
            "measures.mood.words must be a map of languages such as {en: ...}",
        ),
        ("words: {en: low mood}", "words: {es: ánimo}", "measures.mood.words has no text in 'en'"),
        ("case: 10", "source: ' '", 'measures.mood.source must be text, not " "'),
        ("case: 10", "source: 2026", "measures.mood.source must be text, not 2026"),
        ("case: 10", "source: {en: A paper}", "measures.mood.source must be text, not a mapping"),
        ("words: {en: low mood}", "words: {en: ''}", 'measures.mood.words.en must be text, not ""'),
    ],
)
def test_mistakes_in_a_measure(old, new, message):
    assert with_change(old, new) == [(8, message)]


def test_an_instrument_is_one_of_the_catalogue():
    [(line, message)] = with_change("instrument: phq-9", "instrument: phq9")
    assert (line, message.partition("; ")[0]) == (8, "'phq9' is not an instrument")
    assert {"phq-9", "gad-7", "isi"} < set(message.partition("; known: ")[2].split(", "))


@pytest.mark.parametrize(
    ("old", "new"),
    [("title: {en: Good}", "title: {en: Good, es: Bueno}"), ("{en: Because.}", "{en: Because., es: Porque.}")],
)
def test_words_stand_in_every_language_of_the_policy(old, new):
    says = "words of {!r} has no text in 'es', as the policy has"
    assert with_change(old, new) == [(8, says.format("mood")), (9, says.format("bare"))]


@pytest.mark.parametrize("number", ["010", "08", "1_0", "+10", "0x1f", ".5", "10.", "1:30", "-.inf", ".nan", "1.0e+3"])
def test_numbers_are_written_plainly(number):
    plain = f"a number is written plainly, such as 10 or 2.5, not '{number}'"
    assert with_change("case: 10", f"case: {number}") == [(8, plain)]
    assert with_change("at_least: 5", f"at_least: {number}") == [(12, plain)]


def test_an_exponent_is_no_number():
    assert with_change("case: 10", "case: 1e3") == [(8, 'measures.mood.case must be a number, not "1e3"')]
    assert with_change("at_least: 5", "at_least: 1e3") == [(12, 'rules.1.when.at_least must be a number, not "1e3"')]


# --- then -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "message"),
    [
        ("{}", ONE_OF),
        ("{stay: true, step: up}", ONE_OF),
        ("{nominate: mentor}", ONE_OF),
        ("{stay: false}", "rules.1.then.stay can only be true, not false"),
        ("{step: sideways}", 'rules.1.then.step must be up or down, not "sideways"'),
        ("{move_to: 0}", "rules.1.then.move_to must be a level from 1 to 4, not 0"),
        ("{stay: true, wait: 1}", f"unknown key 'wait' in rules.1.then; allowed: {THEN_KEYS}"),
        ("{step: up, approval: nurse}", 'rules.1.then.approval can only be "clinician", not "nurse"'),
        ("{stay: true, nominate: true}", 'rules.1.then.nominate can only be "mentor", not true'),
        ("{move_to: 4, meanwhile: 3}", "'meanwhile' needs 'approval' and 'move_to' beside it"),
        ("{step: up, approval: clinician, meanwhile: 3}", "'meanwhile' needs 'approval' and 'move_to' beside it"),
        ("{stay: true, approval: clinician, meanwhile: 3}", "'meanwhile' needs 'approval' and 'move_to' beside it"),
        (
            "{move_to: 3, approval: clinician, meanwhile: 3}",
            "'meanwhile' must be a level below 3, the one of 'move_to'",
        ),
        (
            "{move_to: 3, approval: clinician, meanwhile: 4}",
            "'meanwhile' must be a level below 3, the one of 'move_to'",
        ),
        (
            "{move_to: 3, approval: clinician, meanwhile: 0}",
            "rules.1.then.meanwhile must be a level from 1 to 4, not 0",
        ),
        ("{stay: true, flag: high}", "rules.1.then.flag must be a mapping with the keys kind, severity"),
        ("{stay: true, flag: {kind: silence}}", "rules.1.then.flag needs the key 'severity'"),
        (
            "{stay: true, flag: {kind: silence, severity: low}}",
            'rules.1.then.flag.severity must be medium or high or urgent, not "low"',
        ),
        (
            "{stay: true, flag: {kind: panic, severity: high}}",
            f'rules.1.then.flag.kind must be {FLAG_KINDS}, not "panic"',
        ),
    ],
)
def test_mistakes_in_what_a_rule_does(then, message):
    assert with_change("{stay: true}", then) == [(13, message)]


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{}", f"rules.1.when is an empty condition; allowed: {KEYS}"),
        ("{any: [{}]}", f"rules.1.when.any.1 is an empty condition; allowed: {KEYS}"),
        ("{levels: 1}", f"unknown key 'levels' in rules.1.when; allowed: {KEYS}"),
        ("{not: {levels: 1}}", f"unknown key 'levels' in rules.1.when.not; allowed: {KEYS}"),
        ("{any: []}", "rules.1.when.any must be a list of conditions, not an empty list"),
        ("{all: []}", "rules.1.when.all must be a list of conditions, not an empty list"),
        ("{any: {level: 1}}", "rules.1.when.any must be a list of conditions, not a mapping"),
        ("{level: []}", "rules.1.when.level must be a level from 1 to 4, not an empty list"),
        ("{level: [1, 9]}", "rules.1.when.level.2 must be a level from 1 to 4, not 9"),
        ("{first: maybe}", 'rules.1.when.first must be true or false, not "maybe"'),
        ("{open_flag: 1}", "rules.1.when.open_flag must be true or false, not 1"),
        ("{days_in_level: {}}", "rules.1.when.days_in_level needs at_least or below"),
        ("{days_of_help: {}}", "rules.1.when.days_of_help needs at_least or below"),
        (
            "{days_in_pathway: {at_least: -1}}",
            "rules.1.when.days_in_pathway.at_least must be a whole number of at least 0, not -1",
        ),
        ("{help: over}", 'rules.1.when.help must be waiting or ended, not "over"'),
        ("{missed: {}}", "rules.1.when.missed needs at_least"),
        ("{missed: {at_least: 0}}", "rules.1.when.missed.at_least must be a whole number of at least 1, not 0"),
        ("{missed: {at_least: 1, below: 2}}", "unknown key 'below' in rules.1.when.missed; allowed: at_least"),
        ("{declined: {}}", "rules.1.when.declined needs the key 'within_days'"),
        (
            "{declined: {within_days: -1}}",
            "rules.1.when.declined.within_days must be a whole number of at least 0, not -1",
        ),
        (
            "{declined: {within_days: 3, of: sideways}}",
            'rules.1.when.declined.of must be up or down, not "sideways"',
        ),
        ("{by_hand: {within_days: 3, of: up}}", "unknown key 'of' in rules.1.when.by_hand; allowed: within_days"),
        ("{by_hand: true}", "rules.1.when.by_hand must be a mapping with the keys within_days"),
    ],
)
def test_mistakes_in_conditions_of_the_pathway(condition, message):
    assert (12, message) in with_change("{measure: mood, at_least: 5}", condition)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{measure: joy, at_least: 1}", 'unknown measure "joy"; allowed: mood, bare'),
        ("{measure: mood}", f"'measure' needs a test beside it: {ROW_TESTS}"),
        ("{measure: mood, level: 1}", f"'measure' needs a test beside it: {ROW_TESTS}"),
        ("{measure: mood, of_any_age: true}", f"'measure' needs a test beside it: {ROW_TESTS}"),
        ("{at_least: 1}", "'at_least' needs the key 'measure' beside it"),
        ("{reading: new}", "'reading' needs the key 'measure' beside it"),
        ("{missing: true}", "'missing' needs the key 'measure' beside it"),
        ("{level: 1, of_any_age: true}", "'of_any_age' needs the key 'measure' beside it"),
        ("{measure: mood, at_least: many}", 'rules.1.when.at_least must be a number, not "many"'),
        ("{measure: mood, is: bad}", 'rules.1.when.is must be case or not_case, not "bad"'),
        ("{measure: bare, is: case}", "'is' needs the measure 'bare' to have a 'case'"),
        ("{measure: mood, change: worse}", "'change' needs the key 'since' beside it"),
        ("{measure: mood, since: baseline}", "'since' needs the key 'change' beside it"),
        (
            "{measure: mood, change: worse, since: start}",
            'rules.1.when.since must be baseline or level_entry or previous, not "start"',
        ),
        (
            "{measure: mood, change: better, since: baseline}",
            'rules.1.when.change must be improved or worse or none, not "better"',
        ),
        (
            "{measure: bare, change: worse, since: baseline}",
            "'change' needs the measure 'bare' to have a 'reliable_change'",
        ),
        ("{measure: mood, reading: late}", 'rules.1.when.reading must be first or new or old, not "late"'),
        ("{measure: mood, at_least: 3, of_any_age: false}", "rules.1.when.of_any_age can only be true, not false"),
        ("{measure: mood, missing: false}", "rules.1.when.missing can only be true, not false"),
        ("{measure: mood, missing: true, at_least: 3}", "'missing' stands alone with 'measure', without 'at_least'"),
        ("{measure: mood, missing: true, is: case}", "'missing' stands alone with 'measure', without 'is'"),
        ("{measure: mood, missing: true, reading: old}", "'missing' stands alone with 'measure', without 'reading'"),
        (
            "{measure: mood, missing: true, of_any_age: true}",
            "'missing' stands alone with 'measure', without 'of_any_age'",
        ),
    ],
)
def test_mistakes_in_a_row_of_a_measure(condition, message):
    assert with_change("{measure: mood, at_least: 5}", condition) == [(12, message)]


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ("{measure: mood, points: 2, days: 3}", "rules.1.when.held needs a bound: at_least, below, both, or is"),
        ("{measure: mood, at_least: 3, days: 3}", "rules.1.when.held needs the key 'points'"),
        ("{measure: mood, at_least: 3, points: 3}", "rules.1.when.held needs the key 'days'"),
        ("{at_least: 3, points: 3, days: 3}", "rules.1.when.held needs the key 'measure'"),
        (
            "{measure: mood, at_least: 3, points: 0, days: 3}",
            "rules.1.when.held.points must be a whole number of at least 1, not 0",
        ),
        (
            "{measure: mood, at_least: 3, points: 1, days: -1}",
            "rules.1.when.held.days must be a whole number of at least 0, not -1",
        ),
        (
            "{measure: mood, at_least: 3, is: case, points: 3, days: 3}",
            "'is' stands alone here, without at_least and below",
        ),
        ("{measure: bare, is: case, points: 3, days: 3}", "'is' needs the measure 'bare' to have a 'case'"),
        ("{measure: joy, at_least: 3, points: 3, days: 3}", 'unknown measure "joy"; allowed: mood, bare'),
        (
            "{measure: mood, at_least: 3, points: 3, days: 3, reading: new}",
            f"unknown key 'reading' in rules.1.when.held; allowed: {HELD_KEYS}",
        ),
    ],
)
def test_mistakes_in_held(held, message):
    assert with_change("{measure: mood, at_least: 5}", f"{{held: {held}}}") == [(12, message)]


# --- rules and the file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("because: {en: Because.}", "because: {es: Porque.}", 14, "rules.1.because has no text in 'en'"),
        ("    source: centre decision 2026-11-22\n", "", 11, "rules.1 needs the key 'source'"),
        ("    source: centre decision 2026-11-22", "    source: ", 15, "rules.1.source must be text, not nothing"),
        ("id: one", "id: o ne", 11, "rules.1.id must be a slug of letters, digits, '-' and '_', not \"o ne\""),
    ],
)
def test_mistakes_in_a_rule(old, new, line, message):
    assert (line, message) in with_change(old, new)


def test_every_mistake_is_listed_in_one_go():
    text = GOOD.replace("version: 1", "version: x").replace("at_least: 5", "at_least: y")
    assert [line for line, _ in problems(text)] == [3, 12]


def test_a_rule_after_one_without_when_and_a_second_use_of_an_id():
    rule = "  - {id: one, then: {stay: true}, because: {en: B.}, source: s}\n"
    assert problems(GOOD + rule + rule) == [
        (16, "rule id 'one' is used twice"),
        (17, "rule 'one' is never reached: 'one' before it has no 'when'"),
        (17, "rule id 'one' is used twice"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[]", 1, "the first line must be 'language: 2' (no language is given); docs/policies.md says what it means"),
        ("", 1, "the first line must be 'language: 2' (no language is given); docs/policies.md says what it means"),
        (
            GOOD.split("measures:", maxsplit=1)[0] + "measures: []\nrules: []\n",
            7,
            "measures must be a mapping of names to measures",
        ),
        (GOOD.split("measures:", maxsplit=1)[0] + "measures: {}\nrules: {}\n", 8, "rules must be a list"),
        (GOOD + "  - nothing\n", 16, "rules.2 must be a mapping with the keys id, then, because, source, when"),
        (GOOD + "policy: again\n", 16, "key 'policy' stands here twice"),
        (GOOD + "x\n", 17, "not valid YAML: could not find expected ':'"),
    ],
)
def test_shapes(text, line, message):
    assert (line, message) in problems(text)


def test_a_file_is_named_with_its_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("version: 1", "version: x"))
    with pytest.raises(DataFileError) as refused:
        load_policy(path)
    assert str(refused.value) == f'{path}:3: version must be a whole number of at least 1, not "x"'
    path.write_bytes(GOOD.encode() + b"\xff")
    with pytest.raises(DataFileError) as refused:
        load_policy(path)
    assert str(refused.value) == f"{path}:16: not UTF-8 text"

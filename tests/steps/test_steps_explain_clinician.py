"""What a clinician is told about a decision: the outcome, each condition with its margin, and what would change it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings

from steps.conditions import sentence
from steps.course_file import COLUMNS, RECORDED, parse_course
from steps.decision import Missing, to_json
from steps.evidence import with_evidence
from steps.explain import for_clinician, for_patient
from steps.facts import DeclinedProposal, Facts, HelpTurn
from steps.levels import Level
from steps.policy import AllOf, AnyOf, Change, Held, IsCase, IsReading, Not, Value, Way
from steps.policy_file import parse_policy
from steps.replay import course
from steps.rules import decide
from steps.standing import advance, begin
from tests.steps.policies_and_courses import courses, policies
from tests.steps.stored_decisions import DAY, on, reading, stored


def why(condition, then="{stay: true}", **course):
    """What a clinician reads of the condition of the only rule."""
    return for_clinician(stored(f"when: {condition}, then: {then}", **course), "en")[2:]


# --- a clinician: the outcome


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("{step: up}", ["Rule r0: level 2 to level 3."]),
        ("{stay: true}", ["Rule r0: the level stays 2."]),
        ("{move_to: 2}", ["The rule leads to the present level, so it stays."]),
        ("{step: up, approval: clinician}", ["Rule r0 proposes level 2 to level 3; it needs approval."]),
        (
            "{move_to: 4, approval: clinician, meanwhile: 3}",
            [
                "Rule r0 proposes level 2 to level 4; it needs approval.",
                "Until a clinician answers: level 3, at once.",
            ],
        ),
        (
            "{stay: true, nominate: mentor, flag: {kind: severe_distress, severity: high}}",
            [
                "Rule r0: the level stays 2.",
                "The person is nominated as a mentor.",
                "A safety flag is raised: “Severe distress in the answers” (High priority).",
            ],
        ),
    ],
)
def test_the_outcome_to_a_clinician(then, told):
    assert for_clinician(stored(f"then: {then}"), "en") == ["Because.", *told]


@pytest.mark.parametrize(
    ("then", "proposed", "told"),
    [
        (
            "{move_to: 4, approval: clinician}",
            4,
            "Level 4 was proposed already: the open proposal is renewed and keeps its age.",
        ),
        ("{move_to: 3, approval: clinician}", 4, "This ends the open proposal of level 4."),
        ("{step: down}", 4, "This ends the open proposal of level 4."),
        ("{stay: true}", 4, "The open proposal of level 4 stays open."),
    ],
)
def test_what_becomes_of_an_open_proposal(then, proposed, told):
    assert for_clinician(stored(f"then: {then}", proposed=Level(proposed)), "en")[2:] == [told]


def test_a_step_that_nothing_new_carries_is_said():
    step = "when: {measure: depression, at_least: 11}, then: {step: up}"
    other = reading(4, 3, of=("phq-4", "phq2"))
    told = for_clinician(stored(step, "then: {stay: true}", readings=((12, 0), other)), "en")
    assert told == [
        "Because.",
        "Rule r1: the level stays 2.",
        "Rule r0: the condition holds, but nothing new was answered, so it does not step.",
    ]


# --- a clinician: each condition


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("{level: [1, 2]}", "True: the person is at level 1 (Monitoring) or 2 (Campus); it is 2 (Campus)."),
        ("{first: true}", "True: nothing was answered or missed before this day."),
        ("{not: {first: false}}", "False, as the rule wants: something was answered or missed before this day."),
        ("{open_flag: false}", "True: no safety flag is open."),
        ("{not: {open_flag: true}}", "False, as the rule wants: a safety flag is open."),
        (
            "{days_in_level: {below: 3}}",
            "True: the person has been at this level for less than 3 days; so far 0, 3 below.",
        ),
        ("{days_in_pathway: {at_least: 0}}", "True: the pathway began at least 0 days ago; so far 0, exactly there."),
        ("{help: waiting}", "True: the help of this level has not begun; it has not begun."),
        (
            "{not: {days_of_help: {at_least: 56}}}",
            "False, as the rule wants: the help of this level began at least 56 days ago; it has not begun.",
        ),
        (
            "{not: {declined: {within_days: 28, of: up}}}",
            (
                "False, as the rule wants: a proposal to a higher level was declined in the 28 days before this one; "
                "it never was."
            ),
        ),
        (
            "{measure: depression, is: case}",
            "True: low mood (PHQ-9 total) is a case (10 or more); it was 12 on 1 January 2026, 2 points above.",
        ),
        (
            "{not: {measure: depression, is: not_case}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total) is no case (below 10); it was 12 on 1 January 2026, "
                "2 points above."
            ),
        ),
        (
            "{measure: depression, at_least: 7.0}",
            "True: low mood (PHQ-9 total) is at least 7.0; it was 12 on 1 January 2026, 5 points above.",
        ),
        (
            "{any: [{level: 2}, {not: {level: 2}}]}",
            "True, which speaks against the rule: the person is at level 2 (Campus); it is 2 (Campus).",
        ),
        (
            "{any: [{level: 2}, {measure: calm, is: case}]}",
            "False: well-being (WHO-5 raw score) is a case (13 or less); it was never answered.",
        ),
        (
            "{measure: calm, missing: true}",
            "True: there is no current value of well-being (WHO-5 raw score); it was never answered.",
        ),
        (
            "{not: {measure: depression, missing: true}}",
            (
                "False, as the rule wants: there is no current value of low mood (PHQ-9 total); it was 12 on 1 January "
                "2026."
            ),
        ),
        (
            "{measure: depression, reading: first}",
            "True: the value of low mood (PHQ-9 total) is the first one; it was 12 on 1 January 2026.",
        ),
        (
            "{not: {measure: depression, reading: old}}",
            ("False, as the rule wants: the value of low mood (PHQ-9 total) is not new; it was 12 on 1 January 2026."),
        ),
        (
            "{any: [{level: 2}, {measure: depression, change: worse, since: previous}]}",
            (
                "False: low mood (PHQ-9 total) is worse than the time before by 6 or more (changed beyond a week's "
                "noise); there is no value to compare with."
            ),
        ),
        (
            "{held: {measure: depression, at_least: 9, points: 1, days: 0}}",
            (
                "True: low mood (PHQ-9 total) is at least 9, at the last answer; so far 1 answer over 0 days, the "
                "nearest 12 on 1 January 2026, 3 points above."
            ),
        ),
    ],
)
def test_conditions_on_the_first_day(condition, sentence):
    assert why(condition)[-1] == sentence


def test_an_open_flag_is_found():
    assert why("{open_flag: true}", flags=(DAY,)) == ["True: a safety flag is open."]


WEEKS = ((12, 0), (15, 7), (11, 14))


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (
            "{measure: depression, change: none, since: baseline}",
            (
                "True: low mood (PHQ-9 total) differs from the first value by less than 6 (not changed beyond a week's "
                "noise); from 12 on 1 January 2026 to 11 on 15 January 2026, 5 points below."
            ),
        ),
        (
            "{not: {measure: depression, change: improved, since: previous}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total) is better than the time before by 6 or more (changed "
                "beyond a week's noise); from 15 on 8 January 2026 to 11 on 15 January 2026, 2 points below."
            ),
        ),
        (
            "{held: {measure: depression, at_least: 10, below: 20, points: 3, days: 14}}",
            (
                "True: low mood (PHQ-9 total) is at least 10 and below 20, at each of the last 3 answers or more, over "
                "at least 14 days; so far 3 answers over 14 days, the nearest 11 on 15 January 2026, 1 point above."
            ),
        ),
        (
            "{not: {held: {measure: depression, below: 15, points: 2, days: 0}}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total) is below 15, at each of the last 2 answers; so far 1 "
                "answer over 0 days, the nearest 11 on 15 January 2026, 4 points below; broken by 15 on 8 January 2026, "
                "exactly there."
            ),
        ),
        (
            "{not: {held: {measure: depression, is: not_case, points: 1, days: 7}}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total) is no case (below 10), at every answer back over at "
                "least 7 days; broken by 11 on 15 January 2026, 1 point above."
            ),
        ),
        (
            "{not: {held: {measure: calm, is: case, points: 2, days: 7}}}",
            (
                "False, as the rule wants: well-being (WHO-5 raw score) is as the rule asks, at each of the last 2 "
                "answers or more, over at least 7 days; it was never answered."
            ),
        ),
    ],
)
def test_conditions_over_weeks(condition, told):
    assert why(condition, readings=WEEKS) == [told]


@pytest.mark.parametrize(
    ("condition", "course", "told"),
    [
        (
            "{days_of_help: {at_least: 7}}",
            {"help": (HelpTurn(on(2), began=True),)},
            "True: the help of this level began at least 7 days ago; so far 12, 5 above.",
        ),
        (
            "{not: {help: waiting}}",
            {"help": (HelpTurn(on(2), began=True),)},
            "False, as the rule wants: the help of this level has not begun; it began on 3 January 2026.",
        ),
        (
            "{help: ended}",
            {"help": (HelpTurn(on(2), began=True), HelpTurn(on(9), began=False))},
            "True: the help of this level has ended; it began on 3 January 2026 and has ended.",
        ),
        (
            "{declined: {within_days: 28}}",
            {"declined": (DeclinedProposal(on(13), Way.DOWN),)},
            (
                "True: a proposal to another level was declined in the 28 days before this one; the last time was 1 day "
                "before, on 14 January 2026."
            ),
        ),
        (
            "{not: {by_hand: {within_days: 5}}}",
            {"by_hand": (on(4),)},
            (
                "False, as the rule wants: a person set the level by hand in the 5 days before this one; the last time "
                "was 10 days before, on 5 January 2026."
            ),
        ),
    ],
)
def test_conditions_on_help_and_on_what_people_said(condition, course, told):
    assert why(condition, readings=WEEKS, **course) == [told]


SILENT = {"readings": ((22, 0),), "misses": (10, 20)}


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (
            "{missed: {at_least: 2}}",
            (
                "True: at least 2 sets of questions in a row were missed since the last answers; so far 2, exactly "
                "there."
            ),
        ),
        (
            "{measure: depression, at_least: 20, of_any_age: true}",
            (
                "True: low mood (PHQ-9 total, however old) is at least 20; it was 22 on 1 January 2026 (20 days "
                "before), 2 points above."
            ),
        ),
        (
            "{not: {measure: depression, at_least: 20}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total) is at least 20; the last value, 22 on 1 January 2026, "
                "is too old."
            ),
        ),
        (
            "{not: {held: {measure: depression, at_least: 20, points: 1, days: 0}}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total) is as the rule asks, at the last answer; the last "
                "value, 22 on 1 January 2026, is too old."
            ),
        ),
        (
            "{not: {measure: depression, change: worse, since: previous, of_any_age: true}}",
            (
                "False, as the rule wants: low mood (PHQ-9 total, however old) is worse than the time before by 6 or "
                "more (changed beyond a week's noise); nothing new was answered."
            ),
        ),
    ],
)
def test_conditions_in_silence(condition, told):
    assert why(condition, **SILENT) == [told]


def test_a_condition_in_spanish():
    assert for_clinician(stored("when: {measure: depression, at_least: 7.5}, then: {step: up}"), "es")[2] == (
        "Verdadero: ánimo bajo (PHQ-9 total): al menos 7,5; fue 12 el 1 de enero de 2026, 4,5 puntos por encima."
    )


# --- a clinician: what would change

KEEP = "then: {stay: true}"
HELD = "{held: {measure: depression, at_least: 9, points: 2, days: 14}}"
NEAREST = "Rule r0 would lead to level 3 (Community); the nearest condition not met: "


@pytest.mark.parametrize(
    ("condition", "nearest"),
    [
        (
            "{level: 2, measure: depression, at_least: 15}",
            "low mood (PHQ-9 total) is at least 15; it was 12 on 1 January 2026, 3 points below.",
        ),
        (
            "{not: {measure: depression, at_least: 11}}",
            "low mood (PHQ-9 total) is at least 11; it was 12 on 1 January 2026, 1 point above.",
        ),
        (
            HELD,
            (
                "low mood (PHQ-9 total) is at least 9, at each of the last 2 answers or more, over at least 14 days; so "
                "far 1 answer over 0 days, the nearest 12 on 1 January 2026, 3 points above."
            ),
        ),
        (
            HELD.replace("at_least: 9", "at_least: 20"),
            "low mood (PHQ-9 total) is at least 20; it was 12 on 1 January 2026, 8 points below.",
        ),
        (
            "{days_in_level: {at_least: 28}, measure: depression, at_least: 10}",
            "the person has been at this level for at least 28 days; so far 0, 28 below.",
        ),
        (f"{{any: [{HELD}, {{measure: depression, at_least: 40}}]}}",
         "low mood (PHQ-9 total) is at least 40; it was 12 on 1 January 2026, 28 points below."),
        ("{level: 3, measure: depression, at_least: 15}", None),
        ("{help: ended, measure: depression, at_least: 15}", None),
        ("{by_hand: {within_days: 28}, measure: depression, at_least: 15}", None),
        ("{measure: depression, reading: old, at_least: 15}", None),
        ("{not: {any: [{level: 2}, {measure: depression, at_least: 11}]}}", None),
        ("{measure: calm, below: 3}", None),
        ("{held: {measure: calm, below: 3, points: 1, days: 0}}", None),
        ("{days_of_help: {at_least: 7}}", None),
    ],
)  # fmt: skip
def test_what_would_change_a_stay(condition, nearest):
    sentences = for_clinician(stored(f"when: {condition}, then: {{step: up}}", KEEP), "en")
    assert sentences[2:] == ([NEAREST + nearest] if nearest else [])


# --- rules and decisions are told in the same words


def told_alike(condition, node, decision):
    """Each test as the rule asks it, beside the same test as the decision tells it."""
    match condition:
        case AnyOf(parts) | AllOf(parts):
            for part, judged in zip(parts, node.parts, strict=True):
                yield from told_alike(part, judged, decision)
        case Not(part):
            yield from told_alike(part, node.parts[0], decision)
        case Held() if not node.parts:
            yield sentence(replace(condition, bounds=())), with_evidence(node, decision)
        case Value() | IsCase() | Change() | IsReading():
            seen = decision.values[condition.measure.slug]
            mattered = condition.any_age and seen.missing is Missing.TOO_OLD
            yield sentence(replace(condition, any_age=mattered)), with_evidence(node, decision)
        case _:
            yield sentence(condition), with_evidence(node, decision)


def all_decisions(policy, rows):
    """Every decision about every patient, with its whole trace, while nobody answers a proposal."""
    text = "\n".join(",".join(row) for row in [(*COLUMNS, RECORDED), *rows])
    for _, own in groupby(sorted(parse_course(text, "course", date(2026, 1, 1)), key=by_patient), key=by_patient):
        happened = course(own)
        state = None
        for day in happened.record.points:
            state = state or begin(policy.start_level, day)
            decision = decide(Facts(state, happened.record), policy, day)
            yield decision
            state = advance(state, decision.ruling, granted=False)


def by_patient(row):
    return row.patient


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(policies(), courses())
def test_every_decision_is_told_in_the_words_of_its_rules(data, rows):
    policy = parse_policy(json.dumps(data))
    for decision in all_decisions(policy, rows):
        stored_so = to_json(decision)
        assert len(for_clinician(stored_so, "en")) == len(for_clinician(stored_so, "es"))
        assert len(for_patient(stored_so, "en")) == len(for_patient(stored_so, "es"))
        for rule, tried in zip(policy.rules, decision.trace, strict=True):
            for asked, told in told_alike(rule.when, tried.condition, decision) if rule.when else ():
                assert told == asked or told.startswith(f"{asked}; "), (asked, told)

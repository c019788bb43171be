"""What a person reads of their course: of a proposal while it waits and after an answer, and the names of charts."""

from __future__ import annotations

import pytest

from oncocare.people.actions import take_into_care
from steps import actions
from steps.course.selectors import course_of
from steps.levels import Level
from steps.policy_file import parse_policy
from tests.cast import BY
from tests.factories.rooms import day, sit
from tests.pages import at
from tests.steps.pathways import pathway

NOW = "This support is for you now: Talking with others."
LOOKS = "Your care team looks at whether “Group therapy online” fits you better."
LOOKED = "Your care team has looked at this."
STAYS = "Your support stays as it is: Talking with others."


def follows(patient):
    """Its last sentences, after those about the answers."""
    reasons = course_of(patient).reasons
    return [one for one in reasons if one in (NOW, LOOKS, LOOKED, STAYS)]


def test_while_it_waits_the_person_reads_what_is_for_them_now(patient, severe):
    assert follows(patient) == [NOW, LOOKS]


def test_answers_that_ask_for_nothing_leave_it_open_and_say_so(patient, severe):
    sit(patient, day(7), phq=12, gad=10)
    assert follows(patient) == [STAYS, LOOKS]


@pytest.mark.parametrize(
    ("answer", "level", "told"),
    [
        (lambda cast, one: actions.decline(by=cast.clara, proposal=one, reason="Not now."), 3, [LOOKED, NOW]),
        (
            lambda cast, one: actions.change(by=cast.clara, proposal=one, to=Level.COMMUNITY, reason="As it is."),
            3,
            [LOOKED, NOW],
        ),
        (lambda cast, one: actions.accept(by=cast.clara, proposal=one), 4, [LOOKED]),
    ],
)
def test_after_an_answer_nothing_waits(cast, patient, severe, answer, level, told):
    at(day(1), lambda: answer(cast, severe))
    assert pathway(patient).level == level
    assert follows(patient) == told


def test_a_no_is_said_only_once(cast, patient, severe):
    at(day(1), lambda: actions.decline(by=cast.clara, proposal=severe, reason="Not now."))
    sit(patient, day(7), phq=12, gad=10)
    assert follows(patient) == [STAYS]


# --- charts

POLICY = """
language: 2
policy: two-ways
version: 1
title: {en: Two ways to ask}
start_level: 1
max_age_days: 14
measures:
  long: {instrument: phq-9, score: total, case: 10, higher_is: worse, words: {en: low mood, es: ánimo bajo}}
  short: {instrument: gad-7, score: total, case: 10, higher_is: worse, words: {en: OTHER}}
rules:
  - {id: keep, then: {stay: true}, because: {en: B.}, source: s}
"""


@pytest.mark.parametrize(
    ("other", "headlines"),
    [
        ("worry", ["Low mood (lower is better)", "Worry (lower is better)"]),
        ("low mood", ["Low mood, PHQ-9 (lower is better)", "Low mood, GAD-7 (lower is better)"]),
    ],
)
def test_charts_are_named_by_the_words_of_the_policy(cast, other, headlines):
    source = POLICY.replace("OTHER", other)
    actions.adopt_policy(by=BY, centre=cast.here, policy=parse_policy(source), source=source)
    patient = take_into_care(by=BY, centre=cast.here)
    actions.open_pathway(by=BY, patient=patient)
    sit(patient, day(0), phq=3, gad=3)
    charts = course_of(patient).lines
    assert [chart.headline for chart in charts] == headlines
    assert [chart.clinical for chart in charts] == ["Low mood (PHQ-9 total)", f"{other.capitalize()} (GAD-7 total)"]

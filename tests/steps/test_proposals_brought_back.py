"""The proposal that is open is the one that decisions and words come to, whatever was withdrawn or paused between."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from steps import actions
from steps.levels import Level
from steps.models import Proposal
from steps.policy_file import policy_from
from steps.selectors import standing
from tests.cast import BY
from tests.factories.rooms import day, newcomer, sit
from tests.steps.pathways import level, pathway, proposal, set_status

TWO = """language: 2
policy: two-approvals
version: 1
title: {en: "Two levels that wait for a yes"}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, higher_is: worse, words: {en: low mood}}
rules:
  - {id: four, when: {measure: mood, at_least: 20}, then: {move_to: 4, approval: clinician}, because: {en: x}, source: x}
  - {id: three, when: {measure: mood, at_least: 15}, then: {move_to: 3, approval: clinician}, because: {en: x}, source: x}
"""


@pytest.fixture
def patient(cast):
    policy = policy_from(parse(TWO, "two.yaml"))
    actions.adopt_policy(by=BY, centre=cast.here, policy=policy, source=TWO)
    return newcomer(cast.here, "TWO", cast.clara).patient


@pytest.fixture
def first_four(patient):
    """A proposal to level 4, open since yesterday; today one to 3 took its place for some hours."""
    sit(patient, day(0), phq=22)
    sit(patient, day(1, 10), phq=16)
    return Proposal.objects.get(to_level=4)


def agree(patient):
    """The open proposal asks for what the fold says."""
    asked = Proposal.objects.filter(pathway__patient=patient, state="open").values_list("to_level", flat=True)
    state = standing(pathway(patient))
    return list(asked) == ([state.proposed] if state.proposed else [])


def test_the_one_that_was_open_before_the_day_comes_back_not_the_latest_made(patient, first_four):
    sit(patient, day(1, 12), phq=6)
    assert (proposal(patient), agree(patient)) == (first_four, True)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_it_can_be_answered_then(cast, patient, first_four, answer):
    sit(patient, day(1, 12), phq=6)
    with clock.at(day(1, 13)):
        more = {"reason": "We talked."} if answer == "decline" else {}
        getattr(actions, answer)(by=cast.clara, proposal=first_four, **more)
    assert (level(patient), agree(patient)) == (4 if answer == "accept" else 1, True)


def test_after_a_pause_the_same_one_waits_again(cast, patient, first_four):
    sit(patient, day(1, 12), phq=21)
    with clock.at(day(2)):
        set_status(cast, patient, "pause")
    with clock.at(day(3)):
        set_status(cast, patient, "resume")
    assert (proposal(patient), agree(patient)) == (first_four, True)


def test_another_level_takes_the_place_of_the_open_one(patient, first_four):
    assert (proposal(patient).to_level, agree(patient)) == (3, True)
    first_four.refresh_from_db()
    assert first_four.state == "superseded"


def test_a_word_said_after_the_person_travelled_west_counts_after_the_decision(cast, patient):
    patient.time_zone = "Pacific/Auckland"
    patient.save()
    sit(patient, day(0), phq=22)
    patient.time_zone = "America/Mexico_City"
    patient.save()
    with clock.at(day(0, 11)):
        actions.decline(by=cast.clara, proposal=proposal(patient), reason="We talked.")
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="We talked.")
    assert (level(patient), agree(patient)) == (2, True)


def test_help_is_not_noted_while_nothing_is_decided(cast, patient):
    sit(patient, day(0), phq=3)
    with clock.at(day(1)):
        set_status(cast, patient, "pause")
        with pytest.raises(ValidationError, match="paused or ended"):
            actions.help_ended(by=cast.clara, pathway=pathway(patient), day=day(1).date())


def test_an_earlier_version_cannot_hold_what_people_said(cast, patient):
    sit(patient, day(0), phq=22)
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=proposal(patient))
    back = import_module("steps.migrations.0005_verdicts_are_kept").refuse_to_forget
    with (
        connection.schema_editor() as editor,
        pytest.raises(RuntimeError, match="what people said about levels would be lost"),
    ):
        back(apps, editor)

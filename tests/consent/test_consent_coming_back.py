"""Leaving by a slip of the finger costs nothing: coming back finds the open questions as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.people.actions import mark_died, take_into_care
from steps import handlers
from steps.actions import set_status
from tests.cast import BY, due
from tests.questionnaires.keeping import save


@pytest.fixture
def people(cast):
    """Somebody in stepped care, and somebody in care without a pathway."""
    felix = take_into_care(by=BY, centre=cast.here, key="FELIX", user=cast.felix, clinician=cast.clara)
    return {"with a pathway": cast.patient(cast.ana), "without one": felix}


@pytest.fixture
def say(cast, deliver):
    """A person says something to the text about care, and everybody learns of it."""

    def record(patient, word):
        text = texts_for(cast.here, "en")["care"]
        with deliver():
            record_consent(by=patient.user, patient=patient, text=text, said=word, channel="page")

    return record


def stands(assignment):
    assignment.refresh_from_db()
    return assignment.state, assignment.draft.answers


@pytest.mark.parametrize("who", ["with a pathway", "without one"])
def test_a_no_to_care_by_a_slip_and_a_yes_give_the_open_questions_back_with_their_answers(people, say, who):
    patient = people[who]
    say(patient, "yes")
    [open_now] = due(patient)
    save(open_now, "1", 2)
    say(patient, "no")
    assert stands(open_now) == ("cancelled", {"1": 2})
    say(patient, "yes")
    assert stands(open_now) == ("open", {"1": 2})


@pytest.mark.parametrize("who", ["with a pathway", "without one"])
def test_what_is_over_when_the_person_comes_back_stays_taken_back(people, say, who):
    patient = people[who]
    [open_now] = due(patient)
    say(patient, "no")
    with clock.at(clock.now() + timedelta(days=60)):
        say(patient, "yes")
    open_now.refresh_from_db()
    assert (open_now.state, open_now.taken_back) == ("cancelled", None)


def test_a_yes_to_care_reopens_nothing_for_whoever_is_paused(cast, people, say):
    patient = people["with a pathway"]
    [open_now] = due(patient)
    set_status(by=cast.clara, pathway=patient.pathway, step="pause", reason="made up")
    say(patient, "yes")
    open_now.refresh_from_db()
    assert open_now.state == "cancelled"


def test_nothing_is_reopened_for_the_dead(people, say):
    patient = people["without one"]
    [open_now] = due(patient)
    say(patient, "yes")
    say(patient, "no")
    mark_died(by=BY, patient=patient, day=clock.today(patient.centre.time_zone))
    record_consent(
        by=patient.user, patient=patient, text=texts_for(patient.centre, "en")["care"], said="yes", channel="page"
    )
    handlers.follow_the_consent_to_care({"patient": str(patient.pk), "purpose": "care", "said": "yes"})
    open_now.refresh_from_db()
    assert open_now.state == "cancelled"

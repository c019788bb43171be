"""A proposal of the rules waits for a clinician, and is answered once, with a reason where the answer departs from it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.foundation import clock
from steps import actions
from steps.levels import Level
from steps.models import Decision, Proposal, Transition
from tests.factories.committed import at_once
from tests.factories.rooms import day, sit
from tests.steps.pathways import TODAY, course, level, moves, pathway, proposal


def test_severe_starters_skip_low_levels_and_wait_for_a_clinician(patient, severe):
    assert (severe.to_level, level(patient)) == (4, 1)
    assert course(patient) == [(0, 1, 1, 4, "entry-severe")]
    assert moves(patient) == []


def test_an_accepted_proposal_is_entered_on_the_day_it_is_accepted(cast, patient, severe):
    with clock.at(day(2)):
        actions.accept(by=cast.clara, proposal=severe)
    severe.refresh_from_db()
    assert (severe.state, severe.resolved_by, severe.resolved_at) == ("accepted", cast.clara, day(2))
    assert moves(patient) == [(2, 1, 4, "proposal")]
    assert (level(patient), pathway(patient).entered) == (4, TODAY + timedelta(2))
    assert Transition.objects.get().made_by == f"user:{cast.clara.pk}"
    assert AuditRow.objects.filter(verb="level.changed").get().detail == {"to": 4}
    assert Event.objects.filter(kind="level.changed").count() == 1


def test_a_changed_proposal_keeps_the_clinicians_reason(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.change(by=cast.clara, proposal=severe, to=Level.COMMUNITY, reason=" Prefers a group of peers. ")
    severe.refresh_from_db()
    assert (severe.state, severe.reason) == ("changed", "Prefers a group of peers.")
    assert moves(patient) == [(0, 1, 3, "override")]
    assert Transition.objects.get().reason == "Prefers a group of peers."


def test_a_proposal_changed_to_the_present_level_moves_nobody(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.change(by=cast.clara, proposal=severe, to=Level.MONITORING, reason="Not now.")
    assert (moves(patient), Proposal.objects.get().state) == ([], "changed")


def test_a_declined_proposal_leaves_the_level_and_is_not_made_again_that_day(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.decline(by=cast.clara, proposal=severe, reason="Spoke with her.")
    sit(patient, day(0, 16), phq=21)
    assert list(Proposal.objects.values_list("state", "reason")) == [("declined", "Spoke with her.")]
    assert (level(patient), moves(patient)) == (1, [])
    assert [decision.granted for decision in Decision.objects.order_by("number")] == [False, False]


def test_an_accepted_proposal_holds_when_the_same_day_says_the_same_again(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    sit(patient, day(0, 16), phq=21)
    assert (level(patient), moves(patient)) == (4, [(0, 1, 4, "proposal")])
    assert Decision.objects.get(number=2).granted is True
    assert Proposal.objects.count() == 1
    sit(patient, day(0, 17), phq=23)
    assert (level(patient), Proposal.objects.filter(state="open").count()) == (4, 0)


def test_an_override_after_an_accepted_proposal_stands_however_often_the_day_is_decided_anew(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    with clock.at(day(0, 13)):
        actions.override(by=cast.clara, pathway=pathway(patient), to=Level.CAMPUS, reason="She asked for time.")
    for hour in (16, 17):
        sit(patient, day(0, hour), phq=21)
        assert level(patient) == 2


def test_an_accepted_proposal_falls_when_the_same_day_says_otherwise(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    sit(patient, day(0, 16), phq=12)
    assert moves(patient) == [(0, 1, 4, "proposal"), (0, 4, 3, "decided anew")]


def test_newer_answers_take_the_place_of_an_open_proposal(cast, patient, severe):
    sit(patient, day(7), phq=12)
    severe.refresh_from_db()
    assert severe.state == "superseded"
    with pytest.raises(ValidationError, match="newer answers took its place"):
        actions.accept(by=cast.clara, proposal=severe)
    assert moves(patient) == []


@pytest.mark.parametrize("answer", ["accept", "change", "decline"])
def test_a_proposal_is_answered_once(cast, patient, severe, answer):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    more = {"accept": {}, "change": {"to": Level.CAMPUS, "reason": "x"}, "decline": {"reason": "x"}}[answer]
    with pytest.raises(ValidationError, match="answered already"):
        getattr(actions, answer)(by=cast.clara, proposal=severe, **more)
    assert level(patient) == 4


def test_two_clinicians_who_answer_a_proposal_at_the_same_moment_answer_it_once(committed):
    patient = committed.patient(committed.ana)
    sit(patient, clock.now(), phq=22)
    waiting = proposal(patient)
    ended = at_once(
        lambda: actions.accept(by=committed.clara, proposal=waiting),
        lambda: actions.decline(by=committed.denis, proposal=waiting, reason="No."),
    )
    assert sorted(type(each).__name__ for each in ended) == ["Proposal", "ValidationError"]
    assert len(moves(patient)) == (Proposal.objects.get().state == "accepted")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_clinician_who_departs_from_the_proposal_says_why(cast, severe, reason):
    for act in (
        lambda: actions.decline(by=cast.clara, proposal=severe, reason=reason),
        lambda: actions.change(by=cast.clara, proposal=severe, to=Level.CAMPUS, reason=reason),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.message_dict == {"reason": ["Write the reason in a few words."]}
    severe.refresh_from_db()
    assert severe.state == "open"


def test_one_proposal_is_open_at_a_time(patient, severe):
    with pytest.raises(IntegrityError, match="proposal_one_open_a_pathway"), transaction.atomic():  # noqa: PT012
        sit(patient, day(1), phq=4)
        Proposal.objects.bulk_create(
            Proposal(decision=decision, pathway=severe.pathway, centre=severe.centre, to_level=4)
            for decision in Decision.objects.filter(proposal=None)
        )
        Proposal.objects.update(state="open")

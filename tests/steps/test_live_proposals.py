"""A proposal of the rules waits for a clinician, and is answered once, with a reason where the answer departs from it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.foundation import clock
from steps import actions
from steps.facts import DeclinedProposal
from steps.levels import Level
from steps.models import Decision, Proposal, Transition
from steps.policy import Way
from steps.selectors import standing
from tests.factories.committed import at_once
from tests.factories.rooms import day, sit
from tests.steps.pathways import TODAY, course, level, moves, pathway, proposal, set_status


def test_severe_starters_wait_for_a_clinician_at_level_3_and_not_at_the_lightest(patient, severe):
    assert (severe.to_level, level(patient), pathway(patient).entered) == (4, 3, TODAY)
    assert course(patient) == [(0, 1, 1, 4, "severe-now")]
    assert moves(patient) == [(0, 1, 3, "decision")]
    assert Decision.objects.values_list("approval", "meanwhile").get() == (True, 3)


def test_an_accepted_proposal_is_entered_on_the_day_it_is_accepted(cast, patient, severe):
    with clock.at(day(2)):
        actions.accept(by=cast.clara, proposal=severe)
    severe.refresh_from_db()
    assert (severe.state, severe.resolved_by, severe.resolved_at) == ("accepted", cast.clara, day(2))
    assert moves(patient) == [(0, 1, 3, "decision"), (2, 3, 4, "proposal")]
    assert (level(patient), pathway(patient).entered) == (4, TODAY + timedelta(2))
    assert Transition.objects.last().made_by == f"user:{cast.clara.pk}"
    assert [row.detail for row in AuditRow.objects.filter(verb="level.changed").order_by("id")] == [
        {"to": 3},
        {"to": 4},
    ]
    assert Event.objects.filter(kind="level.changed").count() == 2


def test_a_changed_proposal_keeps_the_clinicians_reason(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.change(by=cast.clara, proposal=severe, to=Level.CAMPUS, reason=" Prefers to read first. ")
    severe.refresh_from_db()
    assert (severe.state, severe.reason) == ("changed", "Prefers to read first.")
    assert moves(patient) == [(0, 1, 3, "decision"), (0, 3, 2, "override")]
    assert Transition.objects.last().reason == "Prefers to read first."


def test_a_proposal_changed_to_the_present_level_moves_nobody(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.change(by=cast.clara, proposal=severe, to=Level.COMMUNITY, reason="Not now.")
    assert (moves(patient), Proposal.objects.get().state) == ([(0, 1, 3, "decision")], "changed")


def test_a_declined_proposal_leaves_the_level_and_is_not_made_again_that_day(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.decline(by=cast.clara, proposal=severe, reason="Spoke with her.")
    sit(patient, day(0, 16), phq=21)
    assert list(Proposal.objects.values_list("state", "reason")) == [("declined", "Spoke with her.")]
    assert (level(patient), moves(patient)) == (3, [(0, 1, 3, "decision")])
    assert [decision.granted for decision in Decision.objects.order_by("number")] == [False, False]


def test_an_accepted_proposal_holds_when_the_same_day_says_the_same_again(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    sit(patient, day(0, 16), phq=21)
    assert (level(patient), moves(patient)) == (4, [(0, 1, 3, "decision"), (0, 3, 4, "proposal")])
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


def test_an_acceptance_keeps_its_level_when_the_same_day_no_longer_proposes_it(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.accept(by=cast.clara, proposal=severe)
    sit(patient, day(0, 16), phq=15, gad=3)
    assert course(patient) == [(0, 1, 1, 4, "severe-now"), (0, 2, 1, 3, "entry-moderately-severe")]
    assert (level(patient), moves(patient)) == (4, [(0, 1, 3, "decision"), (0, 3, 4, "proposal")])
    assert standing(pathway(patient)).by_hand == (TODAY,)  # it counts as set by hand


def test_what_the_older_decision_of_a_day_did_is_withdrawn(patient, severe):
    sit(patient, day(0, 16), phq=4, gad=3)
    severe.refresh_from_db()
    assert (severe.state, level(patient)) == ("superseded", 1)
    assert moves(patient) == [(0, 1, 3, "decision"), (0, 3, 1, "decided anew")]


def test_a_declined_proposal_that_the_day_withdraws_was_never_declined(cast, patient, severe):
    with clock.at(day(0, 12)):
        actions.decline(by=cast.clara, proposal=severe, reason="Spoke with her.")
    assert standing(pathway(patient)).declined == (DeclinedProposal(TODAY, Way.UP),)
    sit(patient, day(0, 16), phq=12, gad=3)
    assert standing(pathway(patient)).declined == ()


# --- renewed, left open, superseded -----------------------------------------------------------------------------------


def test_a_later_decision_to_stay_leaves_the_proposal_open(cast, patient, severe):
    sit(patient, day(7), phq=12)
    severe.refresh_from_db()
    assert (severe.state, course(patient)[-1]) == ("open", (7, 1, 3, 3, "keep"))
    with clock.at(day(8)):
        actions.accept(by=cast.clara, proposal=severe)
    assert level(patient) == 4


def test_a_later_decision_for_the_same_level_renews_the_proposal_which_keeps_its_age(patient, severe):
    sit(patient, day(16), phq=21)
    assert list(Proposal.objects.values_list("pk", "made", "state")) == [(severe.pk, severe.made, "open")]
    newest = Decision.objects.last()
    assert (newest.rule, newest.approval, newest.renews) == ("severe-confirmed", True, severe)


def test_a_later_decision_that_moves_the_level_supersedes_the_proposal(cast, patient, severe):
    for number in (16, 30, 44):
        sit(patient, day(number), phq=4, gad=2)
    severe.refresh_from_db()
    assert (severe.state, level(patient)) == ("superseded", 2)
    with pytest.raises(ValidationError, match="newer answers took its place"):
        actions.accept(by=cast.clara, proposal=severe)


def test_a_day_decided_anew_gives_back_the_proposal_that_was_open_before(patient, severe):
    for number in (16, 30):
        sit(patient, day(number), phq=6, gad=2)
    sit(patient, day(44, 10), phq=6, gad=2)
    assert Proposal.objects.get().state == "superseded"
    sit(patient, day(44, 16), phq=11, gad=2)
    assert [row[2:] for row in course(patient)[-2:]] == [(3, 2, "down-from-community"), (3, 3, "waiting-long")]
    assert (Proposal.objects.get().state, level(patient)) == ("open", 3)


def test_a_proposal_waits_out_a_pause_and_its_deadline_begins_anew(cast, patient, severe):
    with clock.at(day(1)):
        set_status(cast, patient, "pause")
    severe.refresh_from_db()
    assert severe.state == "superseded"
    with clock.at(day(21)):
        set_status(cast, patient, "resume")
    severe.refresh_from_db()
    assert (severe.state, severe.deadline > day(21)) == ("open", True)


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
    assert len(moves(patient)) == 1 + (Proposal.objects.get().state == "accepted")


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
    sit(patient, day(1), phq=4)
    with pytest.raises(IntegrityError, match="proposal_one_open_a_pathway"), transaction.atomic():
        Proposal.objects.bulk_create(
            [
                Proposal(
                    decision=Decision.objects.last(), pathway=severe.pathway, centre=severe.centre, to_level=4,
                    owner=severe.owner,
                )
            ]
        )  # fmt: skip


def test_an_open_proposal_is_owned_or_escalated(severe):
    with pytest.raises(IntegrityError, match="proposal_open_never_without_an_owner"), transaction.atomic():
        Proposal.objects.filter(pk=severe.pk).update(owner=None)

"""What a patient wrote is not lost: late it is everybody's, read it is not answered, and nobody else ever reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from mentoring.conversations import actions
from mentoring.conversations.models import ContactRequest, TeamMessage, TeamMessageRead
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.notifications.sending.actions import send_due
from oncocare.safety.models import Flag
from oncocare.safety.words.wordlist import DangerRank
from tests.cast import colleague
from tests.factories.conversations import FRIDAY, MONDAY, answering, visit, written
from tests.factories.rooms import day

LATE = day(7, 18)  # an hour after the promise
PAST = "Proposals and requests at this centre past their deadline"
WORRYING = "My sister would be better off if I were not here any more."


@pytest.fixture
def ana(cast):
    """Ana, whose centre answers by the end of the next staffed day."""
    answering(cast)
    return cast.patient(cast.ana)


def desk(user, moment):
    """The desk of somebody."""
    return visit(user, moment, "caseload")


def test_a_message_past_its_promise_stands_on_the_desk_of_everybody_however_often_it_was_read(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    assert PAST not in desk(cleo, day(7, 16))
    for user in (cast.clara, cleo):
        visit(user, day(7, 9), "answer_request", asked.pk)
    assert PAST in desk(cleo, LATE)
    with clock.at(LATE):
        actions.write_to_patient(by=cast.clara, patient=ana, words="We spoke.")
    assert PAST not in desk(cleo, LATE + timedelta(minutes=1))


def test_reading_a_message_keeps_it_open_with_its_promise(cast, ana):
    asked = written(cast.ana)
    visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert TeamMessageRead.objects.count() == 1
    asked.refresh_from_db()
    assert (asked.answered_at, asked.promised, asked.owner) == (None, day(7, 17), cast.clara)


def test_what_the_program_does_not_see_is_read_by_a_promised_moment_all_the_same(cast, ana, monkeypatch):
    monkeypatch.setattr(actions, "tier", lambda words: None)
    asked = written(cast.ana, said=WORRYING)
    assert (Flag.objects.count(), asked.owner, asked.promised) == (0, cast.clara, day(7, 17))
    assert WORRYING in visit(cast.clara, MONDAY, "answer_request", asked.pk)


@pytest.mark.parametrize("found", ["intent", "death", None])
def test_whatever_is_found_the_message_is_kept_as_it_was_written(cast, ana, monkeypatch, found):
    monkeypatch.setattr(actions, "tier", lambda words: DangerRank(found) if found else None)
    with clock.at(FRIDAY):
        actions.write_to_team(by=cast.ana, patient=ana, kind="write", words="As I wrote it.")
    [message] = TeamMessage.objects.all()
    assert (message.words, message.found) == ("As I wrote it.", found or "")
    assert ContactRequest.objects.get().answered_at is None


def test_an_answer_is_on_the_page_of_whoever_asked_and_in_no_mail(cast, ana, deliver):
    for user in (cast.ana, cast.bea):
        text = texts_for(cast.here, "en")["messages"]
        record_consent(by=user, patient=cast.patient(user), text=text, said="yes", channel="page")
        written(user, said=f"{user.name} wrote this")
    with clock.at(MONDAY), deliver():
        actions.write_to_patient(by=cast.clara, patient=ana, words="For you alone.")
    mail.outbox.clear()
    with clock.at(day(7, 12)):
        send_due()
    [letter] = [one for one in mail.outbox if "You have an answer" in one.subject]
    assert letter.to == [cast.ana.email]
    assert [one for one in mail.outbox if "alone" in one.body or "wrote this" in one.body] == []
    reads = {user.name: visit(user, day(7, 13), "my_team") for user in (cast.ana, cast.bea)}
    assert {name: "For you alone." in said for name, said in reads.items()} == {
        cast.ana.name: True,
        cast.bea.name: False,
    }

"""Whose it is to answer a patient is told so, and the patient that there is an answer; no mail says what it is about."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core import mail

from clinicians import actions
from clinicians.models import ContactRequest
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.notifications.sending.actions import send_due
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from tests.cast import BY
from tests.factories.rooms import day


@pytest.fixture
def asked(cast, patient, deliver):
    """Ana, who agreed to messages, has asked for a call."""
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(weekday, time(9), time(17)) for weekday in range(5)])
    actions.set_answer_promise(by=cast.carlos, centre=cast.here, days=1)
    text = texts_for(cast.here, "en")["messages"]
    record_consent(by=cast.ana, patient=patient, text=text, said="yes", channel="page")
    with clock.at(day(3, 11)), deliver():
        return actions.ask_team(by=cast.ana, patient=patient, kind="write", words="I cannot sleep")


def sent(moment):
    mail.outbox.clear()
    with clock.at(moment):
        send_due()
    return [(letter.to, letter.subject, " ".join(letter.body.split())) for letter in mail.outbox]


def test_whose_it_is_learns_by_when_to_answer_and_nothing_else(cast, asked):
    [(to, subject, body)] = sent(day(3, 12))
    assert (to, subject) == ([cast.clara.email], "Something waits for your answer in OncoCare")
    assert "Somebody in your care asked to be answered by Friday 6 March 2026, 17:00." in body
    for secret in ("Ana", "sleep", str(asked.pk)):
        assert secret not in subject + body


def test_what_was_answered_meanwhile_is_not_told(cast, asked, deliver):
    with clock.at(day(3, 11) + timedelta(minutes=1)):
        ContactRequest.objects.filter(pk=asked.pk).update(
            answered_at=clock.now(), answered_by=cast.clara, answer="We spoke."
        )
    assert sent(day(3, 12)) == []


def test_the_patient_learns_that_there_is_an_answer(cast, asked, deliver):
    sent(day(3, 12))
    with clock.at(day(4, 11)), deliver():
        actions.answer_request(by=cast.clara, request=asked, answer="I called you, we spoke.")
    [(to, subject, body)] = sent(day(4, 12))
    assert (to, subject) == ([cast.ana.email], "You have an answer")
    assert "Your team has answered you. The answer is on your page." in body
    assert "spoke" not in body

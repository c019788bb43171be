"""Whoever looks after somebody from now on is told so, once, and in words that say nothing of the person."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from clinicians import actions
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from tests.cast import BY
from tests.factories.rooms import FlagFactory, newcomer
from tests.pages import text


@pytest.fixture
def others(cast):
    found = [newcomer(cast.here, key).patient for key in ("ONE1", "TWO2", "THR3")]
    for one in found:
        people.assign_clinician(by=BY, patient=one, clinician=cast.clara)
    return found


def told():
    return list(Message.objects.filter(kind="people.handed_over", channel="email").values_list("user__name", flat=True))


def sent():
    mail.outbox.clear()
    with clock.at(clock.now().replace(hour=11)):
        send_due()
    return [(letter.to, letter.subject, letter.body) for letter in mail.outbox]


def test_who_is_given_somebody_is_told(cast, patient, nora, deliver):
    with deliver():
        actions.hand_over(by=cast.clara, patient=patient, clinician=nora, note="She sleeps badly.")
    assert told() == ["Nora"]
    [(to, subject, body)] = sent()
    assert (to, subject) == ([nora.email], "People were handed over to you in OncoCare")
    assert "Somebody was handed over to you and is in your care from now on." in " ".join(body.split())
    for secret in (patient.name, patient.key, str(patient.pk), "sleeps", cast.clara.name):
        assert secret not in subject + body, secret


def test_many_together_are_one_message(cast, nora, others, deliver):
    with deliver():
        actions.hand_over_caseload(by=cast.clara, patients=others, clinician=nora)
    assert told() == ["Nora"]
    [(_to, _subject, body)] = sent()
    assert "3 people were handed over to you" in " ".join(body.split())


def test_who_takes_somebody_over_knows_it_already(cast, patient, nora, deliver):
    with deliver():
        actions.hand_over(by=nora, patient=patient, clinician=nora)
        actions.hand_over_caseload(by=cast.clara, patients=[], clinician=nora)
    assert told() == []


def test_whoever_hands_somebody_over_reads_that_an_open_flag_stays_theirs(cast, patient, nora, clara):
    FlagFactory(patient=patient, owner=cast.clara)
    address = reverse("assign_clinician", args=[patient.pk])
    page = text(clara.post(address, {"clinician-clinician": str(nora.pk)}, follow=True))
    assert "An open flag of this person stays with you: hand it over on the page “On duty”." in page


def test_nothing_is_said_once_they_are_with_somebody_else(cast, patient, nora, deliver):
    with deliver():
        actions.hand_over(by=cast.clara, patient=patient, clinician=nora)
        actions.hand_over(by=nora, patient=patient, clinician=cast.clara)
    assert [to for to, _subject, _body in sent()] == [[cast.clara.email]]


def test_it_stands_on_their_page_too(cast, patient, nora, client, deliver):
    with deliver():
        actions.hand_over(by=cast.clara, patient=patient, clinician=nora)
    client.force_login(nora)
    assert "handed over to you" in client.get(reverse("my_messages")).content.decode()

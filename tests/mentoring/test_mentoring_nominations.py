"""Nominations: made once by the rules, taken back when the day says otherwise, told twice without harm."""

import pytest

from mentoring import handlers
from mentoring.actions import nominate, withdraw
from mentoring.models import Nomination
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from tests.cast import BY
from tests.factories.rooms import day


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


def verbs():
    return list(AuditRow.objects.filter(verb__contains="nominat").order_by("id").values_list("verb", flat=True))


def test_a_nomination_remembers_the_decision_that_made_it(cast, patient):
    with clock.at(day(0)):
        one = nominate(by=BY, patient=patient, decision="d1")
    assert (one.centre, one.decision, one.made, one.withdrawn) == (cast.here, "d1", day(0), None)
    assert verbs() == ["patient.nominated"]


def test_another_decision_does_not_nominate_again(patient):
    one = nominate(by=BY, patient=patient, decision="d1")
    assert nominate(by=BY, patient=patient, decision="d2") == one
    assert (Nomination.objects.get().decision, verbs()) == ("d1", ["patient.nominated"])


def test_only_the_decision_that_made_a_nomination_takes_it_back(patient):
    nominate(by=BY, patient=patient, decision="d1")
    withdraw(by=BY, patient=patient, decision="d2")
    assert Nomination.objects.get().withdrawn is None
    withdraw(by=BY, patient=patient, decision="d1")
    withdraw(by=BY, patient=patient, decision="d1")
    assert Nomination.objects.get().withdrawn is not None
    assert verbs() == ["patient.nominated", "nomination.withdrawn"]


def test_a_nomination_that_was_taken_back_can_be_made_anew(patient):
    nominate(by=BY, patient=patient, decision="d1")
    withdraw(by=BY, patient=patient, decision="d1")
    with clock.at(day(3)):
        one = nominate(by=BY, patient=patient, decision="d2")
    assert (one.decision, one.made, one.withdrawn) == ("d2", day(3), None)
    assert verbs() == ["patient.nominated", "nomination.withdrawn", "patient.nominated"]


def test_the_handlers_can_be_told_twice(patient):
    event = {"patient": str(patient.pk), "decision": "d1", "pathway": "p"}
    for handle in (handlers.nominate, handlers.nominate, handlers.withdraw, handlers.withdraw):
        handle(event)
    assert Nomination.objects.get().withdrawn is not None

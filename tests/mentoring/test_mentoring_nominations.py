"""Nominations: made once by the rules, taken back when the day says otherwise, told twice without harm."""

import pytest

from mentoring import handlers
from mentoring.actions import nominate, withdraw
from mentoring.models import Nomination
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from steps.models import Decision
from tests.cast import BY
from tests.factories.rooms import day, sit


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


def verbs():
    return list(AuditRow.objects.filter(verb__contains="nominat").order_by("id").values_list("verb", flat=True))


def test_a_nomination_remembers_the_decision_that_made_it(cast, patient):
    with clock.at(day(0)):
        first = nominate(by=BY, patient=patient, decision="d1")
    assert (first.centre, first.decision, first.made, first.withdrawn) == (cast.here, "d1", day(0), None)
    assert verbs() == ["patient.nominated"]


def test_another_decision_does_not_nominate_again(patient):
    first = nominate(by=BY, patient=patient, decision="d1")
    assert nominate(by=BY, patient=patient, decision="d2") == first
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
        again = nominate(by=BY, patient=patient, decision="d2")
    assert (again.decision, again.made, again.withdrawn) == ("d2", day(3), None)
    assert verbs() == ["patient.nominated", "nomination.withdrawn", "patient.nominated"]


@pytest.fixture
def nominated(patient):
    """The event of the day on which Ana, well for half a year after a hard start, was nominated."""
    for number, total in ((0, 12), (30, 5), (60, 4), (90, 3), (120, 3), (150, 3), (185, 3)):
        sit(patient, day(number, 9), phq=total, gad=3)
    decision = Decision.objects.get(nominate=True)
    return {"patient": str(patient.pk), "decision": str(decision.pk), "pathway": str(decision.pathway_id)}


def test_the_handlers_can_be_told_twice(nominated):
    for handle in (handlers.nominate, handlers.nominate, handlers.withdraw, handlers.withdraw):
        handle(nominated)
    assert Nomination.objects.get().withdrawn is not None


def test_a_nomination_told_late_is_not_made_when_the_day_was_decided_anew(patient, nominated):
    sit(patient, day(185, 12), phq=12)
    assert Nomination.objects.get().withdrawn is not None
    handlers.nominate(nominated)
    assert Nomination.objects.get().withdrawn is not None

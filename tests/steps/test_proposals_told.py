"""Who is told of an open proposal: its owner, everybody once those on duty had it, coordinators where nobody may answer."""

from datetime import timedelta

from django.urls import reverse

from oncocare.events.actions import inline, relay
from oncocare.foundation import clock
from oncocare.people.models import Membership
from steps import actions
from steps.proposals import actions as proposals
from steps.proposals.tasks import climb_overdue
from tests.factories.rooms import sit
from tests.safety.team import at, told
from tests.steps.pathways import proposal, set_status


def severe(cast):
    patient = cast.patient(cast.ana)
    sit(patient, at(2), phq=22, gad=10)
    return proposal(patient)


def climb(when):
    with clock.at(when), inline():
        return climb_overdue()


def test_the_owner_is_told_at_once_and_nobody_else(team):
    cast, _berta, _emil = team
    one = severe(cast)
    assert told("proposal.yours") == ["Clara"]
    assert told("proposal.yours", source=one.news, not_before=at(2), urgent=False) == ["Clara"]


def test_each_next_owner_is_told_and_once_those_on_duty_had_it_everybody_is(team):
    cast, _berta, _emil = team
    severe(cast)
    climb(at(5, 18))
    assert told("proposal.climbed") == ["Berta"]
    climb(at(6, 18))
    assert told("proposal.climbed", made=at(6, 18)) == ["Berta", "Clara", "Emil"]
    assert told("proposal.unowned") == []


def test_where_nobody_may_answer_every_coordinator_is_told(team):
    cast, berta, emil = team
    Membership.objects.filter(user__in=[cast.clara, berta, emil]).delete()
    severe(cast)
    assert (told("proposal.yours"), told("proposal.unowned")) == ([], ["Carlos"])
    climb(at(5, 18))
    assert (told("proposal.climbed"), told("proposal.unowned")) == ([], ["Carlos", "Carlos"])


def test_a_proposal_that_is_open_again_is_told_of_where_its_time_begins_anew(team):
    cast, _berta, _emil = team
    severe(cast)
    patient = cast.patient(cast.ana)
    for pauses, resumes, times in ((at(3), at(3, 12), 1), (at(4), at(16), 2)):
        with clock.at(pauses), inline():
            set_status(cast, patient, "pause")
        with clock.at(resumes), inline():
            set_status(cast, patient, "resume")
        assert told("proposal.yours") == ["Clara"] * times


def test_a_renewed_proposal_is_not_told_of_again(team):
    cast, _berta, _emil = team
    severe(cast)
    sit(cast.patient(cast.ana), at(16), phq=21)
    assert proposal(cast.patient(cast.ana)).renewals.count() == 1
    assert told("proposal.yours") == ["Clara"]


def test_a_message_that_fails_takes_neither_the_proposal_nor_its_climb_back(team, monkeypatch, caplog, deliver):
    cast, berta, _emil = team

    def breaks(**_given):
        raise RuntimeError("made up")

    one = severe(cast)
    monkeypatch.setattr(proposals, "queue_each", breaks)
    caplog.set_level("CRITICAL")
    with clock.at(at(5, 18)), deliver():
        assert climb_overdue() == 1
    one.refresh_from_db()
    assert (one.owner, one.climbed, told("proposal.climbed")) == (berta, 1, [])
    monkeypatch.undo()
    with clock.at(at(5, 18) + timedelta(minutes=10)):
        relay()
    assert told("proposal.climbed") == ["Berta"]


def test_the_answer_of_somebody_else_takes_the_message_from_the_page(team, client):
    cast, _berta, emil = team
    one = severe(cast)
    client.force_login(cast.clara)
    says = "Something waits for your answer. Please sign in by Thursday 5 March 2026, 17:00."
    with clock.at(at(2, 11)):
        assert says in client.get(reverse("my_messages")).content.decode()
    with clock.at(at(2, 12)):
        actions.accept(by=emil, proposal=one)
        assert says not in client.get(reverse("my_messages")).content.decode()

"""An open proposal has an owner and a deadline from its first moment, and climbs the rota until somebody answers it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.access import is_open_to
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from oncocare.people.selectors import standing_of
from oncocare.safety.rota.actions import set_holidays
from steps import actions
from steps.levels import Level
from steps.models import CentrePolicy, Proposal, ProposalClimb
from steps.proposals import actions as proposals
from steps.proposals.tasks import climb_overdue
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.rooms import sit
from tests.safety.team import at, weekly
from tests.steps.pathways import proposal, set_status

QUARTER = timedelta(minutes=15)


def severe(cast, when, who="ana"):
    """Severe first answers, so that level 4 is proposed."""
    patient = cast.patient(getattr(cast, who))
    sit(patient, when, phq=22, gad=10)
    return proposal(patient)


def left_alone(one, start, end):
    """The beat from start to before end; each moment at which the proposal went to somebody, and to whom."""
    seen, moment = [], start
    while moment < end:
        with clock.at(moment):
            if climb_overdue():
                one.refresh_from_db()
                seen.append((moment, one.owner))
        moment += QUARTER
    one.refresh_from_db()
    return seen


# --- from its first moment --------------------------------------------------------------------------------------------


def test_a_proposal_has_an_owner_and_a_deadline_from_its_first_moment(team):
    cast, _berta, _emil = team
    one = severe(cast, at(2))  # Monday
    assert (one.owner, one.promised, one.deadline) == (cast.clara, at(5, 17), at(5, 17))
    assert (one.climbed, one.escalated) == (0, None)


def test_a_weekend_and_a_holiday_are_no_staffed_days(team):
    cast, _berta, _emil = team
    with clock.at(at(1)):
        set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 10): "Here only"})
    assert severe(cast, at(6)).deadline == at(12, 17)  # Friday; Monday, Wednesday, Thursday are staffed


def test_a_centre_says_in_how_many_staffed_days_it_answers(team):
    cast, _berta, _emil = team
    CentrePolicy.objects.filter(centre=cast.here).update(answer_days=1)
    assert severe(cast, at(6)).deadline == at(9, 17)


def test_it_is_of_the_responsible_clinician_or_else_of_who_is_first_on_duty(team):
    cast, berta, _emil = team
    weekly(cast, [(weekday, berta, 1) for weekday in range(5)])
    assert severe(cast, at(2)).owner == berta


def test_where_nobody_may_answer_it_is_escalated_at_once_and_goes_to_who_comes(team):
    cast, berta, emil = team
    Membership.objects.filter(user__in=[cast.clara, berta, emil]).delete()
    one = severe(cast, at(2))
    assert (one.owner, one.escalated) == (None, at(2))
    with clock.at(at(3)):
        people.appoint(by=BY, user=emil, centre=cast.here, role=CLINICIAN)
    assert left_alone(one, at(5, 17), at(6)) == [(at(5, 17, 15), emil)]


# --- climbing ---------------------------------------------------------------------------------------------------------


def test_a_proposal_nobody_answers_climbs_the_rota_again_and_again(team):
    cast, berta, emil = team
    one = severe(cast, at(2))
    assert left_alone(one, at(2), at(12)) == [
        (at(5, 17, 15), berta),  # Thursday evening, until Friday
        (at(6, 17, 15), emil),  # until Monday: everybody on duty had it
        (at(9, 17, 15), cast.clara),
        (at(10, 17, 15), berta),
        (at(11, 17, 15), emil),
    ]
    assert (one.climbed, one.promised, one.deadline) == (5, at(5, 17), at(12, 17))
    assert one.escalated == at(11, 17, 15)
    passed = [(climb.from_user, climb.to_user, climb.made) for climb in ProposalClimb.objects.order_by("id")]
    assert passed[:2] == [(cast.clara, berta, at(5, 17, 15)), (berta, emil, at(6, 17, 15))]
    rows = AuditRow.objects.filter(verb="proposal.climbed").order_by("id")
    assert [row.detail for row in rows][:2] == [{"to": str(berta.pk)}, {"to": str(emil.pk)}]
    assert {(row.actor, row.subject, row.patient) for row in rows} == {
        ("system:proposals", f"proposal:{one.pk}", str(cast.patient(cast.ana).pk))
    }


def test_the_sweep_takes_everything_overdue_however_long_it_was_down(team):
    cast, berta, _emil = team
    one = severe(cast, at(2))
    assert left_alone(one, at(24, 11), at(24, 12)) == [(at(24, 11), berta)]
    assert one.deadline == at(25, 17)


@pytest.mark.parametrize("answer", ["accept", "change", "decline", "override"])
def test_an_answer_ends_it(team, answer):
    cast, berta, _emil = team
    one = severe(cast, at(2))
    left_alone(one, at(5, 17), at(5, 18))
    with clock.at(at(6, 9)):
        {
            "accept": lambda: actions.accept(by=berta, proposal=one),
            "change": lambda: actions.change(by=berta, proposal=one, to=Level.CAMPUS, reason="x"),
            "decline": lambda: actions.decline(by=berta, proposal=one, reason="x"),
            "override": lambda: actions.override(by=berta, pathway=one.pathway, to=Level.CAMPUS, reason="x"),
        }[answer]()
    assert left_alone(one, at(6, 17), at(10)) == []
    assert (one.owner, one.climbed) == (berta, 1)


def test_nothing_climbs_while_stepped_care_is_paused_and_its_time_begins_anew_after(team):
    cast, berta, _emil = team
    one = severe(cast, at(2))
    with clock.at(at(3)):
        set_status(cast, cast.patient(cast.ana), "pause")
    assert left_alone(one, at(5, 17), at(9)) == []
    with clock.at(at(9)):
        set_status(cast, cast.patient(cast.ana), "resume")
    one.refresh_from_db()
    assert (one.state, one.owner, one.promised, one.deadline) == ("open", cast.clara, at(12, 17), at(12, 17))
    assert left_alone(one, at(12, 17), at(13)) == [(at(12, 17, 15), berta)]


def test_a_renewed_proposal_keeps_its_owner_and_its_deadline(team):
    cast, _berta, _emil = team
    one = severe(cast, at(2))
    sit(cast.patient(cast.ana), at(16), phq=21)
    one.refresh_from_db()
    assert (one.state, one.renewals.count()) == ("open", 1)
    assert (one.owner, one.promised, one.deadline) == (cast.clara, at(5, 17), at(5, 17))


def test_one_proposal_that_cannot_be_passed_on_holds_up_no_other(team, monkeypatch):
    cast, berta, _emil = team
    first, second = severe(cast, at(2)), severe(cast, at(2), "bea")
    real = proposals.days_after

    def breaks(*given):
        monkeypatch.setattr(proposals, "days_after", real)
        raise RuntimeError("made up")

    monkeypatch.setattr(proposals, "days_after", breaks)
    with clock.at(at(5, 18)):
        assert climb_overdue() == 1
        owners = [Proposal.objects.get(pk=one.pk).owner for one in (first, second)]
        assert sorted(owner.name for owner in owners) == ["Berta", "Clara"]
        assert ProposalClimb.objects.count() == 1
        assert climb_overdue() == 1
    assert {one.owner for one in Proposal.objects.all()} == {berta}


def test_two_sweeps_at_the_same_moment_climb_once(committed):
    one = severe(committed, clock.now())
    Proposal.objects.filter(pk=one.pk).update(deadline=clock.now() - timedelta(minutes=1))
    assert sorted(at_once(climb_overdue, climb_overdue)) == [0, 1]
    one.refresh_from_db()
    assert (one.climbed, one.climbs.count()) == (1, 1)


def test_who_answers_while_it_climbs_is_heard(committed):
    one = severe(committed, clock.now())
    Proposal.objects.filter(pk=one.pk).update(deadline=clock.now() - timedelta(minutes=1))
    at_once(climb_overdue, lambda: actions.accept(by=committed.clara, proposal=one))
    one.refresh_from_db()
    assert (one.state, one.resolved_by, one.climbed) == ("accepted", committed.clara, one.climbs.count())


# --- whose record is open ---------------------------------------------------------------------------------------------


def test_who_has_a_proposal_may_open_the_record_and_write_it_up_after(team):
    cast, berta, emil = team
    one = severe(cast, at(2))
    patient = cast.patient(cast.ana)
    left_alone(one, at(5, 17), at(5, 18))
    with clock.at(at(6)):
        assert [is_open_to(standing_of(user), patient) for user in (berta, emil)] == [True, False]
        actions.accept(by=berta, proposal=one)
    with clock.at(at(6, 17)):
        assert is_open_to(standing_of(berta), patient)
    with clock.at(at(6, 19)):
        assert not is_open_to(standing_of(berta), patient)


def test_a_proposal_that_is_not_there_is_passed_over(db):
    assert proposals._climb(uuid4(), by=BY) is False

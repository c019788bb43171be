"""The life of a flag: owned at once, with a deadline at once, and never let go until a person has acted."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Membership, User
from oncocare.people.roles import CLINICIAN, COORDINATOR
from oncocare.safety.concerns import FlagKind, Severity
from oncocare.safety.flags import actions, kinds, selectors
from oncocare.safety.flags.tasks import escalate_overdue as task
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.rooms import FlagFactory, day, talked
from tests.safety.team import gala_leaves

MINUTE = timedelta(minutes=1)


@pytest.fixture
def patient(cast):
    gala_leaves(cast)
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(one, time(9), time(17)) for one in range(5)])
    return cast.patient(cast.ana)


def worry(patient, **more):
    return actions.raise_flag(
        **{"by": BY, "patient": patient, "kind": "suicidal_ideation", "severity": "high", "source": "test:1", **more}
    )


def verbs(flag):
    return list(AuditRow.objects.filter(subject=f"flag:{flag.pk}").order_by("id").values_list("verb", "actor"))


def colleague(cast, name, role=CLINICIAN):
    user = people.register_user(by=BY, email=f"{name}@example.org", name=name.title(), language="en")
    people.appoint(by=BY, user=user, centre=cast.here, role=role)
    return user


# --- raising ----------------------------------------------------------------------------------------------------------


def test_a_flag_has_an_owner_and_a_deadline_from_its_first_moment(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
    assert (flag.owner, flag.raised, flag.deadline, flag.escalated) == (cast.clara, day(0, 10), day(0, 14), None)
    assert flag.centre == cast.here
    assert verbs(flag) == [("flag.raised", BY)]
    assert Event.objects.filter(kind="flag.raised").get().payload == {
        "flag": str(flag.pk), "owner": str(cast.clara.pk), "news": f"flag:{flag.pk}:0", "nobody": False,
    }  # fmt: skip


def test_raising_the_same_concern_again_makes_no_second_flag(patient):
    flag = worry(patient)
    assert worry(patient) == flag
    assert worry(patient, source="test:2") != flag
    assert worry(patient, kind="worsening") != flag
    assert Flag.objects.count() == 3
    assert verbs(flag) == [("flag.raised", BY)]


@pytest.mark.parametrize("unknown", [{"kind": "not_eating"}, {"severity": "low"}, {"kind": "Worsening"}])
def test_an_unknown_kind_or_severity_is_a_mistake_of_whoever_raises_it(patient, unknown):
    for join in (False, True):
        with pytest.raises(ValueError, match=r"is not a valid (FlagKind|Severity)"):
            worry(patient, join=join, **unknown)
    assert not Flag.objects.exists()


def test_the_database_refuses_a_second_flag_for_one_source_and_kind(patient):
    worry(patient)
    with pytest.raises(IntegrityError, match="flag_once_per_source_and_kind"), transaction.atomic():
        FlagFactory(patient=patient, source="test:1", owner=patient.clinician)


def test_the_database_refuses_a_flag_that_nobody_owns(patient):
    with pytest.raises(IntegrityError, match="flag_never_without_an_owner"), transaction.atomic():
        FlagFactory(patient=patient)


@pytest.mark.parametrize("wrong", [{"outcome": "plan"}, {"closed": True}])
def test_the_database_refuses_a_closed_flag_without_outcome_and_an_outcome_without_close(cast, patient, wrong):
    now = clock.now()
    closed = {"closed_at": now, "closed_by": cast.clara, "acknowledged_at": now, "acknowledged_by": cast.clara}
    fields = closed if wrong.pop("closed", False) else wrong
    with pytest.raises(IntegrityError, match="flag_closed_only_with_an_outcome"), transaction.atomic():
        FlagFactory(patient=patient, owner=cast.clara, **fields)


def test_who_acknowledged_and_when_stand_together(cast, patient):
    with pytest.raises(IntegrityError, match="acknowledged_paired"), transaction.atomic():
        FlagFactory(patient=patient, owner=cast.clara, acknowledged_at=clock.now())


# --- who owns it ------------------------------------------------------------------------------------------------------


def test_the_responsible_clinician_owns_it(cast, patient):
    colleague(cast, "berta")
    assert worry(patient).owner == cast.clara


def test_without_a_responsible_clinician_the_longest_serving_clinician_owns_it(cast, patient):
    patient.clinician = None
    colleague(cast, "berta")
    assert worry(patient).owner == cast.clara


def test_a_clinician_who_cannot_sign_in_owns_nothing(cast, patient):
    berta = colleague(cast, "berta")
    User.objects.filter(pk=cast.clara.pk).update(is_active=False)
    patient.refresh_from_db()
    assert worry(patient).owner == berta


def test_a_clinician_who_left_the_centre_owns_nothing(cast, patient):
    berta = colleague(cast, "berta")
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert worry(patient).owner == berta


def test_only_who_may_answer_a_flag_owns_one_so_never_a_coordinator_or_researcher(cast, patient):
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    patient.clinician = None
    assert worry(patient).owner is None


def test_at_a_centre_without_staff_a_flag_is_escalated_at_once(cast, patient):
    cast.here.memberships.all().delete()
    patient.clinician = None
    flag = worry(patient)
    assert (flag.owner, flag.escalated) == (None, flag.raised)


# --- can it wait? -----------------------------------------------------------------------------------------------------


def test_a_no_makes_the_flag_urgent(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
    with clock.at(day(0, 10, 5)):
        flag = actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
    assert (flag.can_wait, flag.severity, flag.deadline) == (False, "urgent", day(0, 11, 5))
    assert verbs(flag)[1:] == [(verb, f"user:{cast.ana.pk}") for verb in ("flag.joined", "flag.can_wait")]


def test_a_yes_never_slows_a_flag(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
        before = (flag.severity, flag.deadline)
        assert actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=True).can_wait is True
        flag.refresh_from_db()
        assert (flag.severity, flag.deadline) == before
        actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
        flag = actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=True)
    assert (flag.severity, flag.deadline) == ("urgent", day(0, 11))


def test_a_no_never_gives_more_time_than_there_was(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
    with clock.at(day(0, 13, 45)):
        flag = actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
    assert flag.deadline == day(0, 14)


def test_a_no_after_somebody_took_it_on_is_one_that_nobody_has_read_and_climbs_until_somebody_has(cast, patient):
    with clock.at(day(0, 10)):
        flag = actions.acknowledge(by=cast.clara, flag=worry(patient))
    with clock.at(day(0, 12)):
        flag = actions.say_whether_it_can_wait(by=cast.ana, flag=flag, can_wait=False)
    assert (flag.can_wait, flag.severity, flag.deadline) == (False, "urgent", day(0, 13))
    assert (flag.acknowledged_at, flag.owner) == (None, cast.clara)
    with clock.at(day(0, 13, 1)):
        assert actions.escalate_overdue() == 1


# --- acknowledging and closing ----------------------------------------------------------------------------------------


def test_whoever_acknowledges_first_takes_it_on(cast, patient):
    berta = colleague(cast, "berta")
    with clock.at(day(0, 10)):
        flag = worry(patient)
    with clock.at(day(0, 11)):
        actions.acknowledge(by=berta, flag=flag)
    with clock.at(day(0, 12)):
        flag = actions.acknowledge(by=cast.clara, flag=flag)
    assert (flag.acknowledged_by, flag.acknowledged_at, flag.owner) == (berta, day(0, 11), berta)
    assert verbs(flag) == [("flag.raised", BY), ("flag.acknowledged", f"user:{berta.pk}")]


def test_closing_says_how_it_ended_and_acknowledges_on_the_way(cast, patient):
    flag = actions.close(by=cast.clara, flag=worry(patient), outcome="plan", note="Called at noon.", assessed=talked())
    assert (flag.outcome, flag.note, flag.closed_by, flag.acknowledged_by) == (
        "plan",
        "Called at noon.",
        cast.clara,
        cast.clara,
    )
    assert [verb for verb, _ in verbs(flag)] == ["flag.raised", "flag.acknowledged", "flag.closed"]
    assert AuditRow.objects.get(verb="flag.closed").detail == {
        "outcome": "plan"
    }  # the note is free text: never in the log


def test_closing_twice_is_refused_and_changes_nothing(cast, patient):
    berta = colleague(cast, "berta")
    flag = actions.close(by=cast.clara, flag=worry(patient), outcome="plan", note="Called.", assessed=talked())
    with pytest.raises(ValidationError, match="closed already"):
        actions.close(by=berta, flag=flag, outcome="mistake", assessed=talked())
    flag.refresh_from_db()
    assert (flag.outcome, flag.note, flag.closed_by) == ("plan", "Called.", cast.clara)


@pytest.mark.parametrize("outcome", ["", "unheard of"])
def test_closing_without_a_known_outcome_is_refused(cast, patient, outcome):
    flag = worry(patient)
    with pytest.raises(ValidationError) as refused:
        actions.close(by=cast.clara, flag=flag, outcome=outcome)
    assert refused.value.message_dict == {"outcome": ["Choose how it ended."]}
    flag.refresh_from_db()
    assert (flag.closed_at, flag.acknowledged_at) == (None, None)


def test_two_people_who_acknowledge_at_the_same_moment_are_told_the_same_owner(committed):
    flag = worry(committed.patient(committed.ana))
    results = at_once(
        lambda: actions.acknowledge(by=committed.clara, flag=flag),
        lambda: actions.acknowledge(by=committed.denis, flag=flag),
    )
    flag.refresh_from_db()
    assert [one.acknowledged_by for one in results] == [flag.acknowledged_by] * 2
    assert flag.owner == flag.acknowledged_by
    assert AuditRow.objects.filter(verb="flag.acknowledged").count() == 1


def test_two_people_who_close_at_the_same_moment_close_once(committed):
    flag = worry(committed.patient(committed.ana))
    results = at_once(
        lambda: actions.close(by=committed.clara, flag=flag, outcome="plan", assessed=talked()),
        lambda: actions.close(by=committed.denis, flag=flag, outcome="mistake", assessed=talked()),
    )
    assert sorted(type(one).__name__ for one in results) == ["Flag", "ValidationError"]
    assert AuditRow.objects.filter(verb="flag.closed").count() == 1


# --- escalating -------------------------------------------------------------------------------------------------------


def test_a_flag_that_nobody_acknowledges_goes_from_one_to_the_next_until_somebody_acts(cast, patient):
    berta = colleague(cast, "berta")
    with clock.at(day(0, 10)):
        flag = worry(patient)
    owners = []
    for _ in range(4):
        flag.refresh_from_db()
        with clock.at(flag.deadline):
            assert task() == 0  # at the deadline itself it is not late
        with clock.at(flag.deadline + MINUTE):
            assert task() == 1
            assert task() == 0
        flag.refresh_from_db()
        owners.append(flag.owner)
    assert owners == [berta, cast.clara, berta, cast.clara]
    assert flag.deadline > flag.escalated
    assert Event.objects.filter(kind="flag.escalated").count() == 4
    with clock.at(flag.deadline + MINUTE):
        actions.acknowledge(by=cast.clara, flag=flag)
        assert task() == 0


def test_a_person_with_two_roles_does_not_hold_up_the_round(cast, patient):
    people.appoint(by=BY, user=cast.clara, centre=cast.here, role=COORDINATOR)
    berta = colleague(cast, "berta")
    with clock.at(day(0, 10)):
        flag = worry(patient)
    seen = []
    for _ in range(4):
        with clock.at(flag.deadline + MINUTE):
            task()
        flag.refresh_from_db()
        seen.append(flag.owner)
    assert seen == [berta, cast.clara, berta, cast.clara]


def test_the_last_tier_is_never_empty(cast, patient):
    cast.here.memberships.exclude(user=cast.clara).delete()
    with clock.at(day(0, 10)):
        flag = worry(patient)
    with clock.at(flag.deadline + MINUTE):
        task()
    flag.refresh_from_db()
    assert (flag.owner, flag.escalated) == (cast.clara, day(0, 14, 1))


def test_an_owner_who_left_hands_the_flag_to_the_first_of_those_who_are_there(cast, patient):
    berta = colleague(cast, "berta")
    with clock.at(day(0, 10)):
        flag = worry(patient)
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    with clock.at(flag.deadline + MINUTE):
        task()
    flag.refresh_from_db()
    assert flag.owner == berta


def test_when_everybody_has_left_a_flag_stays_escalated(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
    cast.here.memberships.all().delete()
    with clock.at(flag.deadline + MINUTE):
        assert task() == 1
    flag.refresh_from_db()
    assert (flag.owner, flag.escalated) == (None, day(0, 14, 1))


def test_escalation_waits_for_no_window_however_long_the_sweep_was_down(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
    with clock.at(day(300)):
        assert task() == 1
    flag.refresh_from_db()
    assert flag.deadline > day(300)


def test_flags_obey_conservation(cast, patient):
    with clock.at(day(0, 10)):
        flags = [worry(patient, source=f"test:{number}") for number in range(6)]
        actions.acknowledge(by=cast.clara, flag=flags[0])
        actions.close(by=cast.clara, flag=flags[1], outcome="plan", assessed=talked())
        actions.say_whether_it_can_wait(by=cast.ana, flag=flags[2], can_wait=False)
    with clock.at(day(0, 12)):
        task()
    acknowledged = Flag.objects.exclude(acknowledged_at=None)
    waiting = Flag.objects.filter(acknowledged_at=None, escalated=None, owner__isnull=False, deadline__gt=day(0, 12))
    escalated = Flag.objects.filter(acknowledged_at=None, escalated__isnull=False)
    assert (acknowledged.count(), waiting.count(), escalated.count(), Flag.objects.count()) == (2, 3, 1, 6)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_open_flags_of_a_centre_come_with_the_earliest_deadline_first(cast, patient):
    late, soon = (FlagFactory(patient=patient, owner=cast.clara, deadline=day(n)) for n in (3, 1))
    FlagFactory(patient=cast.patient(cast.dora), owner=cast.denis)
    actions.close(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara), outcome="plan", assessed=talked())
    assert list(selectors.open_flags(cast.here)) == [soon, late]
    waiting = [selectors.flags_of(cast.patient(one)).filter(closed_at=None).exists() for one in (cast.ana, cast.bea)]
    assert waiting == [True, False]


def test_a_flag_is_in_nobodys_hand_until_somebody_acknowledges_it(cast, patient):
    with clock.at(day(0, 10)):
        flag = worry(patient)
    assert flag.in_hand(day(9)) is False
    assert actions.acknowledge(by=cast.clara, flag=flag).in_hand(day(9)) is True


def test_every_kind_and_severity_has_words_of_its_own_and_one_from_before_the_lists_a_name():
    assert list(kinds.WORDS) == list(FlagKind)
    assert [kinds.words(one) for one in ("silence", "not_eating")] == ["No answers after severe ones", "Not eating"]
    assert [kinds.severity_words(one) for one in (*Severity, "own")] == [
        "Medium priority",
        "High priority",
        "Urgent",
        "own",
    ]

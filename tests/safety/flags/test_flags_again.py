"""A concern that comes again joins the flag that is open: nearer, graver, one occasion more, and somebody learns of it."""

import threading
from contextlib import suppress
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from oncocare.audit.models import AuditRow
from oncocare.events.actions import inline
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_due
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.safety.flags import actions, selectors
from oncocare.safety.models import Flag, Occasion
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.owner import as_owner
from tests.factories.rooms import FlagFactory, talked
from tests.safety.team import at, told, weekly

AGAIN = "flag.again"


@pytest.fixture
def come(team):
    """A concern about Ana at a moment, from a source; `join` unless it says otherwise."""
    cast, _berta, _emil = team

    def raise_it(when, source="test:1", kind="worsening", severity="medium", **more):
        with clock.at(when), inline():
            return actions.raise_flag(
                **{"by": BY, "patient": cast.patient(cast.ana), "join": True, **more},
                kind=kind, severity=severity, source=source,
            )  # fmt: skip

    return raise_it


def acknowledge(flag, by, when):
    with clock.at(when):
        return actions.acknowledge(by=by, flag=flag)


def close(flag, by, when):
    with clock.at(when):
        return actions.close(by=by, flag=flag, outcome="plan", assessed=talked())


def occasions(flag):
    return list(flag.occasions.order_by("id").values_list("source", "severity", "made", "made_by"))


# --- occasions --------------------------------------------------------------------------------------------------------


def test_the_first_time_is_an_occasion_too_and_without_join_each_source_makes_its_own_flag(team, come):
    cast, _berta, _emil = team
    first = come(at(2), join=False, by=cast.ana)
    second = come(at(2), "test:2", join=False)
    assert first != second
    assert occasions(first) == [("test:1", "medium", at(2), f"user:{cast.ana.pk}")]
    assert occasions(second) == [("test:2", "medium", at(2), BY)]


def test_the_database_refuses_one_source_twice_for_one_flag(come):
    flag = come(at(2))
    with pytest.raises(IntegrityError, match="occasion_once_per_flag_and_source"), transaction.atomic():
        Occasion.objects.create(
            flag=flag, patient=flag.patient, centre=flag.centre, source="test:1", severity="urgent", made_by=BY
        )


# --- joining ----------------------------------------------------------------------------------------------------------


def test_a_kind_that_is_open_for_this_patient_is_joined_and_any_other_is_not(team, come):
    cast, _berta, _emil = team
    flag = come(at(2))
    assert come(at(3), "test:2") == flag
    others = [
        come(at(3), "test:3", kind="silence"),
        come(at(3), "test:4", patient=cast.patient(cast.bea)),
        come(at(3), "test:5", patient=cast.patient(cast.dora)),
    ]
    assert Flag.objects.count() == 4
    assert [occasions(one) for one in (flag, *others)] == [
        [("test:1", "medium", at(2), BY), ("test:2", "medium", at(3), BY)],
        *([(f"test:{number}", "medium", at(3), BY)] for number in (3, 4, 5)),
    ]
    log = AuditRow.objects.filter(subject=f"flag:{flag.pk}", verb__startswith="flag.").order_by("id")
    assert [(row.verb, row.actor, row.detail) for row in log] == [
        ("flag.raised", BY, {"kind": "worsening"}),
        ("flag.joined", BY, {"kind": "worsening"}),
    ]


def test_the_same_source_again_does_nothing_whether_it_raised_the_flag_or_joined_it(team, come):
    cast, _berta, _emil = team
    flag = come(at(2))
    come(at(3), "test:2")
    before = (Event.objects.count(), AuditRow.objects.count(), Message.objects.count())
    assert [come(at(3), source) for source in ("test:1", "test:2")] == [flag, flag]
    assert (Event.objects.count(), AuditRow.objects.count(), Message.objects.count()) == before
    close(flag, cast.clara, at(3))
    before = (Event.objects.count(), AuditRow.objects.count(), Message.objects.count())
    assert [come(at(4), source, severity="urgent") for source in ("test:1", "test:2")] == [flag, flag]
    flag.refresh_from_db()
    assert (flag.severity, flag.occasions.count(), Flag.objects.count()) == ("medium", 2, 1)
    assert (Event.objects.count(), AuditRow.objects.count(), Message.objects.count()) == before


def test_the_same_source_with_a_higher_severity_makes_the_open_flag_graver_once(come):
    flag = come(at(2))
    for _ in range(2):
        assert come(at(3), severity="urgent") == flag
    flag.refresh_from_db()
    assert (flag.severity, flag.deadline <= at(4, 3)) == ("urgent", True)
    assert [source for source, *_ in occasions(flag)] == ["test:1", f"test:1:{at(3).isoformat()}"]


def test_once_the_flag_is_closed_the_next_time_makes_another(team, come):
    cast, _berta, _emil = team
    flag = close(come(at(2)), cast.clara, at(2, 11))
    other = come(at(3), "test:2")
    assert other != flag
    assert (occasions(flag)[0][0], occasions(other)[0][0]) == ("test:1", "test:2")


def test_what_a_person_says_again_joins_what_is_open_since_or_makes_another_flag(team, come):
    cast, _berta, _emil = team
    first = close(come(at(2)), cast.clara, at(2, 11))
    other = come(at(3), "test:2")
    assert come(at(3, 11), repeated=True) == other
    assert come(at(3, 12), repeated=True) == other
    assert other.occasions.count() == 2
    close(other, cast.clara, at(4))
    third = come(at(5), repeated=True)
    assert (third.source, third.number, Flag.objects.count()) == ("test:1", 2, 3)
    assert third not in (first, other)


def test_a_flag_that_the_release_before_raised_is_found_by_its_own_source(team, come):
    cast, _berta, _emil = team
    flag = FlagFactory(
        patient=cast.patient(cast.ana), owner=cast.clara, kind="worsening", source="test:1", occasion=False
    )
    assert not flag.occasions.exists()
    assert [come(at(2), join=False), come(at(2))] == [flag, flag]


@pytest.mark.parametrize(
    ("before", "after", "severity", "deadline"),
    [
        ("medium", "urgent", "urgent", at(2, 12)),
        ("medium", "high", "high", at(2, 15)),
        ("medium", "medium", "medium", at(4)),
        ("urgent", "medium", "urgent", at(2, 11)),
        ("high", "urgent", "urgent", at(2, 12)),
    ],
)
def test_deadline_and_promise_come_nearer_and_severity_rises_but_never_the_other_way(
    come, before, after, severity, deadline
):
    come(at(2), severity=before)
    flag = come(at(2, 11), "test:2", severity=after)
    flag.refresh_from_db()
    assert (flag.severity, flag.deadline, flag.promised) == (severity, deadline, deadline)


def test_what_climbs_already_is_not_put_off(team, come):
    flag = come(at(2), severity="urgent")
    with clock.at(at(2, 11, 30)), inline():
        actions.escalate_overdue()
    come(at(2, 11, 45), "test:2", severity="medium")
    flag.refresh_from_db()
    assert (flag.deadline, flag.promised, flag.climbed, flag.severity) == (at(2, 12, 30), at(2, 11), 1, "urgent")


def test_of_several_open_flags_it_joins_one_that_nobody_has_taken_on(team, come):
    cast, _berta, _emil = team
    acknowledge(come(at(2), severity="urgent", join=False), cast.clara, at(2))
    waiting = come(at(2), "test:2", join=False)
    assert come(at(3), "test:3") == waiting


# --- who is told ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "names"), [("urgent", ["Clara"]), ("medium", [])])
def test_the_owner_of_a_flag_that_waits_is_told_when_it_is_graver_or_due_sooner(come, severity, names):
    flag = come(at(2))
    come(at(2, 11), "test:2", severity=severity)
    assert told(AGAIN) == names
    assert told("flag.yours") == ["Clara"]
    news = [f"flag:{flag.pk}:0:{flag.occasions.latest('id').pk}"] if names else []
    joined = Event.objects.filter(kind="flag.joined", payload__told=True)
    assert list(joined.values_list("payload__news", flat=True)) == news


def test_who_has_taken_a_flag_on_keeps_it_and_is_told_each_time_it_comes_again(team, come, mailoutbox):
    cast, _berta, _emil = team
    taken = acknowledge(come(at(2)), cast.clara, at(2, 11))
    for day in (9, 10):
        flag = come(at(day), f"test:{day}")
        assert (flag, flag.acknowledged_at, flag.acknowledged_by, flag.owner) == (
            taken, at(2, 11), cast.clara, cast.clara,
        )  # fmt: skip
        with clock.at(at(day, 10, 1)):
            send_due()
    assert told(AGAIN) == ["Clara", "Clara"]
    again = [mail.body for mail in mailoutbox if "come up again" in mail.body]
    assert len(again) == 2
    assert (
        "Something that you had taken on has come up again. Please sign in. What it is about stands there" in again[0]
    )


def test_a_mail_about_a_flag_that_waits_says_by_when(team, come, mailoutbox):
    come(at(2))
    come(at(2, 11), "test:2", severity="urgent")
    with clock.at(at(2, 11, 1)):
        send_due()
    [mail] = [mail.body for mail in mailoutbox if "come up again" in mail.body]
    assert "Something that waits for you has come up again. Please sign in by Monday 2 March 2026, 12:00." in mail


@pytest.mark.parametrize("over", ["taken on since", "closed", "handed over"])
def test_the_mail_does_not_go_once_its_reason_is_over(team, come, mailoutbox, over):
    cast, berta, _emil = team
    come(at(2))
    flag = come(at(2, 11), "test:2", severity="urgent")
    if over == "taken on since":
        acknowledge(flag, cast.clara, at(2, 11))
    elif over == "closed":
        close(flag, cast.clara, at(2, 11))
    else:
        with clock.at(at(2, 11)):
            actions.hand_over(by=cast.clara, flag=flag, to=berta)
    with clock.at(at(2, 11, 1)):
        send_due()
    assert told(AGAIN) == ["Clara"]
    assert [mail.body for mail in mailoutbox if "come up again" in mail.body] == []


def test_where_nobody_is_on_duty_everybody_is_told_as_of_a_new_flag(team, come):
    cast, berta, _emil = team
    come(at(2))
    weekly(cast, [(2, berta, 1)])
    come(at(3), "test:2", severity="urgent")
    assert told("flag.nobody_on") == ["Berta", "Carlos", "Clara", "Emil"]


def test_a_flag_of_somebody_who_has_left_goes_to_who_is_there(team, come):
    cast, berta, _emil = team
    flag = acknowledge(come(at(2)), cast.clara, at(2))
    people.dismiss(by=BY, membership=Membership.objects.get(user=cast.clara, centre=cast.here))
    assert come(at(3), "test:2") == flag
    flag.refresh_from_db()
    assert (flag.owner, flag.acknowledged_by) == (berta, cast.clara)
    assert (told(AGAIN), told("flag.yours", source=flag.news)) == ([], ["Berta"])


# --- at one moment ----------------------------------------------------------------------------------------------------


def again(cast, source, severity="medium"):
    return actions.raise_flag(
        by=BY, patient=cast.patient(cast.ana), kind="worsening", severity=severity, source=source, join=True
    )


def meet(monkeypatch, name, wait=1):
    """Whoever comes to this step of the act waits there a while for another."""
    gate, step = threading.Barrier(2), getattr(actions, name)

    def waiting(*given):
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=wait)
        return step(*given)

    monkeypatch.setattr(actions, name, waiting)


@pytest.mark.parametrize("sources", [("test:1", "test:2"), ("test:1", "test:1")])
def test_two_at_the_same_moment_make_one_flag(committed, monkeypatch, sources):
    meet(monkeypatch, "_moments")
    flags = at_once(*(lambda source=source: again(committed, source) for source in sources))
    assert flags == [Flag.objects.get()] * 2
    assert {source for source, *_more in occasions(flags[0])} == set(sources)


def test_what_joins_in_the_moment_in_which_somebody_takes_the_flag_on_takes_nothing_back(committed, monkeypatch):
    flag = again(committed, "test:1")
    meet(monkeypatch, "_moments")
    at_once(
        lambda: again(committed, "test:2", "urgent"),
        lambda: actions.acknowledge(by=committed.clara, flag=flag),
    )
    flag.refresh_from_db()
    assert (flag.severity, flag.acknowledged_by, flag.occasions.count()) == ("urgent", committed.clara, 2)


def test_what_comes_in_the_moment_in_which_the_flag_is_closed_joins_it_before_or_is_another(committed):
    flag = again(committed, "test:1")
    other, closed = at_once(
        lambda: again(committed, "test:2"),
        lambda: actions.close(by=committed.clara, flag=flag, outcome="plan", assessed=talked()),
    )
    flag.refresh_from_db()
    assert flag.closed_at == closed.closed_at
    assert (other == flag) is (flag.occasions.count() == 2)
    assert Flag.objects.filter(closed_at=None).count() == (0 if other == flag else 1)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_every_flag_of_a_patient_comes_with_its_occasions_in_two_queries(team, come, django_assert_num_queries):
    cast, _berta, _emil = team
    first = close(come(at(2)), cast.clara, at(2, 12))
    come(at(3), "test:2")
    come(at(4), "test:3")
    come(at(4), "test:4", patient=cast.patient(cast.bea))
    patient = cast.patient(cast.ana)
    with django_assert_num_queries(2):
        found = [
            (flag.raised, flag.closed_at, [(one.source, one.made) for one in flag.occasions.all()])
            for flag in selectors.flags_of(patient)
        ]
    assert found == [
        (first.raised, at(2, 12), [("test:1", at(2))]),
        (at(3), None, [("test:2", at(3)), ("test:3", at(4))]),
    ]


def test_a_list_of_flags_comes_with_every_moment_of_each(team, come):
    cast, _berta, _emil = team
    come(at(2))
    come(at(3), "test:2")
    come(at(3), "test:3", kind="silence")
    flags = selectors.with_occasions(selectors.open_flags(cast.here)).order_by("raised")
    assert [(flag.kind, flag.moments) for flag in flags] == [("worsening", [at(2), at(3)]), ("silence", [at(3)])]


# --- what was there before --------------------------------------------------------------------------------------------


def test_flags_raised_before_there_were_occasions_get_their_first_with_the_severity_of_then(team):
    cast, _berta, _emil = team
    with clock.at(at(2)):
        flag = FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara, severity="medium", occasion=False)
    with clock.at(at(2) + timedelta(hours=1)):
        Flag.objects.filter(pk=flag.pk).update(severity="urgent")
    add_first = import_module("oncocare.safety.migrations.0003_first_occasions").ADD_FIRST
    for _ in range(2):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(add_first)
    assert occasions(flag) == [(flag.source, "medium", at(2), "")]


# --- what nobody has read ---------------------------------------------------------------------------------------------


def test_a_persons_new_answer_after_somebody_took_the_flag_on_is_unread_and_climbs_until_somebody_takes_it_on(
    team, come
):
    cast, _berta, _emil = team
    flag = acknowledge(come(at(2), "assignment:1", kind="suicidal_ideation"), cast.clara, at(2, 11))
    for source, repeated in (("assignment:2", False), ("assignment:2", True)):
        come(at(3), source, kind="suicidal_ideation", severity="urgent", repeated=repeated)
        flag.refresh_from_db()
        assert (flag.acknowledged_at, flag.acknowledged_by, flag.severity) == (None, None, "urgent")
        with clock.at(flag.deadline + timedelta(minutes=1)):
            assert actions.escalate_overdue() == 1
        flag = acknowledge(flag, cast.clara, at(4))


def test_a_rule_that_comes_again_leaves_a_flag_with_whoever_took_it_on(team, come):
    cast, _berta, _emil = team
    acknowledge(come(at(2), "assignment:1", kind="suicidal_ideation"), cast.clara, at(2, 11))
    assert come(at(3), "pathway:1:2026-11-20", kind="suicidal_ideation").acknowledged_by == cast.clara

"""One clock a request, one transaction a write, rows that refuse shortcuts."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import Error, connection, transaction
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from oncocare.foundation import clock
from oncocare.foundation.middleware import hold_now
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, after_commit, hold, insert_last, unit
from oncocare.people.models import Membership, Patient, User
from tests.cast import BY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_now_is_the_moment_unless_it_is_held():
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON
        with clock.at(NOON - timedelta(days=9)):
            assert clock.now() == NOON - timedelta(days=9)
        assert clock.now() == NOON


def test_a_held_clock_does_not_move_and_an_inner_hold_keeps_the_outer_moment():
    with time_machine.travel(NOON, tick=False) as travelling, clock.held() as first:
        travelling.shift(60)
        with clock.held() as second:
            assert first == second == clock.now() == NOON
    assert clock._held.get() is None


def test_a_hold_ends_also_when_the_work_in_it_fails():
    with pytest.raises(ZeroDivisionError), clock.at(NOON):
        1 / 0  # noqa: B018
    assert clock._held.get() is None


def test_a_request_lives_at_one_moment(rf):
    seen = []

    def view(request):
        seen.append(clock.now())
        travelling.shift(5)
        seen.append(clock.now())
        return HttpResponse()

    with time_machine.travel(NOON, tick=False) as travelling:
        hold_now(view)(rf.get("/"))
    assert seen == [NOON, NOON]


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "Europe/Madrid", date(2026, 3, 29)),
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), "Europe/Madrid", date(2026, 10, 24)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "Europe/Madrid", date(2026, 10, 25)),
        (datetime(2028, 2, 29, 2, tzinfo=UTC), "America/Bogota", date(2028, 2, 28)),
        (datetime(2026, 3, 2, 10, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 3, 3)),
    ],
)
def test_the_day_is_the_day_of_the_place(moment, zone, day):
    assert clock.day(moment, zone) == day
    with clock.at(moment):
        assert clock.today(zone) == day


def test_an_action_is_one_transaction_with_one_now(db):
    moments = []

    @action
    def act():
        """What it does."""
        moments.extend([clock.now(), clock.now()])
        User.objects.create_user(email="x@example.org")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert (moments[0], User.objects.count(), act.__doc__) == (moments[1], 0, "What it does.")


def test_a_unit_inside_another_is_part_of_it_with_the_same_now(db):
    with time_machine.travel(NOON, tick=False) as travelling, pytest.raises(ZeroDivisionError), unit():  # noqa: PT012
        travelling.shift(60)
        with unit():
            User.objects.create_user(email="inside@example.org")
            assert clock.now() == NOON
        1 / 0  # noqa: B018
    assert not User.objects.exists()


def people():
    return sorted(User.objects.values_list("name", flat=True))


def person(name):
    return User(email=f"{name}@example.org", name=name)


def test_rows_inserted_last_come_together_at_the_end_of_the_unit_and_go_with_it(db, django_assert_num_queries):
    with django_assert_num_queries(3), unit():  # with the brackets of the transaction
        for name in ("a", "b"):
            insert_last(person(name))
    assert people() == ["a", "b"]
    with pytest.raises(ZeroDivisionError), unit():  # noqa: PT012
        insert_last(person("c"))
        1 / 0  # noqa: B018
    assert people() == ["a", "b"]


def test_outside_a_unit_there_is_nothing_to_wait_for(db):
    insert_last(person("a"))
    assert people() == ["a"]


def test_a_row_is_held_once_in_a_unit_and_by_the_next_unit_anew(db, django_assert_num_queries):
    ana, bea = User.objects.create_user(email="a@example.org"), User.objects.create_user(email="b@example.org")
    for _ in range(2):
        with django_assert_num_queries(4), unit():  # with the brackets of the transaction
            hold(ana)
            with unit():
                hold(SimpleLazyObject(lambda: ana))
                hold(bea)
    with pytest.raises(RuntimeError):
        hold(ana)


def test_rows_that_are_there_already_are_left_out_and_the_others_named(db, django_assert_num_queries):
    assert insert_new([]) == []
    first, other = person("a"), person("b")
    assert insert_new([first]) == [first]
    with django_assert_num_queries(1):
        assert insert_new([person("a"), other]) == [other]
    assert (people(), other._state.adding) == (["a", "b"], False)
    assert User.objects.get(name="b").joined == other.joined


def test_what_runs_after_the_commit_is_a_unit_of_its_own(db, django_capture_on_commit_callbacks):
    def effect():
        with pytest.raises(ZeroDivisionError), unit():  # noqa: PT012
            User.objects.create_user(email="lost@example.org")
            1 / 0  # noqa: B018

    with django_capture_on_commit_callbacks(execute=True), unit():
        User.objects.create_user(email="kept@example.org")
        after_commit(effect)
    assert [user.email for user in User.objects.all()] == ["kept@example.org"]


def test_what_runs_after_the_commit_cannot_break_the_act(db, django_capture_on_commit_callbacks):
    done = []
    with django_capture_on_commit_callbacks(execute=True), unit():
        after_commit(lambda: 1 / 0)
        after_commit(lambda: done.append(1))
        assert done == []
    assert done == [1]


def test_every_change_of_a_tracked_row_is_kept(cast):
    patient = cast.patient(cast.ana)
    patient.language = "es"
    patient.save()
    history = Patient.pgh_event_model.objects.filter(pgh_obj_id=patient.pk).order_by("pgh_id")
    assert [(row.pgh_label, row.language) for row in history] == [("insert", "en"), ("update", "es")]


@pytest.mark.parametrize("statement", ["UPDATE {} SET language = 'xx'", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_was_kept_of_a_row_can_be_neither_changed_nor_deleted_nor_truncated(cast, statement):
    table = Patient.pgh_event_model._meta.db_table
    with pytest.raises(Error, match="permission denied for table"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_a_role_that_was_taken_away_stays_in_the_history(cast):
    from oncocare.people.actions import dismiss

    membership = Membership.objects.get(user=cast.eva)
    pk = membership.pk
    dismiss(by=BY, membership=membership)
    history = Membership.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    assert [row.pgh_label for row in history] == ["insert", "delete"]

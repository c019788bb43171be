"""Sessions of somebody who left are a task of whoever runs the centre, until somebody leads them or they are off."""

from __future__ import annotations

from functools import partial

import pytest

from clinicians.models import Task
from mentoring.meetings.models import Meeting
from mentoring.meetings.planning.actions import call_off, take_over
from oncocare.events.actions import emit, inline
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.actions import appoint, disable_user, dismiss
from oncocare.people.kinds import ROLE_ENDED
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from tests.cast import BY
from tests.factories.places import staffed
from tests.factories.rooms import day
from tests.factories.sessions_attended import place, session

SATURDAY = day(5, 10)


@pytest.fixture
def led(cast):
    """Gala is to lead two sessions, has led one, and one was called off; Ana has a place in each. Clara leads one."""
    staffed(cast)
    at = partial(session, cast.here, cast.gala)
    rows = [at(day(8)), at(day(9)), at(day(2)), at(day(10), off=True), session(cast.here, cast.clara, day(11))]
    for one in rows:
        place(one, cast.ana)
    return rows[:2]


def leave(cast, moment=SATURDAY):
    with clock.at(moment), inline():
        dismiss(by=BY, membership=Membership.objects.get(user=cast.gala, centre=cast.here))


def tasks():
    return Task.objects.filter(source__startswith="session_unled:").order_by("source")


def take(cast, meeting):
    with clock.at(SATURDAY), inline():
        take_over(by=cast.clara, meeting=meeting)


def test_whoever_runs_the_centre_finds_who_leads_them_by_the_next_staffed_day(cast, led):
    leave(cast)
    with clock.at(SATURDAY), inline():
        emit(ROLE_ENDED, user=cast.gala.pk, centre=cast.here.pk)
    [task] = tasks()
    assert (task.owner, task.patient, task.due) == (cast.carlos, None, day(7).date())
    assert task.what == "Gala was to lead 2 sessions and has left. Find who leads them, or call them off."


def test_nobody_with_a_place_is_told_until_somebody_leads_it(cast, led):
    leave(cast)
    assert Message.objects.filter(kind__startswith="session.").count() == 0
    assert {one.host for one in Meeting.objects.filter(pk__in=[one.pk for one in led])} == {cast.gala}


def test_the_task_is_over_once_each_is_led_by_somebody_or_off(cast, led):
    leave(cast)
    take(cast, led[0])
    assert [bool(task.over) for task in tasks()] == [False]
    with clock.at(SATURDAY), inline():
        call_off(by=cast.carlos, meeting=led[1], why="Nobody can.")
    assert [(bool(task.over), task.done_at) for task in tasks()] == [(True, None)]


def test_who_leads_none_to_come_or_comes_back_leaves_no_task(cast, led):
    for one in led:
        take(cast, one)
    leave(cast)
    assert list(tasks()) == []


def test_who_leaves_again_is_another_task(cast, led):
    leave(cast)
    appoint(by=BY, user=cast.gala, centre=cast.here, role=CLINICIAN)
    take(cast, led[0])
    assert [bool(task.over) for task in tasks()] == [True]
    leave(cast)
    assert [bool(task.over) for task in tasks()] == [True, False]
    assert tasks().last().what == "Gala was to lead 1 session and has left. Find who leads it, or call it off."


def test_whose_account_was_closed_leads_nothing_either(cast, led):
    with clock.at(SATURDAY), inline():
        disable_user(by=BY, user=cast.gala)
    assert [task.owner for task in tasks()] == [cast.carlos]

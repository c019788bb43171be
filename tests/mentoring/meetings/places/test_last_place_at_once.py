"""Fifty people press at once for the last place: one has it, the others wait or are told, and nobody has it twice."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from mentoring.meetings.models import Seat
from mentoring.meetings.places import actions
from oncocare.foundation import clock
from oncocare.people.actions import register_user
from tests.cast import BY
from tests.factories.committed import at_once
from tests.factories.places import NOW, session_at, takes

MANY = 50


def people(count):
    return [register_user(by=BY, email=f"p{n}@example.org", name=f"P{n}", language="en") for n in range(count)]


def presses(cast, meeting, user):
    with clock.at(NOW):
        return actions.book(by=user, meeting=meeting, user=user, centre=cast.here).state


@pytest.mark.parametrize("capacity", [1, 7])
def test_of_fifty_as_many_have_a_place_as_there_are_and_the_others_wait(committed, capacity):
    talk = session_at(committed, capacity=capacity)
    ended = at_once(*(partial(presses, committed, talk, user) for user in people(MANY)))
    assert Counter(ended) == {"booked": capacity, "waiting": MANY - capacity}
    assert Counter(Seat.objects.values_list("state", flat=True)) == {"booked": capacity, "waiting": MANY - capacity}
    assert Seat.objects.values("user").distinct().count() == MANY


def test_of_fifty_where_nobody_can_wait_one_has_it_and_the_others_are_told(committed):
    supervision = session_at(committed, kind="supervision", title="Supervision")
    ended = at_once(*(partial(presses, committed, supervision, user) for user in people(MANY)))
    refused = [one for one in ended if isinstance(one, ValidationError)]
    assert (ended.count("booked"), len(refused)) == (1, MANY - 1)
    assert Seat.objects.count() == 1


def test_one_person_who_presses_in_two_windows_has_one_place(committed):
    talk = session_at(committed, capacity=5)
    ended = at_once(*(partial(presses, committed, talk, committed.ana) for _window in range(8)))
    assert ended == ["booked"] * 8
    assert Seat.objects.count() == 1


def test_two_who_are_offered_one_place_late_do_not_both_have_it(committed):
    talk = session_at(committed)
    with clock.at(NOW):
        first = takes(committed, talk, committed.ana)
        takes(committed, talk, committed.bea)
        giving = partial(actions.give_back, by=committed.ana, seat=first, why="No.")
        others = [partial(presses, committed, talk, user) for user in people(10)]
    at_once(partial(_at_now, giving), *others)
    held = Seat.objects.filter(state__in=("booked", "offered"))
    assert held.count() == 1


def _at_now(act):
    with clock.at(NOW):
        return act()


def test_without_the_hold_two_have_one_place(committed, monkeypatch):
    talk, meet = session_at(committed), threading.Barrier(2)

    def both_see(meeting):
        found = meeting.seats.filter(state="booked").count()
        meet.wait(timeout=30)
        return found

    monkeypatch.setattr(actions, "hold", lambda _row: None)
    monkeypatch.setattr(actions, "taken", both_see)
    monkeypatch.setattr(actions, "_pass_on", lambda _meeting: 0)
    ended = at_once(*(partial(presses, committed, talk, user) for user in people(2)))
    assert ended == ["booked", "booked"]

"""Who is told when nobody is on duty: whoever is on call, and without them everybody."""

import uuid
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from oncocare.safety.promise import Opening
from oncocare.safety.rota.duty import (
    Climb,
    Rota,
    Turn,
    answering,
    climb,
    first_owner,
    nobody_on,
    off_hours,
    on_call,
    relieved,
    unattended,
)

MADRID = ZoneInfo("Europe/Madrid")
CLARA, BERTA, DAVID, EMIL = (uuid.UUID(int=number) for number in range(1, 5))
OFFICE = tuple(Opening(day, time(9), time(17)) for day in range(5))
WEEK = Rota(
    zone="Europe/Madrid",
    hours=OFFICE,
    turns=tuple(
        Turn(day, time(9), time(17), person, rank) for day in range(5) for rank, person in ((1, CLARA), (2, BERTA))
    ),
    staff=(CLARA, BERTA, DAVID),
    covers={},
    closed=frozenset(),
)
WITH_DAVID = replace(WEEK, on_call=DAVID)


def at(day, hour=10, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=MADRID)  # 2 March is a Monday


MONDAY, FRIDAY_NIGHT, SATURDAY, NEXT_MONDAY = at(2), at(6, 22), at(7, 5, 30), at(9, 9)


def test_outside_the_staffed_hours_the_person_on_call_owns_it_before_the_responsible_clinician():
    for responsible in (None, CLARA, BERTA, EMIL):
        assert first_owner(WITH_DAVID, responsible, FRIDAY_NIGHT) == DAVID
        assert first_owner(WITH_DAVID, responsible, MONDAY) == (BERTA if responsible == BERTA else CLARA)
    assert answering(WITH_DAVID, FRIDAY_NIGHT) == (DAVID,)


def test_on_a_holiday_it_is_outside_the_staffed_hours_all_day():
    closed = replace(WITH_DAVID, closed=frozenset([MONDAY.date()]))
    assert first_owner(closed, CLARA, MONDAY) == DAVID


def test_whoever_is_on_call_and_may_not_answer_here_counts_for_nobody():
    gone = replace(WEEK, on_call=EMIL)
    assert (on_call(gone, FRIDAY_NIGHT), first_owner(gone, CLARA, FRIDAY_NIGHT)) == ((), CLARA)
    assert unattended(gone, FRIDAY_NIGHT) is True


@pytest.mark.parametrize(("instead", "owner", "alone"), [(BERTA, BERTA, False), (None, CLARA, True)])
def test_whoever_stands_in_that_day_is_on_call_for_who_is_absent_and_else_nobody_is(instead, owner, alone):
    covered = replace(WITH_DAVID, covers={(SATURDAY.date(), DAVID): instead})
    assert (first_owner(covered, None, SATURDAY), unattended(covered, SATURDAY)) == (owner, alone)


def test_in_a_hole_of_the_rota_the_person_on_call_has_it():
    hole = replace(WITH_DAVID, turns=(Turn(1, time(9), time(17), CLARA),))
    assert (first_owner(hole, CLARA, MONDAY), nobody_on(hole, MONDAY)) == (DAVID, False)


def test_without_a_rota_the_staffed_hours_say_when_somebody_is_on_call():
    none = replace(WITH_DAVID, turns=())
    assert [first_owner(none, CLARA, when) for when in (MONDAY, FRIDAY_NIGHT)] == [CLARA, DAVID]
    never_said = replace(none, hours=())
    assert [off_hours(never_said, when) for when in (MONDAY, FRIDAY_NIGHT)] == [False, False]
    assert first_owner(never_said, BERTA, FRIDAY_NIGHT) == BERTA


def test_it_climbs_at_night_to_whoever_is_on_call_and_from_there_to_everybody():
    assert climb(WITH_DAVID, CLARA, {CLARA}, SATURDAY) == Climb(DAVID, everybody=False, nobody=False)
    assert climb(WITH_DAVID, DAVID, {DAVID}, SATURDAY) == Climb(CLARA, everybody=True, nobody=False)


@pytest.mark.parametrize("rota", [WEEK, replace(WEEK, turns=())])
def test_at_night_without_anybody_on_call_everybody_is_told_and_the_coordinators_too(rota):
    up = climb(rota, CLARA, {CLARA}, SATURDAY)
    assert (up.everybody, up.nobody) == (True, True)
    assert up.to in {BERTA, DAVID}
    assert climb(rota, CLARA, {CLARA}, MONDAY) == Climb(BERTA, everybody=False, nobody=False)


def test_what_came_on_call_passes_on_once_somebody_is_on_duty_again():
    assert relieved(WITH_DAVID, DAVID, FRIDAY_NIGHT, at(8, 12)) is False  # still the weekend
    assert relieved(WITH_DAVID, DAVID, FRIDAY_NIGHT, NEXT_MONDAY) is True
    assert relieved(WITH_DAVID, DAVID, MONDAY, at(3)) is False  # they were given it by day, by hand
    clara_too = replace(WEEK, on_call=CLARA)
    assert relieved(clara_too, CLARA, at(6, 16), FRIDAY_NIGHT) is False  # her shift ended, and she is on call
    assert relieved(clara_too, CLARA, FRIDAY_NIGHT, NEXT_MONDAY) is False  # and now on duty


def test_a_proposal_wakes_nobody():
    assert first_owner(WITH_DAVID.by_day, CLARA, FRIDAY_NIGHT) == CLARA
    assert answering(WITH_DAVID.by_day, FRIDAY_NIGHT) == (CLARA, BERTA)

"""Who is absent today by the rota of their centre is not on duty in a group; who stands in is, if they answer for it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from mentoring.community.groups.actions import appoint_moderator, end_moderator, set_group_duties
from mentoring.community.groups.duty import DutyTurn, GroupTime, standing_in
from mentoring.community.groups.selectors import time_of
from oncocare.foundation import clock
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from oncocare.safety.rota.actions import set_cover
from tests.cast import BY, colleague
from tests.factories.community_groups import opened, shared, turns_of
from tests.factories.rooms import day

MONDAY, AT_TEN, AT_NIGHT = day(0).date(), day(0, 10), day(0, 20)


@pytest.fixture
def cleo(cast):
    return colleague(cast)


@pytest.fixture
def group(cast):
    return opened(cast)


def absent(cast, instead=None, on=MONDAY, centre=None):
    away(centre or cast.here, cast.clara, instead, on)


def away(centre, user, instead=None, on=MONDAY):
    with clock.at(day(0, 8)):
        set_cover(by=BY, centre=centre, day=on, absent=user, instead=instead)


def test_whoever_is_there_is_on_duty(cast, group):
    assert time_of(group).on_duty(AT_TEN) == [cast.clara.pk]
    assert time_of(group).on_duty(AT_NIGHT) == []


def test_nobody_is_on_duty_for_somebody_absent_unless_somebody_stands_in(cast, group):
    absent(cast)
    assert time_of(group).on_duty(AT_TEN) == []
    assert time_of(group).next_on_duty(AT_TEN) == cast.clara.pk  # tomorrow
    assert time_of(group).on_duty(AT_TEN + timedelta(days=1)) == [cast.clara.pk]
    assert time_of(group).left_alone(MONDAY, 14) == [(MONDAY, cast.clara.pk)]


def test_who_stands_in_has_the_turn_if_they_answer_for_the_group(cast, cleo, group):
    appoint_moderator(by=cast.carlos, group=group, user=cleo)
    absent(cast, cleo)
    found = time_of(group)
    assert (found.on_duty(AT_TEN), found.next_on_duty(AT_TEN)) == ([cleo.pk], cleo.pk)
    assert found.next_on_duty(AT_NIGHT - timedelta(days=1)) == cleo.pk
    assert found.left_alone(MONDAY, 14) == []


def test_who_could_not_open_the_group_stands_in_for_nobody(cast, cleo, group):
    absent(cast, cleo)
    assert time_of(group).on_duty(AT_TEN) == []


def test_who_is_absent_too_stands_in_for_nobody(cast, cleo, group):
    appoint_moderator(by=cast.carlos, group=group, user=cleo)
    absent(cast, cleo)
    away(cast.here, cleo)
    assert time_of(group).on_duty(AT_TEN) == []


def test_two_on_duty_of_whom_one_stands_in_for_the_other_are_one(cast, cleo, group):
    appoint_moderator(by=cast.carlos, group=group, user=cleo)
    set_group_duties(by=cast.carlos, group=group, turns=[*turns_of(cast.clara), *turns_of(cleo)])
    absent(cast, cleo)
    assert time_of(group).on_duty(AT_TEN) == [cleo.pk]


def test_an_absence_at_another_centre_says_nothing_here(cast, group):
    absent(cast, centre=cast.there)
    assert time_of(group).on_duty(AT_TEN) == [cast.clara.pk]


def test_the_rota_of_another_centre_counts_for_its_own_people(cast, group):
    shared(cast, group, cast.there, by=cast.carlos, signed=cast.denis)
    appoint_moderator(by=cast.carlos, group=group, user=cast.denis)
    set_group_duties(by=cast.carlos, group=group, turns=[*turns_of(cast.clara), *turns_of(cast.denis)])
    away(cast.there, cast.denis)
    assert time_of(group).on_duty(AT_TEN) == [cast.clara.pk]


def test_who_may_moderate_no_more_is_on_duty_no_more(cast, group):
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert time_of(group).turns == ()
    appoint(by=BY, user=cast.clara, centre=cast.here, role=CLINICIAN)
    assert time_of(group).on_duty(AT_TEN) == [cast.clara.pk]


def test_whose_appointment_ended_is_on_duty_no_more(cast, cleo, group):
    made = appoint_moderator(by=cast.carlos, group=group, user=cleo)
    set_group_duties(by=cast.carlos, group=group, turns=[*turns_of(cast.clara), *turns_of(cleo)])
    end_moderator(by=cast.carlos, moderator=made)
    assert time_of(group).on_duty(AT_TEN) == [cast.clara.pk]


def test_a_group_without_absences_needs_no_rota(cast):
    turn = DutyTurn(cast.clara.pk, 0, time(9), time(17))
    assert GroupTime("Europe/Madrid", False, (), (turn,), frozenset()).on_duty(AT_TEN) == [cast.clara.pk]
    assert standing_in({(MONDAY, cast.clara.pk): cast.denis.pk}, {cast.clara.pk}) == {(MONDAY, cast.clara.pk): None}

"""When people come into a talk, when they are reminded, and what stands in their link."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.rooms.keys import seal_of
from mentoring.meetings.webinars.hours import TalkPhase, city_of, minutes_there, phase_of, reminder_is_due
from mentoring.meetings.webinars.sealed_links import secret_of

MADRID = "Europe/Madrid"
BEGINS = datetime(2026, 3, 29, 16, tzinfo=UTC)  # 18:00 in Madrid, on the day on which its clocks changed
ENDS = BEGINS + timedelta(hours=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONG_AGO = BEGINS - timedelta(days=9)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (BEGINS - 11 * MINUTE, TalkPhase.COMING),
        (BEGINS - 10 * MINUTE, TalkPhase.OPEN),
        (ENDS, TalkPhase.OPEN),
        (ENDS + 29 * MINUTE, TalkPhase.OPEN),
        (ENDS + 30 * MINUTE, TalkPhase.OVER),
    ],
)
def test_people_come_in_from_ten_minutes_before_until_half_an_hour_after(now, phase):
    assert phase_of(BEGINS, ENDS, now, off=False) is phase
    assert phase_of(BEGINS, ENDS, now, off=True) is TalkPhase.OFF


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (25 * HOUR, False),
        (24 * HOUR, True),
        (23 * HOUR, True),
        (20 * HOUR, False),  # the clocks change that night: it is 21:00 on Saturday
        (10 * HOUR, False),  # 8:00 on Sunday
        (9 * HOUR, True),
        (MINUTE, True),
        (timedelta(0), False),
    ],
)
def test_reminders_come_by_day_within_the_day_before(before, due):
    assert reminder_is_due(BEGINS, LONG_AGO, BEGINS - before, MADRID) is due


def test_who_confirmed_within_that_day_knows():
    assert not reminder_is_due(BEGINS, BEGINS - 23 * HOUR, BEGINS - 2 * HOUR, MADRID)


@given(st.integers(0, 300), st.integers(-300, 300))
def test_minutes_are_never_more_than_the_talk_has_and_never_below_nothing(into, later):
    came_in = BEGINS - 10 * MINUTE + into * MINUTE
    there = minutes_there(came_in, ENDS, came_in + later * MINUTE)
    assert there == max(0, min(later, 100 - into))


def test_how_long_somebody_was_there():
    assert minutes_there(BEGINS, ENDS, BEGINS + 20 * MINUTE + timedelta(seconds=59)) == 20


def test_a_zone_is_known_by_its_city():
    assert [city_of(zone) for zone in (MADRID, "America/Mexico_City", "UTC")] == ["Madrid", "Mexico City", "UTC"]


@given(st.uuids(), st.uuids())
def test_a_link_is_of_one_registration_and_one_key(one, other):
    assert secret_of(one, "key") == secret_of(uuid.UUID(str(one)), "key")
    assert secret_of(one, "key") != secret_of(one, "another key")
    assert (secret_of(one, "key") == secret_of(other, "key")) is (one == other)


def test_what_is_kept_of_a_link_is_not_the_link():
    secret = secret_of(uuid.UUID(int=7), "key")
    assert (len(secret), len(seal_of(secret))) == (32, 64)
    assert secret not in seal_of(secret)

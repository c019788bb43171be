"""When the page of a session opens, under which names people are seen, and which words are told. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.joining.doors import RoomDoor, door_at, waits_for_somebody
from mentoring.meetings.joining.seen_as import fitting, taken
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.rooms.keys import opens_at

SIX, SEVEN = datetime(2026, 3, 2, 18, tzinfo=UTC), datetime(2026, 3, 2, 19, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "door"),
    [
        (SIX - 10 * MINUTE - SECOND, RoomDoor.EARLY), (SIX - 10 * MINUTE, RoomDoor.OPEN), (SEVEN, RoomDoor.OPEN),
        (SEVEN + 30 * MINUTE - SECOND, RoomDoor.OPEN), (SEVEN + 30 * MINUTE, RoomDoor.OVER),
    ],
)  # fmt: skip
def test_it_is_open_from_ten_minutes_before_until_half_an_hour_after(now, door):
    assert door_at(SIX, SEVEN, now) is door


@given(st.integers(-600, 600))
def test_called_off_it_is_never_open_and_ended_it_does_not_open_again(minutes):
    now = SIX + minutes * MINUTE
    assert door_at(SIX, SEVEN, now, called_off=True, ended=True) is RoomDoor.CALLED_OFF
    assert door_at(SIX, SEVEN, now, ended=True) is RoomDoor.OVER


def test_it_opens_at_the_moment_that_the_page_names():
    assert door_at(SIX, SEVEN, opens_at(SIX)) is RoomDoor.OPEN
    assert door_at(SIX, SEVEN, opens_at(SIX) - SECOND) is RoomDoor.EARLY


def test_where_hundreds_may_come_nobody_is_let_in_one_by_one():
    assert {kind for kind in MeetingType if not waits_for_somebody(kind)} == {"training", "webinar"}


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("  Blue \t bird ", "Blue bird"), ("\u202eanA\u202c", "anA"), ("A\u200bna", "Ana"), ("\n", ""),
        ("a" * 40, "a" * 30), ("María José", "María José"),
    ],
)  # fmt: skip
def test_a_name_is_one_line_of_signs_that_are_seen(typed, seen):
    assert fitting(typed, 30) == seen


@given(st.text(max_size=80))
def test_what_fits_once_fits_again_as_it_is(typed):
    once = fitting(typed, 30)
    assert fitting(once, 30) == once
    assert len(once) <= 30


def test_a_name_that_reads_like_another_is_taken():
    others = ["Clara Núñez"]
    assert [taken(name, others) for name in ("clara nunez", "CLARA  NÚÑEZ.", "Clara")] == [True, True, False]

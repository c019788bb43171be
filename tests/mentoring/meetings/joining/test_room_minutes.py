"""For how long somebody was in the room: counted while their page is there, offered to whoever notes attendance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.attending.actions import note_attendance
from mentoring.meetings.joining import actions
from mentoring.meetings.joining.doors import AWAY
from mentoring.meetings.joining.models import Presence
from mentoring.meetings.joining.staying import as_minutes, counted
from mentoring.meetings.models import Seat
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from tests.factories.session_pages import BEGINS, MINUTE

SECOND = timedelta(seconds=1)
START = datetime(2026, 3, 2, 18, tzinfo=UTC)


@given(st.lists(st.integers(0, 200), max_size=30))
def test_whoever_is_heard_of_often_enough_is_counted_and_silence_never_is(gaps):
    there, heard = 0, START
    for gap in gaps:
        there, heard = counted(there, heard, heard + gap * SECOND), heard + gap * SECOND
    assert there == sum(gap for gap in gaps if gap <= AWAY.total_seconds())


def test_a_clock_that_went_back_counts_nothing():
    assert counted(7, START, START - SECOND) == 7


@pytest.mark.parametrize(("seconds", "minutes"), [(0, None), (29, None), (30, 1), (89, 1), (90, 2), (50 * 60 + 29, 50)])
def test_minutes_are_whole(seconds, minutes):
    assert as_minutes(seconds) == minutes


def stays(page, begins, minutes):
    """Their page asks every half minute."""
    for half in range(1, 2 * minutes + 1):
        with clock.at(begins + half * MINUTE / 2):
            page.look()
    return begins + minutes * MINUTE


@pytest.fixture
def inside(pages):
    """Clara and Ana in the room, five minutes before it begins."""
    clara, ana, _bea = pages
    clara.come()
    ana.come("Blue bird")
    clara.post("let_all_in")
    clara.enter()
    ana.enter()
    return clara, ana


def place(cast):
    return Seat.objects.get(user=cast.ana)


def test_time_away_is_not_counted_and_coming_back_is(cast, inside):
    _clara, ana = inside
    ends = stays(ana, BEGINS - 5 * MINUTE, 10)
    with clock.at(ends):
        ana.post("leave_session")
    assert place(cast).minutes == 10
    back = ends + 7 * MINUTE
    with clock.at(back):
        ana.enter()
    ends = stays(ana, back, 3)
    with clock.at(ends):
        ana.post("leave_session")
    assert (place(cast).minutes, place(cast).attendance) == (13, "")
    assert AuditRow.objects.filter(verb=Verb.SEAT_MINUTES_COUNTED).count() == 2


def test_a_line_that_broke_for_minutes_is_time_away_and_one_of_seconds_is_none(cast, inside):
    clara, ana = inside
    ends = stays(ana, BEGINS, 1)  # her page was silent for five minutes before
    with clock.at(ends + 40 * SECOND):
        ana.look()
    with clock.at(ends + 60 * SECOND):
        clara.post("end_session")
    assert place(cast).minutes == 2


def test_waiting_at_the_door_counts_nothing(cast, pages):
    clara, ana, _bea = pages
    ana.come("Blue bird")
    ends = stays(ana, BEGINS - 5 * MINUTE, 4)
    with clock.at(ends):
        ana.post("leave_session")
        clara.come()
        clara.post("end_session")
    assert place(cast).minutes is None


def test_whoever_was_taken_out_was_there_until_then(cast, inside):
    clara, ana = inside
    ends = stays(ana, BEGINS - 5 * MINUTE, 2)
    with clock.at(ends):
        clara.post("session_person", Presence.objects.get(user=cast.ana).pk, act="out")
    assert place(cast).minutes == 2


def test_what_was_said_of_somebody_stays(cast, inside):
    clara, ana = inside
    ends = stays(ana, BEGINS - 5 * MINUTE, 20)
    with clock.at(ends):
        note_attendance(by=cast.clara, seat=place(cast), attendance="late", minutes=5)
        clara.post("end_session")
    assert place(cast).minutes == 5


def test_whoever_notes_attendance_is_offered_what_the_room_counted(cast, inside):
    clara, ana = inside
    ends = stays(ana, BEGINS - 5 * MINUTE, 25)
    with clock.at(ends):
        clara.post("end_session")
        note_attendance(by=cast.clara, seat=place(cast), attendance="present")
    assert (place(cast).minutes, place(cast).attendance) == (25, "present")


def test_a_page_that_ended_without_a_word_is_counted_once_the_doors_are_closed(cast, inside):
    _clara, ana = inside
    stays(ana, BEGINS - 5 * MINUTE, 31)
    doors_close = BEGINS + 80 * MINUTE
    for moment, many in ((doors_close - MINUTE, 0), (doors_close, 1), (doors_close, 0)):
        with clock.at(moment):
            assert actions.count_past_rooms() == many
    assert place(cast).minutes == 31

"""What is counted of sessions: by hand, by properties, and from the rows of a centre."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.surveys.numbers import NumbersWindow, windows_at
from mentoring.meetings.attending.actions import note_attendance, note_own_minutes
from mentoring.meetings.numbers.counting import (
    HoursOpened,
    OutsideSeen,
    PatientPlace,
    PatientSessions,
    PlaceSeen,
    SessionFigures,
    SessionRows,
    SessionSeen,
    Spent,
    figures,
    patient_sessions,
    stretches,
)
from mentoring.meetings.numbers.selectors import rows_of_patients, sessions_in_numbers
from oncocare.foundation import clock
from oncocare.safety.models import Holiday
from tests.factories.rooms import day
from tests.factories.sessions_attended import hours, place, private, session

NOW = day(40)
NOTHING = SessionFigures(*[0] * 14)
STATES = ("invited", "booked", "waiting", "offered", "declined", "given_back", "released")
ANSWERS = ("", "present", "late", "word", "no_word")


def seen(meeting, begins, *, off=False, kind="private", minutes=50):
    return SessionSeen(meeting, "clara", kind, begins, begins + timedelta(minutes=minutes), off)


def weekly(**changed):
    usual = {"weekday": 0, "opens": time(9), "closes": time(12), "first": date(2026, 3, 2), "last": None}
    return HoursOpened(
        **{"host": "clara", "made": day(-60), "closed": None, "zone": "Europe/Madrid", **usual, **changed}
    )


def test_by_hand():
    rows = SessionRows(
        sessions=[seen(1, day(14)), seen(2, day(14, 11), off=True), seen(3, day(15)), seen(4, day(-30))],
        places=[
            PlaceSeen(1, "booked", "present", 50), PlaceSeen(1, "given_back", "", None),
            PlaceSeen(2, "booked", "", None),
            PlaceSeen(3, "booked", "late", None), PlaceSeen(3, "invited", "no_word", None),
            PlaceSeen(3, "booked", "word", None), PlaceSeen(3, "booked", "", None), PlaceSeen(3, "waiting", "", None),
        ],
        hours=[weekly(first=day(14).date(), last=day(21).date())],
        spent=[Spent("clara", "private", day(14), 55), Spent("clara", "private", day(-30), 10)],
        outside=[OutsideSeen(3, came=True), OutsideSeen(3, came=False), OutsideSeen(2, came=False)],
    )  # fmt: skip
    now, before = (figures(rows, window) for window in windows_at(NOW))
    assert now == SessionFigures(
        opened=360, booked=50, planned=3, off=1, places=5, noted=4, attended=2, word=1, no_word=1, timed=1, minutes=50,
        staff=55, outside=2, outside_came=1,
    )  # fmt: skip
    assert (now.held, before) == (2, NOTHING)


def test_hours_are_those_on_the_wall_when_the_clocks_change():
    window = NumbersWindow(day(20), day(34))  # the clocks in Madrid go forward on Sunday 29 March
    begins = [one[0] for one in stretches(weekly(), window)]
    assert begins == [datetime(2026, 3, day_, 9, tzinfo=ZoneInfo("Europe/Madrid")) for day_ in (23, 30)]


def test_hours_count_until_they_were_closed_and_not_before_the_first_or_after_the_last():
    window = NumbersWindow(day(-7, 0), day(28, 0))
    assert [one[0] for one in stretches(weekly(last=date(2026, 3, 9)), window)] == [day(0, 9), day(7, 9)]
    assert [one[0] for one in stretches(weekly(closed=day(7, 8)), window)] == [day(0, 9)]


def test_hours_in_which_nobody_could_be_booked_are_no_hours_opened():
    """Opened with a first day that is past, and on days on which the centre was closed or the clinician absent."""
    window = NumbersWindow(day(-7, 0), day(28, 0))
    assert [one[0] for one in stretches(weekly(made=day(14, 10)), window)] == [day(21, 9)]
    away = {day(7).date(), day(21).date()}
    assert [one[0] for one in stretches(weekly(away=away), window)] == [day(0, 9), day(14, 9)]


place_seen = st.builds(
    PlaceSeen, st.integers(0, 5), st.sampled_from(STATES), st.sampled_from(ANSWERS), st.none() | st.integers(1, 90)
)
session_seen = st.builds(
    seen,
    st.integers(0, 5),
    st.integers(-20, 39).map(day),
    off=st.booleans(),
    kind=st.sampled_from(["private", "group"]),
)


@given(
    sessions=st.lists(session_seen, unique_by=lambda one: one.meeting),
    places=st.lists(place_seen),
    outside=st.lists(st.builds(OutsideSeen, st.integers(0, 5), st.booleans())),
    week=st.lists(st.builds(weekly, weekday=st.integers(0, 6))),
)
def test_no_part_is_greater_than_its_whole_and_nothing_is_counted_twice(sessions, places, week, outside):
    rows = SessionRows(sessions, places, week, [], outside)
    both = [figures(rows, window) for window in windows_at(NOW)]
    for one in both:
        assert 0 <= one.off <= one.planned
        assert one.attended + one.word + one.no_word == one.noted <= one.places
        assert one.timed <= one.attended
        assert one.outside_came <= one.outside
    parts = [figures(rows.of(*key), windows_at(NOW)[0]) for key in rows.held_by()]
    whole = both[0]
    for name in (
        "opened",
        "planned",
        "off",
        "places",
        "noted",
        "attended",
        "word",
        "no_word",
        "timed",
        "minutes",
        "outside",
    ):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
    assert sum(one.planned for one in both) == sum(NOW - timedelta(days=56) <= one.begins < NOW for one in sessions)


def test_the_rows_of_patients_by_hand():
    rows = [
        PatientPlace("a", "private", "booked", "present", 50),
        PatientPlace("a", "private", "booked", "late", None),
        PatientPlace("a", "private", "given_back", "", None),
        PatientPlace("a", "private", "booked", "no_word", None),
        PatientPlace("a", "private", "released", "", None),
        PatientPlace("a", "private", "waiting", "", None),
        PatientPlace("a", "group", "declined", "", None),
        PatientPlace("b", "group", "waiting", "", None),
    ]
    assert patient_sessions(rows) == [
        PatientSessions("a", "group", offered=1, attended=0, word=0, no_word=0, noted=0, timed=0, minutes=0),
        PatientSessions("a", "private", offered=4, attended=2, word=0, no_word=1, noted=3, timed=1, minutes=50),
    ]


# --- from the rows of a centre ----------------------------------------------------------------------------------------


@pytest.fixture
def held(cast):
    first, second = private(cast, day(14)), private(cast, day(15))
    elsewhere = session(cast.there, cast.denis, day(14))
    place(elsewhere, cast.dora)
    private(cast, day(16), off=True)
    hours(cast.here, cast.clara, weekday=0, opens=time(9), closes=time(11), first=day(14).date(), made=day(13))
    with clock.at(day(17)):
        note_attendance(by=cast.clara, seat=first, attendance="present")
        note_attendance(by=cast.clara, seat=second, attendance="no_word")
        note_own_minutes(by=cast.clara, meeting=first.meeting, minutes=60)
    return first


def test_a_centre_counts_its_own_sessions_and_nothing_of_another(cast, held, django_assert_num_queries):
    with clock.at(NOW), django_assert_num_queries(7):
        numbers = sessions_in_numbers(cast.here)
    assert [(one.name, one.kind) for one in numbers.each] == [("Clara", "private")]
    now = numbers.now
    assert (now.planned, now.off, now.places, now.noted, now.attended, now.no_word) == (3, 1, 2, 2, 1, 1)
    assert (now.opened, now.booked, now.minutes, now.timed, now.staff) == (480, 50, 50, 1, 60)
    assert numbers.each[0].now == now
    assert numbers.before.empty


def test_a_holiday_of_the_centre_opens_no_hours(cast, held):
    Holiday.objects.create(centre=cast.here, day=day(21).date(), name="A holiday")
    with clock.at(NOW):
        assert sessions_in_numbers(cast.here).now.opened == 360


def test_by_patient_for_outcomes_and_research(cast, held):
    ana = held.patient_id
    assert rows_of_patients(cast.here, day(0), NOW) == [
        PatientSessions(ana, "private", offered=2, attended=1, word=0, no_word=1, noted=2, timed=1, minutes=50)
    ]
    assert rows_of_patients(cast.here, day(0), day(14)) == []


def test_a_private_session_that_the_patient_gave_back_was_offered_as_one_of_a_group_was(cast):
    """It is off by that, and would be missing of all that were offered; one that staff called off was none."""
    for kind, state, off in (
        ("private", "given_back", True), ("group", "given_back", False), ("private", "booked", True),
    ):  # fmt: skip
        place(session(cast.here, cast.clara, day(14), kind=kind, off=off), cast.ana, state=state)
    rows = rows_of_patients(cast.here, day(0), NOW)
    assert [(one.kind, one.offered, one.noted) for one in rows] == [("group", 1, 0), ("private", 1, 0)]

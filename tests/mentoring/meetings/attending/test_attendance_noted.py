"""Who was at a session is said, corrected with both kept, and taken back; staff write down their own minutes."""

from __future__ import annotations

import threading
import time

import pytest
from django.core.exceptions import ValidationError

from mentoring.meetings.attending.actions import note_all_present, note_attendance, note_own_minutes
from mentoring.meetings.attending.noting import minutes_there, work_of
from mentoring.meetings.attending.selectors import people_of
from mentoring.meetings.models import Seat
from mentoring.meetings.of_kinds import MeetingType
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.effort.models import Effort
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.foundation.unit import unit
from tests.factories.committed import at_once, committed  # noqa: F401 -- a fixture
from tests.factories.rooms import day
from tests.factories.sessions_attended import place, private, session

BEGINS, AFTER = day(1), day(1, 11)


@pytest.fixture
def seat(cast):
    return private(cast, BEGINS)


@pytest.fixture
def group(cast):
    made = session(cast.here, cast.clara, BEGINS, kind="group", title="Sleeping", capacity=8, second=cast.gala)
    for user in (cast.ana, cast.bea):
        place(made, user)
    return made


def say(cast, seat, attendance, minutes=None, moment=AFTER):
    with clock.at(moment):
        return note_attendance(by=cast.clara, seat=seat, attendance=attendance, minutes=minutes)


def kept(seat):
    """The answer, the minutes and who said it, as they stand."""
    seat.refresh_from_db()
    return seat.attendance, seat.minutes, seat.attended_by and seat.attended_by.name


def told():
    rows = Event.objects.filter(kind="seat.attended").order_by("pk")
    return [(row.payload["attendance"], row.payload["minutes"]) for row in rows]


@pytest.mark.parametrize(
    ("attendance", "said", "counted", "minutes"),
    [
        ("present", None, None, 50),
        ("present", None, 38, 38),
        ("present", 45, 38, 45),
        ("late", None, None, None),
        ("late", None, 20, 20),
        ("late", 30, 20, 30),
        ("word", None, 12, None),
        ("no_word", None, None, None),
        ("", None, 12, None),
    ],
)
def test_how_many_minutes_it_was(attendance, said, counted, minutes):
    assert minutes_there(attendance, said=said, counted=counted, planned=50) == minutes


def test_every_kind_of_session_has_a_name_for_the_minutes_of_staff():
    assert {work_of(kind) for kind in MeetingType} == {f"session.{kind.value}" for kind in MeetingType}


def test_who_was_there_counts_with_the_minutes_planned(cast, seat):
    say(cast, seat, "present")
    assert kept(seat) == ("present", 50, "Clara")
    row = AuditRow.objects.get(verb=Verb.SEAT_ATTENDANCE_NOTED)
    assert (row.patient, row.detail) == (str(seat.patient_id), {"corrects": False})
    assert told() == [("present", 50)]


def test_a_correction_takes_its_place_and_the_history_keeps_both(cast, seat):
    say(cast, seat, "no_word")
    say(cast, seat, "late", moment=day(2))
    assert kept(seat) == ("late", None, "Clara")
    say(cast, seat, "late", 35, moment=day(3))
    assert kept(seat) == ("late", 35, "Clara")
    history = Seat.pgh_event_model.objects.filter(pgh_obj_id=seat.pk, pgh_label="update").order_by("pgh_id")
    assert [(row.attendance, row.minutes) for row in history] == [("no_word", None), ("late", None), ("late", 35)]
    assert told() == [("no_word", None), ("late", None), ("late", 35)]


def test_pressed_twice_it_is_one(cast, seat):
    say(cast, seat, "present")
    say(cast, seat, "present")
    assert told() == [("present", 50)]
    assert AuditRow.objects.filter(verb=Verb.SEAT_ATTENDANCE_NOTED).count() == 1


def test_the_minutes_of_another_answer_are_no_word_about_this_one(cast, seat):
    say(cast, seat, "present", 44)
    say(cast, seat, "late")
    assert kept(seat) == ("late", None, "Clara")


def test_what_the_room_counted_stands_where_nobody_says_another_number(cast, seat):
    Seat.objects.filter(pk=seat.pk).update(minutes=41)
    say(cast, seat, "late")
    assert kept(seat) == ("late", 41, "Clara")


def test_what_was_said_is_taken_back(cast, seat):
    say(cast, seat, "present")
    say(cast, seat, "")
    assert kept(seat) == ("", None, None)
    assert seat.attended_at is None


@pytest.mark.parametrize(
    ("change", "attendance", "minutes", "why"),
    [
        ({}, "somewhere", None, "Choose one of the four answers"),
        ({}, "present", 0, "whole number from 1 to 480"),
        ({}, "present", 481, "whole number from 1 to 480"),
        ({}, "no_word", 20, "has no minutes"),
        ({"state": "given_back"}, "no_word", None, "has no place in this session any more"),
        ({"state": "released"}, "no_word", None, "has no place in this session any more"),
    ],
)
def test_what_cannot_be_is_refused_whole(cast, seat, change, attendance, minutes, why):
    for name, value in change.items():
        Seat.objects.filter(pk=seat.pk).update(**{name: value})
    with pytest.raises(ValidationError, match=why):
        say(cast, seat, attendance, minutes)
    assert (kept(seat), told()) == (("", None, None), [])


def test_nobody_was_at_a_session_that_has_not_begun_or_was_called_off(cast, seat):
    with pytest.raises(ValidationError, match="has not begun"):
        say(cast, seat, "present", moment=day(1, 9))
    off = private(cast, day(3), off=True)
    with pytest.raises(ValidationError, match="was called off"):
        say(cast, off, "no_word", moment=day(4))
    assert told() == []


def test_all_of_whom_nothing_was_said_were_there(cast, group):
    ana, bea = people_of(group)
    say(cast, ana, "no_word")
    with clock.at(AFTER):
        assert note_all_present(by=cast.clara, meeting=group) == 1
        assert note_all_present(by=cast.clara, meeting=group) == 0
    assert [kept(one)[0] for one in (ana, bea)] == ["no_word", "present"]


def test_what_the_other_who_leads_it_says_at_the_same_moment_stays(committed):  # noqa: F811 -- the fixture
    """One says that somebody did not come while the other presses that all were there."""
    group = session(committed.here, committed.clara, BEGINS, kind="group", title="Sleeping", second=committed.gala)
    ana, said = place(group, committed.ana), threading.Event()

    def one_of_them():
        with clock.at(AFTER), unit():
            note_attendance(by=committed.gala, seat=ana, attendance="no_word")
            said.set()
            time.sleep(0.5)

    def all_of_them():
        said.wait(timeout=30)
        with clock.at(AFTER):
            return note_all_present(by=committed.clara, meeting=group)

    assert at_once(one_of_them, all_of_them) == [None, 0]
    assert kept(ana)[0] == "no_word"


# --- the minutes of staff ---------------------------------------------------------------------------------------------


def spent():
    rows = Effort.objects.filter(what__startswith="session.").order_by("-minutes")
    return [(row.staff, row.what, row.patient, row.minutes, row.began) for row in rows]


def test_each_who_holds_a_session_writes_down_their_own(cast, group):
    with clock.at(AFTER):
        note_own_minutes(by=cast.clara, meeting=group, minutes=60)
        note_own_minutes(by=cast.gala, meeting=group, minutes=55)
    assert spent() == [
        (cast.clara.pk, "session.group", None, 60, BEGINS),
        (cast.gala.pk, "session.group", None, 55, BEGINS),
    ]


def test_those_of_a_private_session_are_for_its_patient_once(cast, seat):
    with clock.at(AFTER):
        for _press in range(2):
            note_own_minutes(by=cast.clara, meeting=seat.meeting, minutes=50)
        with pytest.raises(ValidationError, match="You wrote down 50 minutes"):
            note_own_minutes(by=cast.clara, meeting=seat.meeting, minutes=40)
    assert spent() == [(cast.clara.pk, "session.private", seat.patient_id, 50, BEGINS)]
    assert AuditRow.objects.filter(verb=Verb.MEETING_MINUTES_NOTED).count() == 1


def test_nobody_writes_down_minutes_of_what_they_do_not_hold_or_what_did_not_take_place(cast, seat):
    with clock.at(AFTER), pytest.raises(ValidationError, match="their own minutes"):
        note_own_minutes(by=cast.carlos, meeting=seat.meeting, minutes=50)
    with clock.at(day(1, 9)), pytest.raises(ValidationError, match="has not taken place"):
        note_own_minutes(by=cast.clara, meeting=seat.meeting, minutes=50)
    assert spent() == []

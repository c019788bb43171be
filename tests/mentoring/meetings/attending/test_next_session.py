"""From when on somebody can come in, and which session is their next."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.attending.coming import is_open
from mentoring.meetings.attending.selectors import next_session_of, with_next_session
from mentoring.meetings.rooms.keys import opens_at
from oncocare.foundation import clock
from oncocare.people.models import Patient
from tests.factories.rooms import day
from tests.factories.sessions_attended import place, private, session

BEGINS = day(0)
ENDS = BEGINS + timedelta(minutes=50)
MINUTE = timedelta(minutes=1)


@given(seconds=st.integers(-7200, 7200))
def test_one_can_come_in_from_ten_minutes_before_until_it_is_over(seconds):
    now = BEGINS + timedelta(seconds=seconds)
    assert is_open(BEGINS, ENDS, now) == (-600 <= seconds < 3000)
    assert opens_at(BEGINS) == BEGINS - 10 * MINUTE


# --- which it is ------------------------------------------------------------------------------------------------------


def coming(cast, moment):
    patient = cast.patient(cast.ana)
    with clock.at(moment):
        return next_session_of(with_next_session(Patient.objects.all()).get(pk=patient.pk), patient)


def test_the_first_that_is_not_over_and_not_called_off_is_the_next(cast):
    assert coming(cast, day(0)) is None
    first = private(cast, day(1), provider="link", link="https://video.example.org/x")
    private(cast, day(2), off=True)
    place(session(cast.here, cast.clara, day(3)), cast.ana, state="given_back")
    place(session(cast.here, cast.clara, day(4)), cast.bea)
    later = place(
        session(cast.here, cast.clara, day(5), kind="group", title="Sleep", capacity=8), cast.ana, state="invited"
    )
    found = coming(cast, day(0))
    assert (found.meeting, found.host, found.asked, found.open) == (str(first.meeting_id), "Clara", False, False)
    assert (found.words, found.soon, found.private) == ("tomorrow at 10:00, in 24 hours", False, True)
    found = coming(cast, day(1, 9, 50))
    assert (found.open, found.soon, found.words) == (True, True, "today at 10:00, in 10 minutes")
    found = coming(cast, day(1, 10, 50))
    assert (found.meeting, found.title, found.asked, found.opens) == (str(later.meeting_id), "Sleep", True, None)


def test_nobody_comes_in_through_a_page_where_they_meet_in_a_room(cast):
    private(cast, day(1), place="Room 4", phone="+34 600 000 000")
    found = coming(cast, day(1, 9, 55))
    assert (found.open, found.opens, found.place, found.phone) == (False, None, "Room 4", "+34 600 000 000")


def test_a_place_that_was_offered_until_now_is_offered_no_more(cast):
    made = session(cast.here, cast.clara, day(3), kind="group", title="Sleep", capacity=8)
    place(made, cast.ana, state="offered", until=day(2))
    assert coming(cast, day(1)).asked
    assert coming(cast, day(2, 11)) is None

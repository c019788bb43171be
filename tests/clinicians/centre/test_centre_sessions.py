"""The page of a centre’s sessions in numbers: n of N with a definition of each, and nobody’s name but of who holds them."""

from __future__ import annotations

from datetime import time

from django.urls import reverse

from clinicians.centre.sessions.words import hours_in_words, meanings, session_rows, some_of
from mentoring.meetings.attending.actions import note_attendance
from mentoring.meetings.numbers.counting import SessionFigures
from oncocare.foundation import clock
from tests.factories.rooms import day
from tests.factories.sessions_attended import hours, private
from tests.pages import at, words

THERE = reverse("centre_sessions")
NOW = day(20)


def test_an_empty_centre_says_so(carlos):
    page = words(at(NOW, lambda: carlos.get(THERE)))
    assert "No session was planned, and no hours were open, in these eight weeks." in page


def test_each_number_stands_beside_the_four_weeks_before_with_its_definition(cast, carlos):
    first, second = private(cast, day(7)), private(cast, day(8))
    private(cast, day(9))
    hours(cast.here, cast.clara, weekday=0, opens=time(9), closes=time(11), first=day(7).date(), made=day(6))
    with clock.at(day(10)):
        note_attendance(by=cast.clara, seat=first, attendance="present")
        note_attendance(by=cast.clara, seat=second, attendance="no_word")
    page = words(at(NOW, lambda: carlos.get(THERE)))
    assert "In the last four weeks 3 sessions were held; in the four weeks before it was 0." in page
    assert "Did not come, without a word 1 of 2 –" in page
    assert "Places noted 2 of 3 –" in page
    assert "Clara Private session 0.8 of 4 h (–)" in page
    for label, meaning in meanings():
        assert label in page
        assert meaning in page
    assert "Ana" not in page


def test_it_is_for_whoever_runs_the_centre(clara):
    assert clara.get(THERE).status_code == 403


def test_numbers_in_words():
    assert [hours_in_words(minutes) for minutes in (0, 60, 90, 50)] == ["0", "1", "1.5", "0.8"]
    assert [some_of(0, 0), some_of(0, 3)] == ["–", "0 of 3"]
    nothing = SessionFigures(*[0] * 14)
    assert len(session_rows(nothing, nothing)) == len(meanings())

"""What a person takes along of their sessions holds nothing against them."""

from __future__ import annotations

import pytest

from mentoring.meetings.attending.actions import note_attendance
from oncocare.foundation import clock
from oncocare.people.registry import all_given
from tests.factories.rooms import day
from tests.factories.sessions_attended import private


@pytest.mark.parametrize(
    ("attendance", "words"),
    [
        ("", ""),
        ("present", "You were there"),
        ("late", "You were there"),
        ("word", "It took place without you"),
        ("no_word", "It took place without you"),
    ],
)
def test_whether_they_came_is_said_without_blame(cast, attendance, words):
    seat = private(cast, day(1))
    if attendance:
        with clock.at(day(2)):
            note_attendance(by=cast.clara, seat=seat, attendance=attendance)
    [part] = [one for one in all_given() if one.model == "meetings.Seat"]
    [row] = part.rows(cast.patient(cast.ana))
    [field] = [one for one in part.fields if one.name == "attendance"]
    assert field.words(row) == words

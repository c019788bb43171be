"""How near a session is, in words, by the clock on somebody's wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.places.words import when_in_words

MADRID, MEXICO = "Europe/Madrid", "America/Mexico_City"


def at(month, day, hour, minute=0, zone=MADRID):
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone))


def said(begins, now, zone=MADRID, minutes=60):
    return when_in_words(begins, begins + timedelta(minutes=minutes), now, zone)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(3, 3, 8), "today at 10:00, in 2 hours"),
        (at(3, 3, 9), "today at 10:00, in 1 hour"),
        (at(3, 3, 9, 1), "today at 10:00, in 59 minutes"),
        (at(3, 3, 9, 59), "today at 10:00, in 1 minute"),
        (at(3, 3, 10), "now, since 10:00"),
        (at(3, 3, 10, 59), "now, since 10:00"),
        (at(3, 3, 11), ""),
        (at(3, 2, 14), "tomorrow at 10:00, in 20 hours"),
        (at(3, 2, 0), "tomorrow at 10:00, in 34 hours"),
        (at(3, 1, 23), "in 2 days"),
        (at(2, 21, 10), "in 10 days"),
    ],
)
def test_it_is_said_as_somebody_reads_a_clock(now, words):
    assert said(at(3, 3, 10), now) == words


def test_tomorrow_is_by_the_readers_wall():
    begins, now = at(3, 4, 1), at(3, 3, 23)
    assert said(begins, now) == "tomorrow at 01:00, in 2 hours"
    assert said(begins, now, MEXICO) == "today at 18:00, in 2 hours"


def test_hours_are_time_that_passes_over_both_clock_changes():
    assert said(at(3, 29, 10), at(3, 28, 20)) == "tomorrow at 10:00, in 13 hours"
    assert said(at(10, 25, 10), at(10, 24, 20)) == "tomorrow at 10:00, in 15 hours"


@given(st.integers(0, 365 * 24 * 60), st.integers(-100, 90000))
def test_it_says_something_until_it_is_over(later, minutes):
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=later)
    now = begins - timedelta(minutes=minutes)
    assert bool(said(begins, now)) == (now < begins + timedelta(minutes=60))

"""A file says when a session is, wherever and across whichever change of clocks, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentoring.meetings.feeds.files import FileWords, SessionEntry, feed_file, session_file
from mentoring.meetings.times.series import Times, days, moment_at

WORDS = FileWords(title="Session", place="See the page", all_of_them="Sessions")
NOW = datetime(2026, 3, 2, 9, 0, 30, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEGINS = datetime(2026, 3, 26, 17, tzinfo=UTC)
PAGE = "https://site.example.org/sessions/1/"
ONE = SessionEntry("1", BEGINS, BEGINS + HOUR, PAGE)
ZONES = ("Europe/Madrid", "Europe/Lisbon", "Europe/Warsaw", "America/Mexico_City", "America/Santiago")
zones = st.sampled_from([ZoneInfo(zone) for zone in ZONES])
moments = st.builds(lambda zone, hours: (BEGINS + hours * HOUR).astimezone(zone), zones, st.integers(-50_000, 50_000))


def read(content):
    """The entries of a file as another program reads them."""
    return Calendar.from_ical(content).events


def lines(content):
    return content.decode().replace("\r\n ", "").strip().split("\r\n")


def test_the_whole_file_of_one_session():
    assert lines(session_file(ONE, WORDS, NOW)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sessions//1.0//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "SUMMARY:Session",
        "DTSTART:20260326T170000Z",
        "DTEND:20260326T180000Z",
        "DTSTAMP:20260302T090030Z",
        "UID:1",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "LOCATION:See the page",
        "STATUS:CONFIRMED",
        f"URL:{PAGE}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_moved_it_is_the_same_entry_with_a_higher_number():
    [before] = read(session_file(ONE, WORDS, NOW))
    later = replace(ONE, begins=BEGINS + HOUR, ends=BEGINS + 2 * HOUR, changes=1)
    [after] = read(session_file(later, WORDS, NOW))
    assert (before["UID"], int(before["SEQUENCE"])) == ("1", 0)
    assert (after["UID"], int(after["SEQUENCE"]), after.start) == ("1", 1, BEGINS + HOUR)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"off": True}, "CANCELLED"), ({"off": True, "sure": False}, "CANCELLED"), ({"sure": False}, "TENTATIVE")],
)
def test_what_was_called_off_or_only_offered_says_so(change, said):
    [found] = read(session_file(replace(ONE, **change), WORDS, NOW))
    assert str(found["STATUS"]) == said


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", [date(2026, 3, 5), date(2026, 8, 20), date(2026, 10, 8), date(2028, 2, 24)])
def test_a_weekly_session_stays_at_six_on_the_wall_over_the_changes_of_clocks(zone, first):
    times = Times(first=first, starts=time(18), minutes=60, zone=zone, every=1, last=first + timedelta(weeks=9))
    begins = [moment_at(one, times.starts, zone) for one in days(times)]
    entries = [SessionEntry(str(n), one, one + HOUR, PAGE) for n, one in enumerate(begins)]
    found = read(feed_file(entries, WORDS, NOW))
    assert [one.start.astimezone(ZoneInfo(zone)).time() for one in found] == [time(18)] * 10
    assert [one.end - one.start for one in found] == [HOUR] * 10


def test_the_changes_are_between_these_dates():
    times = Times(first=date(2026, 3, 26), starts=time(18), minutes=60, zone=ZONES[0], every=1, last=date(2026, 4, 2))
    found = [moment_at(one, times.starts, times.zone).hour for one in days(times)]
    assert found == [17, 16]


@given(begins=moments, minutes=st.integers(5, 480), changes=st.integers(0, 1000), off=st.booleans(), now=moments)
def test_whatever_is_written_is_read(begins, minutes, changes, off, now):
    begins = begins.replace(microsecond=0)
    ends = begins.astimezone(UTC) + timedelta(minutes=minutes)
    entry = SessionEntry("x", begins, ends, PAGE, changes=changes, off=off)
    [found] = read(session_file(entry, WORDS, now))
    assert (found.start, found.end, int(found["SEQUENCE"])) == (begins.astimezone(UTC), ends, changes)
    assert str(found["STATUS"]) == ("CANCELLED" if off else "CONFIRMED")


def test_a_feed_is_in_order_and_tells_programs_to_look_again():
    second = replace(ONE, uid="2", begins=BEGINS - HOUR, ends=BEGINS)
    content = feed_file([ONE, second], WORDS, NOW)
    assert [one["UID"] for one in read(content)] == ["2", "1"]
    whole = Calendar.from_ical(content)
    assert (whole.calendar_name, whole.refresh_interval, "UID" in whole) == ("Sessions", HOUR, False)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines(content)


def test_a_feed_of_nobody_is_a_file_all_the_same():
    assert read(feed_file([], WORDS, NOW)) == []


def test_the_same_is_written_the_same():
    assert feed_file([ONE], WORDS, NOW) == feed_file([ONE], WORDS, NOW)

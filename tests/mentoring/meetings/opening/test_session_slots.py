"""Which times can be booked, by the clock on the wall: over both clock changes, and never twice."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.opening.slots import WeeklyHours, free_slots
from mentoring.meetings.times.series import moment_at, on_the_wall

KEY = uuid.UUID(int=1)
ZONES = ("Europe/Madrid", "Europe/Lisbon", "Europe/Warsaw", "America/Mexico_City", "America/Santiago")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def hours(**fields):
    given = {
        "key": KEY, "weekday": 3, "opens": time(9), "closes": time(12), "minutes": 50, "notice": 24,
        "first": date(2026, 1, 1), "last": None,
    }  # fmt: skip
    return WeeklyHours(**given | fields)


def walls(*weeks, zone="Europe/Madrid", now=MONDAY, ahead=WEEK, **given):
    slots = free_slots(weeks or [hours()], zone=zone, now=now, until=now + ahead, **given)
    return [f"{one.begins.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}" for one in slots]


def test_one_follows_another_until_none_fits():
    assert walls() == ["Thu 05 Mar 09:00", "Thu 05 Mar 09:50", "Thu 05 Mar 10:40"]
    assert walls(hours(minutes=60)) == ["Thu 05 Mar 09:00", "Thu 05 Mar 10:00", "Thu 05 Mar 11:00"]
    assert walls(hours(minutes=200)) == []


def test_notice_counts_to_the_minute():
    assert walls(now=MONDAY + timedelta(days=1, hours=23)) == [
        "Thu 05 Mar 09:00",
        "Thu 05 Mar 09:50",
        "Thu 05 Mar 10:40",
    ]
    assert walls(now=MONDAY + timedelta(days=1, hours=23, minutes=1)) == ["Thu 05 Mar 09:50", "Thu 05 Mar 10:40"]


def test_a_day_on_which_nobody_is_there_has_none():
    assert walls(away={date(2026, 3, 5)}) == []
    assert walls(hours(first=date(2026, 3, 6))) == []
    assert walls(hours(last=date(2026, 3, 4))) == []
    assert walls(hours(last=date(2026, 3, 5), minutes=180)) == ["Thu 05 Mar 09:00"]


def test_what_meets_is_free_and_what_overlaps_is_not():
    begins = datetime(2026, 3, 5, 8, 50, tzinfo=UTC)
    assert walls(busy=[(begins, begins + timedelta(minutes=50))]) == ["Thu 05 Mar 09:00", "Thu 05 Mar 10:40"]
    assert walls(busy=[(begins - timedelta(minutes=1), begins)]) == ["Thu 05 Mar 09:50", "Thu 05 Mar 10:40"]


@pytest.mark.parametrize(
    ("zone", "day", "longer"),
    [
        ("Europe/Madrid", date(2026, 3, 29), -1), ("Europe/Madrid", date(2026, 10, 25), 1),
        ("Europe/Lisbon", date(2026, 3, 29), -1), ("Europe/Lisbon", date(2026, 10, 25), 1),
        ("Europe/Warsaw", date(2026, 3, 29), -1), ("Europe/Warsaw", date(2026, 10, 25), 1),
        ("America/Santiago", date(2026, 9, 6), -1), ("America/Santiago", date(2026, 4, 4), 0),
        ("America/Mexico_City", date(2026, 4, 5), 0), ("America/Mexico_City", date(2026, 10, 25), 0),
    ],
)  # fmt: skip
def test_the_morning_hours_stay_on_the_wall_whatever_the_clocks_do(zone, day, longer):
    now = moment_at(day - timedelta(days=2), time(9), zone)
    at_nine = hours(weekday=day.weekday(), minutes=60)
    found = free_slots([at_nine], zone=zone, now=now, until=now + timedelta(days=4))
    assert [on_the_wall(one.begins, zone) for one in found] == [(day, time(hour)) for hour in (9, 10, 11)]
    night = hours(weekday=day.weekday(), opens=time(0), closes=time(6), minutes=60)
    through = free_slots([night], zone=zone, now=now, until=now + timedelta(days=4))
    assert len(through) == 6 + min(longer, 0)


@given(
    zone=st.sampled_from(ZONES), later=st.integers(0, 365 * 24 * 4), weekday=st.integers(0, 6),
    opens=st.integers(0, 23), lasts=st.integers(1, 12), minutes=st.integers(15, 120), notice=st.integers(0, 48),
    busy=st.lists(st.tuples(st.integers(0, 14 * 96), st.integers(1, 12)), max_size=6),
    away=st.sets(st.integers(0, 14), max_size=5),
)  # fmt: skip
def test_every_time_can_be_booked_as_it_is_shown(zone, later, weekday, opens, lasts, minutes, notice, busy, away):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * later)
    closes = time(opens + lasts) if opens + lasts < 24 else time.max
    one = hours(weekday=weekday, opens=time(opens), closes=closes, minutes=minutes, notice=notice)
    quarter = timedelta(minutes=15)
    taken = [(now + begins * quarter, now + (begins + length) * quarter) for begins, length in busy]
    first = on_the_wall(now, zone)[0]
    closed = {first + timedelta(days=number) for number in away}
    found = free_slots([one], zone=zone, now=now, until=now + 2 * WEEK, away=closed, busy=taken)
    for slot in found:
        day, at = on_the_wall(slot.begins, zone)
        assert moment_at(day, at, zone) == slot.begins
        assert (day.weekday(), day in closed, slot.ends - slot.begins) == (weekday, False, timedelta(minutes=minutes))
        assert now + timedelta(hours=notice) <= slot.begins < now + 2 * WEEK
        assert all(slot.ends <= begins or ends <= slot.begins for begins, ends in taken)
    assert all(before.ends <= after.begins for before, after in pairwise(found))


def test_a_time_that_comes_twice_is_offered_once():
    night = hours(weekday=6, opens=time(1), closes=time(4), minutes=60)
    now = datetime(2026, 10, 23, tzinfo=UTC)
    assert walls(night, now=now) == ["Sun 25 Oct 01:00", "Sun 25 Oct 02:00", "Sun 25 Oct 03:00"]


def test_hours_that_say_the_same_offer_a_time_once():
    assert walls(hours(minutes=60), hours(minutes=60, key=uuid.UUID(int=2))) == walls(hours(minutes=60))

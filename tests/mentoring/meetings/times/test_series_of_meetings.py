"""The days of a series and the moments of its meetings: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.times.series import (
    EVERY,
    MOST_MEETINGS,
    Times,
    TimesRefused,
    check,
    days,
    moment_at,
    moved_to,
    on_the_wall,
    spans,
)

ZONES = ("Europe/Madrid", "Europe/Lisbon", "Europe/Warsaw", "America/Mexico_City", "America/Santiago")
ONCE = Times(date(2026, 3, 2), time(18), 60, "Europe/Madrid")
WEEKLY = replace(ONCE, every=1, last=date(2026, 3, 30))

dates = st.dates(date(2019, 1, 1), date(2035, 12, 31))
hours = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))


@st.composite
def series(draw):
    first = draw(dates)
    last = first + timedelta(days=draw(st.integers(0, 7 * 59)))
    return Times(
        first, draw(hours), draw(st.integers(5, 480)), draw(st.sampled_from(ZONES)), draw(st.sampled_from(EVERY)), last
    )


@given(series())
def test_a_series_is_on_one_weekday_in_its_rhythm_until_its_last_day(times):
    found = list(days(times))
    assert found[0] == times.first
    assert {later - one for one, later in pairwise(found)} <= {timedelta(weeks=times.every)}
    assert found[-1] <= times.last < found[-1] + timedelta(weeks=times.every)


@given(series())
def test_each_meeting_is_as_long_as_any_other_and_at_its_time_unless_the_clock_skips_it(times):
    for day, (begins, ends) in zip(days(times), spans(times), strict=True):
        assert ends - begins == timedelta(minutes=times.minutes)
        shown, meant = datetime.combine(*on_the_wall(begins, times.zone)), datetime.combine(day, times.starts)
        assert timedelta() <= shown - meant <= timedelta(hours=1)
        if shown != meant:  # then no moment at all shows it
            around = (begins + timedelta(minutes=n) for n in range(-120, 121, 15))
            assert all(datetime.combine(*on_the_wall(one, times.zone)) != meant for one in around)


@given(dates, hours, st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_a_meeting_that_moves_with_its_centre_and_back_is_when_it_was(day, at, of, to):
    moment = moment_at(day, at, of)
    there = moved_to(moment, of, to)
    if on_the_wall(there, to) == on_the_wall(moment, of):  # unless the clock there skips that time
        assert on_the_wall(moved_to(there, to, of), of) == on_the_wall(moment, of)


@pytest.mark.parametrize(
    ("times", "field", "why"),
    [
        (replace(ONCE, minutes=4), "minutes", "length"),
        (replace(ONCE, minutes=481), "minutes", "length"),
        (replace(WEEKLY, every=3), "every", "rhythm"),
        (replace(WEEKLY, last=None), "last", "backwards"),
        (replace(WEEKLY, last=date(2026, 3, 1)), "last", "backwards"),
        (replace(WEEKLY, last=ONCE.first + timedelta(weeks=MOST_MEETINGS)), "last", "too many"),
        (replace(ONCE, first=date(9999, 12, 31)), "first", "year"),
        (replace(WEEKLY, last=date(9999, 12, 31)), "last", "year"),
        (replace(ONCE, first=date(2026, 3, 29), starts=time(2, 30)), "starts", "skipped"),
    ],
)
def test_times_that_cannot_be_are_refused_with_the_field_and_why(times, field, why):
    with pytest.raises(TimesRefused) as refused:
        check(times)
    assert (refused.value.field, refused.value.why) == (field, why)


def test_times_that_can_be_are_not_refused():
    longest = replace(WEEKLY, last=ONCE.first + timedelta(weeks=MOST_MEETINGS, days=-1))
    for times in (ONCE, WEEKLY, longest, replace(WEEKLY, last=ONCE.first), replace(ONCE, minutes=480)):
        check(times)
    assert len(spans(longest)) == MOST_MEETINGS


def test_a_leap_day_is_a_day_like_any_other():
    leap = date(2028, 2, 29)
    check(replace(ONCE, first=leap))
    assert on_the_wall(moment_at(leap, time(18), "Europe/Madrid"), "Europe/Madrid") == (leap, time(18))
    for every, first, after in ((1, (2, 22), (3, 7)), (2, (2, 15), (3, 14)), (4, (2, 1), (3, 28))):
        times = replace(ONCE, first=date(2028, *first), every=every, last=date(2028, 3, 31))
        assert list(days(times))[:3] == [date(2028, *first), leap, date(2028, *after)]


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("Europe/Madrid", date(2026, 3, 29), time(2, 30), time(3, 30)),
        ("Europe/Lisbon", date(2026, 3, 29), time(1, 30), time(2, 30)),
        ("Europe/Warsaw", date(2026, 3, 29), time(2, 30), time(3, 30)),
        ("America/Mexico_City", date(2022, 4, 3), time(2, 30), time(3, 30)),
        ("America/Santiago", date(2026, 9, 6), time(0, 30), time(1, 30)),
    ],
)
def test_a_time_that_the_clock_skips_is_as_long_after_the_skip(zone, day, at, shown):
    assert on_the_wall(moment_at(day, at, zone), zone) == (day, shown)
    with pytest.raises(TimesRefused, match="skipped"):
        check(Times(day, at, 60, zone))
    check(Times(day - timedelta(weeks=1), at, 60, zone, 1, day))  # in the midst of a series it is as it is


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        ("Europe/Madrid", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("Europe/Lisbon", date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("Europe/Warsaw", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("America/Mexico_City", date(2022, 10, 30), time(1, 30), datetime(2022, 10, 30, 7, 30, tzinfo=UTC)),
        ("America/Santiago", date(2026, 4, 4), time(23, 30), datetime(2026, 4, 5, 3, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_comes_twice_is_the_second(zone, day, at, moment):
    times = Times(day, at, 60, zone)
    check(times)
    assert spans(times) == [(moment, moment + timedelta(hours=1))]
    assert on_the_wall(moment, zone) == (day, at)

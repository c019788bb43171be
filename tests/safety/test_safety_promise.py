"""When a person will read it: staffed hours counted honestly, over nights, weekends and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.safety.promise import (
    STAFFED_HOURS,
    UNSTAFFED,
    Opening,
    climbs_at,
    days_after,
    deadline,
    openings_after,
    whole_week,
)

MADRID = "Europe/Madrid"
OFFICE = [Opening(weekday, time(9), time(17)) for weekday in range(5)]
ALWAYS = [Opening(weekday, time(0), time(23, 59, 59, 999999)) for weekday in range(7)]


def at(year, month, day, hour, minute=0, fold=0, zone=MADRID):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("raised", "severity", "read_by"),
    [
        (at(2026, 3, 2, 10), "urgent", at(2026, 3, 2, 11)),
        (at(2026, 3, 2, 10), "high", at(2026, 3, 2, 14)),
        (at(2026, 3, 2, 10), "medium", at(2026, 3, 4, 10)),
        (at(2026, 3, 2, 3), "high", at(2026, 3, 2, 13)),  # before opening
        (at(2026, 3, 2, 13), "high", at(2026, 3, 2, 17)),  # to the last minute
        (at(2026, 3, 2, 13, 1), "high", at(2026, 3, 3, 9, 1)),  # one minute too late
        (at(2026, 3, 2, 17), "urgent", at(2026, 3, 3, 10)),  # at closing time
        (at(2026, 3, 6, 20), "high", at(2026, 3, 9, 13)),  # Friday evening: Monday
        (at(2026, 3, 7, 12), "urgent", at(2026, 3, 9, 10)),  # Saturday: Monday
        (at(2028, 2, 28, 16), "high", at(2028, 2, 29, 12)),  # into the leap day
        (at(2028, 2, 29, 16), "high", at(2028, 3, 1, 12)),  # and out of it
        (at(2026, 12, 31, 16), "urgent", at(2026, 12, 31, 17)),
    ],
)
def test_a_flag_is_to_be_read_within_staffed_hours(raised, severity, read_by):
    assert deadline(raised, severity, OFFICE, MADRID) == read_by


def test_there_is_no_deadline_for_a_severity_that_is_none():
    with pytest.raises(ValueError, match="'low' is not a valid Severity"):
        deadline(at(2026, 3, 2, 10), "low", OFFICE, MADRID)


def test_a_centre_that_has_not_said_when_it_is_staffed_reads_within_twelve_hours():
    raised = at(2026, 3, 6, 20)
    assert deadline(raised, "urgent", [], MADRID) - raised == timedelta(hours=12)


def test_a_centre_staffed_too_rarely_to_get_there_in_a_year_reads_within_twelve_hours():
    raised = at(2026, 3, 2, 10)
    assert deadline(raised, "medium", [Opening(2, time(9), time(9, 5))], MADRID) - raised == UNSTAFFED


def test_a_closure_of_weeks_is_promised_for_what_it_is():
    august = {date(2026, 8, 3) + timedelta(days=number) for number in range(21)}
    raised = at(2026, 7, 31, 18)  # the Friday before
    assert deadline(raised, "urgent", OFFICE, MADRID, august) == at(2026, 8, 24, 10)
    assert days_after(raised, 1, OFFICE, MADRID, august) == at(2026, 8, 24, 17)


@pytest.mark.parametrize(
    ("raised", "severity", "cap", "climbs"),
    [
        (at(2026, 3, 2, 10), "urgent", 12, at(2026, 3, 2, 11)),  # the staffed hour comes first
        (at(2026, 3, 6, 17, 30), "urgent", 12, at(2026, 3, 7, 5, 30)),  # Friday evening: Saturday, not Monday
        (at(2026, 3, 6, 17, 30), "high", 24, at(2026, 3, 7, 17, 30)),
        (at(2026, 3, 6, 17, 30), "medium", 96, at(2026, 3, 10, 17)),
        (at(2026, 3, 28, 18), "urgent", 12, at(2026, 3, 29, 7)),  # twelve real hours, one of them skipped on the wall
    ],
)
def test_it_climbs_at_the_staffed_deadline_and_at_the_latest_at_the_cap(raised, severity, cap, climbs):
    assert climbs_at(raised, deadline(raised, severity, OFFICE, MADRID), timedelta(hours=cap)) == climbs


@pytest.mark.parametrize(
    ("week", "whole"),
    [
        ([], False),
        (OFFICE, False),
        ([Opening(day, time.min, time.max) for day in range(7)], True),
        ([Opening(day, time.min, time.max) for day in range(6)], False),
        ([Opening(day, *half) for day in range(7) for half in ((time(12), time.max), (time.min, time(12)))], True),
        ([Opening(day, *half) for day in range(7) for half in ((time(12, 1), time.max), (time.min, time(12)))], False),
    ],
)
def test_a_week_is_staffed_to_the_last_minute_or_it_is_not(week, whole):
    assert whole_week(week) is whole


def test_the_deadline_is_in_utc():
    assert deadline(at(2026, 3, 2, 10), "high", OFFICE, MADRID).tzinfo is UTC
    assert deadline(at(2026, 3, 2, 10), "high", [], MADRID).tzinfo is UTC


def test_the_night_in_which_the_clock_goes_forward_has_one_hour_less():
    raised = at(2026, 3, 29, 0)  # 02:00 becomes 03:00
    night = [Opening(6, time(0), time(6))]
    assert deadline(raised, "high", night, MADRID) == at(2026, 3, 29, 5)
    [(start, end), *_] = openings_after(raised, night, MADRID)
    assert end - start == timedelta(hours=5)


def test_the_night_in_which_the_clock_goes_back_has_one_hour_more():
    raised = at(2026, 10, 25, 0)  # 03:00 becomes 02:00
    night = [Opening(6, time(0), time(6))]
    assert deadline(raised, "high", night, MADRID) == at(2026, 10, 25, 3)
    [(start, end), *_] = openings_after(raised, night, MADRID)
    assert end - start == timedelta(hours=7)


def test_the_weekend_of_a_clock_change_does_not_move_monday_morning():
    for friday, monday in ((at(2026, 3, 27, 18), at(2026, 3, 30, 10)), (at(2026, 10, 23, 18), at(2026, 10, 26, 10))):
        assert deadline(friday, "urgent", OFFICE, MADRID) == monday


def test_the_same_moment_raised_in_each_of_the_two_hours_between_two_and_three():
    first, second = at(2026, 10, 25, 2, 30), at(2026, 10, 25, 2, 30, fold=1)
    ends = [deadline(one, "urgent", ALWAYS, MADRID) for one in (first, second)]
    assert ends[1] - ends[0] == timedelta(hours=1)
    assert ends[0] - first.astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize("zone", ["America/Santiago", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_hours_are_those_of_the_centres_own_clock(zone):
    raised = at(2026, 3, 3, 8, zone=zone)
    assert deadline(raised, "urgent", OFFICE, zone) == at(2026, 3, 3, 10, zone=zone)


HOURS = st.tuples(st.integers(5, 12), st.integers(1, 11)).map(lambda pair: (time(pair[0]), time(pair[0] + pair[1])))
WEEKS = st.dictionaries(st.integers(0, 6), HOURS, min_size=3).map(
    lambda week: [Opening(weekday, opens, closes) for weekday, (opens, closes) in week.items()]
)
# minutes around the two clock changes, the leap day and the turn of a year
MOMENTS = st.tuples(
    st.sampled_from([at(2026, 3, 27, 12), at(2026, 10, 23, 12), at(2028, 2, 27, 12), at(2026, 12, 30, 12)]),
    st.integers(0, 5 * 24 * 60),
).map(lambda pair: pair[0].astimezone(UTC) + timedelta(minutes=pair[1]))


def staffed_minutes(start, end, week, zone):
    """A second, naive reading: walk minute by minute and look at the clock on the wall."""
    count, moment = 0, start
    while moment < end:
        local = moment.astimezone(ZoneInfo(zone))
        count += any(one.weekday == local.weekday() and one.opens <= local.time() < one.closes for one in week)
        moment += timedelta(minutes=1)
    return count


@given(MOMENTS, st.sampled_from(["urgent", "high"]), WEEKS)
def test_exactly_the_promised_staffed_time_lies_before_the_deadline(raised, severity, week):
    until = deadline(raised, severity, week, MADRID)
    assert staffed_minutes(raised, until, week, MADRID) == STAFFED_HOURS[severity] * 60


@given(MOMENTS, WEEKS)
def test_what_is_more_urgent_is_never_read_later(raised, week):
    urgent, high = (deadline(raised, severity, week, MADRID) for severity in ("urgent", "high"))
    assert raised < urgent < high


@given(MOMENTS, WEEKS, st.integers(0, 600))
def test_what_is_raised_later_is_never_due_earlier(raised, week, minutes):
    later = raised + timedelta(minutes=minutes)
    assert deadline(raised, "high", week, MADRID) <= deadline(later, "high", week, MADRID)


CAPS = {"urgent": timedelta(hours=12), "high": timedelta(hours=24), "medium": timedelta(hours=96)}


def moments(raised, severity, week, closed=()):
    promised = deadline(raised, severity, week, MADRID, closed)
    return promised, climbs_at(raised, promised, CAPS[severity])


CLOSED = st.integers(0, 60).map(lambda days: {date(2026, 3, 27) + timedelta(days=number) for number in range(days)})


@given(MOMENTS, st.sampled_from(list(CAPS)), WEEKS, CLOSED)
def test_it_climbs_in_the_future_never_after_the_promise_and_never_after_the_cap(raised, severity, week, closed):
    promised, climbs = moments(raised, severity, week, closed)
    assert raised < climbs == min(promised, raised + CAPS[severity])


@given(MOMENTS, WEEKS, CLOSED)
def test_what_is_more_urgent_is_neither_promised_nor_climbs_later(raised, week, closed):
    urgent, high, medium = (moments(raised, severity, week, closed) for severity in CAPS)
    for sooner, later in ((urgent, high), (high, medium)):
        assert sooner[0] <= later[0]
        assert sooner[1] <= later[1]


@given(MOMENTS, WEEKS, st.integers(0, 600))
def test_what_comes_later_never_climbs_earlier(raised, week, minutes):
    later = raised + timedelta(minutes=minutes)
    assert moments(raised, "high", week)[1] <= moments(later, "high", week)[1]

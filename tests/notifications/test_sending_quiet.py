"""Quiet hours by the clock on a person's wall, whatever the clock does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.notifications.sending.quiet import allowed_at, day_around

ZONES = [
    "Europe/Madrid",
    "Atlantic/Canary",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # its clock moves by half an hour
    "Pacific/Auckland",
    "Asia/Kolkata",
    "UTC",
]
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
hours = st.times().map(lambda hour: hour.replace(microsecond=0))


def quiet(moment: datetime, zone: str, start: time, end: time) -> bool:
    """Read once more, another way: the minutes since the quiet began are fewer than it lasts."""
    wall = moment.astimezone(ZoneInfo(zone))

    def since(moment: time) -> int:
        return moment.hour * 3600 + moment.minute * 60 + moment.second

    day = 24 * 3600
    return (since(wall.time()) - since(start)) % day < (since(end) - since(start)) % day


@given(moments, st.sampled_from(ZONES), hours, hours)
def test_never_inside_quiet_hours_and_never_earlier(moment, zone, start, end):
    allowed = allowed_at(moment, zone, start, end)
    assert allowed >= moment
    assert not quiet(allowed, zone, start, end)
    assert allowed == moment or quiet(moment, zone, start, end)


@given(moments, st.sampled_from(ZONES), hours, st.integers(0, 22 * 3600))
def test_where_two_hours_are_left_it_takes_less_than_a_day_and_a_clock_change(moment, zone, start, length):
    end = (datetime(2026, 1, 1, start.hour, start.minute, start.second, tzinfo=UTC) + timedelta(seconds=length)).time()
    assert allowed_at(moment, zone, start, end) - moment < timedelta(hours=25)


@given(moments, st.sampled_from(ZONES), hours)
def test_the_same_hour_twice_is_no_quiet_at_all(moment, zone, hour):
    assert allowed_at(moment, zone, hour, hour) == moment


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-03-28T22:00+01:00", "2026-03-29T09:00+02:00"),  # the night is an hour shorter
        ("2026-10-24T22:00+02:00", "2026-10-25T09:00+01:00"),  # the night is an hour longer
        ("2026-03-02T20:59+01:00", "2026-03-02T20:59+01:00"),
        ("2026-03-02T21:00+01:00", "2026-03-03T09:00+01:00"),
        ("2026-03-03T08:59+01:00", "2026-03-03T09:00+01:00"),
        ("2026-03-03T09:00+01:00", "2026-03-03T09:00+01:00"),
    ],
)
def test_nine_to_nine_in_madrid(moment, allowed):
    leaves = allowed_at(datetime.fromisoformat(moment), "Europe/Madrid", time(21), time(9))
    assert leaves == datetime.fromisoformat(allowed)


@pytest.mark.parametrize(
    ("moment", "start", "end", "allowed"),
    [
        ("2026-03-29T01:30+01:00", time(1), time(2, 30), "2026-03-29T03:30+02:00"),  # half past two does not exist
        ("2026-10-25T02:10+02:00", time(1), time(2, 30), "2026-10-25T02:30+02:00"),  # it comes twice: the first
        ("2026-10-25T02:10+01:00", time(1), time(2, 30), "2026-10-25T02:30+01:00"),  # put back into the quiet hours
        ("2026-03-28T03:00+01:00", time(2, 50), time(2, 10), "2026-03-30T02:10+02:00"),  # a day without any time left
    ],
)
def test_an_end_inside_a_clock_change(moment, start, end, allowed):
    leaves = allowed_at(datetime.fromisoformat(moment), "Europe/Madrid", start, end)
    assert leaves == datetime.fromisoformat(allowed)


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_day_is_as_long_as_it_is(day, length):
    start, end = day_around(datetime.fromisoformat(f"{day}T12:00+01:00"), "Europe/Madrid")
    assert (end - start, str(start.astimezone(ZoneInfo("Europe/Madrid")).date())) == (timedelta(hours=length), day)

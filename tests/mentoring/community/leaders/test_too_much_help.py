"""The sign that somebody who helps others may be doing too much: nights, and days without rest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.leaders.overdoing import Overdoing, overdoing
from tests.factories.rooms import MADRID

NOW = datetime(2026, 6, 30, 20, tzinfo=MADRID)
ZONE = "Europe/Madrid"


def at(days: int, hour: float) -> datetime:
    """So many days ago, at this hour."""
    return NOW.replace(hour=0) + timedelta(hours=hour) - timedelta(days=days)


@pytest.mark.parametrize(("hour", "night"), [(22.99, 0), (23, 1), (0, 1), (5.99, 1), (6, 0), (12, 0)])
def test_night_is_from_eleven_to_six(hour, night):
    assert overdoing([at(3, hour)], ZONE, NOW).at_night == night


def test_night_is_where_the_person_lives():
    assert overdoing([at(3, 12)], "Pacific/Auckland", NOW).at_night == 0  # 22:00 there
    assert overdoing([at(3, 14)], "Pacific/Auckland", NOW).at_night == 1


def test_a_quarter_at_night_is_a_sign_of_eight_posts_or_more():
    nights, days = [at(1, 2), at(2, 3)], [at(day, 12) for day in range(1, 7)]
    assert overdoing([*nights, *days], ZONE, NOW).many_nights
    assert not overdoing([*nights, *days[1:]], ZONE, NOW).many_nights
    assert not overdoing([*nights, *days, at(9, 12)], ZONE, NOW).many_nights


def test_two_weeks_without_a_day_between_are_a_sign():
    fortnight = [at(day, 12) for day in range(14)]
    assert overdoing(fortnight, ZONE, NOW) == Overdoing(14, 0, 14)
    assert overdoing(fortnight, ZONE, NOW).no_rest
    assert not overdoing([one for one in fortnight if one != at(5, 12)], ZONE, NOW).no_rest


def test_what_is_older_than_four_weeks_is_not_looked_at():
    assert overdoing([at(40, 2), NOW + timedelta(hours=1)], ZONE, NOW) == Overdoing(0, 0, 0)


@given(st.lists(st.integers(0, 60 * 24 * 40).map(lambda minutes: NOW - minutes * timedelta(minutes=1))))
def test_no_count_leaves_its_bounds(moments):
    found = overdoing(moments, ZONE, NOW)
    assert 0 <= found.at_night <= found.posts <= len(moments)
    assert 0 <= found.days_in_a_row <= min(29, found.posts)

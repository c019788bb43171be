"""Which hours have nobody on duty: exactly the minutes that must be covered and that no turn covers."""

from __future__ import annotations

from datetime import time
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.groups.cover import CoverGap, GroupLack, gaps, lacks, must_cover, new_gaps
from mentoring.community.groups.duty import DutyTurn
from oncocare.safety.promise import Opening

CLARA = UUID(int=1)
CLOCKS = [*(time(quarter // 4, 15 * (quarter % 4)) for quarter in range(96)), time.max]
WHOLE = [CoverGap(day, time.min, time.max) for day in range(7)]


@st.composite
def stretches(draw):
    opens, closes = sorted(draw(st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True)))
    return Opening(draw(st.integers(0, 6)), CLOCKS[opens], CLOCKS[closes])


weeks = st.lists(stretches(), max_size=12)


def quarters(given_):
    """The quarters of an hour in which something goes on, by weekday."""
    found = set()
    for one in given_:
        found |= {
            (one.weekday, number) for number in range(96) if one.opens <= CLOCKS[number] and CLOCKS[number + 1] <= one.closes
        }  # fmt: skip
    return found


def turns(week):
    return [DutyTurn(CLARA, one.weekday, one.opens, one.closes) for one in week]


@given(weeks, weeks, st.booleans())
def test_the_gaps_are_exactly_what_must_be_covered_and_is_not(hours, on_duty, stays_open):
    found = gaps(hours, turns(on_duty), stays_open)
    assert quarters(found) == quarters(must_cover(hours, stays_open)) - quarters(on_duty)


@given(weeks, weeks, st.booleans())
def test_gaps_are_in_order_and_never_touch(hours, on_duty, stays_open):
    found = gaps(hours, turns(on_duty), stays_open)
    assert all(gap.opens < gap.closes for gap in found)
    assert all((one.weekday, one.closes) < (other.weekday, other.opens) for one, other in pairwise(found))


@given(weeks)
def test_whoever_is_on_duty_in_all_the_hours_leaves_no_gap(hours):
    assert gaps(hours, turns(hours), stays_open=False) == []


@given(weeks, weeks, weeks)
def test_new_gaps_are_what_was_no_gap_before(hours, before, after):
    old, new = gaps(hours, turns(before), stays_open=False), gaps(hours, turns(after), stays_open=False)
    assert quarters(new_gaps(old, new)) == quarters(new) - quarters(old)


@given(weeks, weeks, st.randoms())
def test_the_order_in_which_turns_are_written_says_nothing(hours, on_duty, chance):
    mixed = list(on_duty)
    chance.shuffle(mixed)
    assert gaps(hours, turns(mixed), stays_open=True) == gaps(hours, turns(on_duty), stays_open=True)


def test_a_group_that_stays_open_needs_somebody_at_every_hour():
    assert gaps([], [], stays_open=True) == WHOLE
    assert gaps([], [], stays_open=False) == []
    nights = [Opening(day, time.min, time.max) for day in range(6)]
    assert gaps([], turns([*nights, Opening(6, time.min, time(23, 59))]), stays_open=True) == [
        CoverGap(6, time(23, 59), time.max)
    ]


def test_turns_that_meet_leave_nothing_between_them():
    hours = [Opening(0, time(9), time(17))]
    assert gaps(hours, turns([Opening(0, time(9), time(13)), Opening(0, time(13), time(17))]), stays_open=False) == []
    assert gaps(hours, turns([Opening(0, time(9), time(13)), Opening(0, time(14), time(16))]), stays_open=False) == [
        CoverGap(0, time(13), time(14)), CoverGap(0, time(16), time(17)),
    ]  # fmt: skip


COMPLETE = {"name": "N", "about": "A", "rules": "R", "moderators": 1, "hours": [Opening(0, time(9), time(17))]}


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, []),
        ({"name": " "}, [GroupLack.NAME]),
        ({"about": ""}, [GroupLack.ABOUT]),
        ({"rules": "\n"}, [GroupLack.RULES]),
        ({"moderators": 0}, [GroupLack.MODERATOR]),
        ({"hours": []}, [GroupLack.HOURS]),
        ({"holes": [CoverGap(0, time(9), time(10))]}, [GroupLack.COVER]),
        ({"name": "", "about": "", "rules": "", "moderators": 0, "hours": [], "holes": WHOLE}, list(GroupLack)),
    ],
)
def test_everything_that_keeps_a_group_from_opening_is_named(given_, expected):
    assert lacks(**{**COMPLETE, "holes": [], **given_}) == expected

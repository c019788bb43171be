"""Who is offered a free place, until when, and who waits again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.places.filling import LAST_HOUR, OFFER_LASTS, may_have_it, offered_until, pass_on

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = [uuid.UUID(int=number) for number in range(12)]
MINUTES = st.integers(-600, 6000)


@pytest.mark.parametrize(
    ("hours", "until"), [(48, 12), (13, 12), (12.5, 11.5), (2, 1), (1.5, 0.5), (1, None), (0.5, None), (-1, None)]
)
def test_an_offer_lasts_half_a_day_and_ends_an_hour_before(hours, until):
    expected = None if until is None else NOW + timedelta(hours=until)
    assert offered_until(NOW, NOW + timedelta(hours=hours)) == expected


@pytest.mark.parametrize(("reads_in", "until"), [(0, 12), (8, 12), (9, 12), (11, 14), (14, 17), (30, 33), (50, 47)])
def test_an_offer_that_is_read_late_can_still_be_taken(reads_in, until):
    """Whoever has long quiet hours reads it after them, and has three hours then."""
    read = NOW + timedelta(hours=reads_in)
    assert offered_until(NOW, NOW + timedelta(hours=48), read=read) == NOW + timedelta(hours=until)


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), MINUTES)
def test_places_are_neither_lost_nor_offered_twice(free, waiting, lapsed, minutes):
    free = max(free, 0)
    waits, ended = PEOPLE[:waiting], PEOPLE[6 : 6 + min(lapsed, free)]
    begins = NOW + timedelta(minutes=minutes)
    found = pass_on(free=free, waiting=waits, lapsed=ended, now=NOW, begins=begins)
    if begins - NOW <= LAST_HOUR:
        assert (found.offered, found.back) == ((), tuple(ended))
        return
    assert found.offered == tuple(waits[:free])
    kept = [one for one in ended if one not in found.back]
    assert len(found.offered) + len(kept) <= free
    assert found.back == tuple(ended[: len(found.back)])
    assert len(waits) >= free or not found.back or len(found.offered) + len(kept) == free
    assert NOW < offered_until(NOW, begins) <= min(NOW + OFFER_LASTS, begins - LAST_HOUR)


def test_who_let_an_offer_pass_keeps_it_while_nobody_else_wants_it():
    ana, bea = PEOPLE[:2]
    later = NOW + timedelta(days=2)
    assert pass_on(free=1, waiting=[], lapsed=[ana], now=NOW, begins=later).back == ()
    passed = pass_on(free=1, waiting=[bea], lapsed=[ana], now=NOW, begins=later)
    assert (passed.offered, passed.back) == ((bea,), (ana,))


@given(st.integers(0, 3), st.integers(0, 3), MINUTES)
def test_nobody_passes_who_waits_except_in_the_last_hour(free, before, minutes):
    begins = NOW + timedelta(minutes=minutes)
    has = may_have_it(free=free, before=before, now=NOW, begins=begins)
    assert has == (free > 0 and (before == 0 or minutes <= 60))

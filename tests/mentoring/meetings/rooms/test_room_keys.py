"""Keys of rooms: what is kept of one, and when one opens."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.rooms.keys import ALPHABET, LENGTH, doors_are_open, is_key, seal_of

SIX, SEVEN = datetime(2026, 3, 2, 18, tzinfo=UTC), datetime(2026, 3, 2, 19, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
KEYS = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_of_a_key_its_sha_256_is_kept():
    assert seal_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4
    assert hashlib.sha256(b"abc").hexdigest() == seal_of("abc")


def test_a_key_holds_200_bits_in_letters_that_nobody_confuses():
    assert (len(set(ALPHABET)), LENGTH * 5, set("lo01") & set(ALPHABET)) == (32, 200, set())


@given(KEYS, KEYS)
def test_a_key_has_its_own_seal_and_no_other(one, other):
    assert is_key(one)
    assert (seal_of(one) == seal_of(other)) is (one == other)


@pytest.mark.parametrize("text", ["", "a" * 39, "a" * 41, "a" * 39 + "l", "a" * 39 + "é", "A" * 40, " " + "a" * 39])
def test_what_cannot_be_a_key_is_not_looked_for(text):
    assert is_key(text) is False


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (SIX - 10 * MINUTE - SECOND, False), (SIX - 10 * MINUTE, True), (SEVEN, True),
        (SEVEN + 30 * MINUTE - SECOND, True), (SEVEN + 30 * MINUTE, False),
    ],
)  # fmt: skip
def test_the_doors_are_open_from_ten_minutes_before_until_half_an_hour_after(now, open_):
    assert doors_are_open(begins=SIX, ends=SEVEN, now=now) is open_

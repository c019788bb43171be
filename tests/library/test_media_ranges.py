"""The bytes that a browser asks for, as RFC 9110 says; no more than a little at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.library.media import ranges
from oncocare.library.media.ranges import MOST, NotThere, asked


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-499", (0, 499)),
        ("bytes=500-999", (500, 999)),
        ("bytes=-500", (500, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=900-", (900, 999)),
        ("bytes=900-5000", (900, 999)),
        ("Bytes = 0-0", (0, 0)),
        ("bytes=999-999", (999, 999)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-4", None),
        ("bytes=a-b", None),
        ("bytes=1-2-3", None),
        (f"bytes={'9' * 30}-", None),
    ],
)
def test_what_is_asked_for(header, part):
    assert asked(header, 1000) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0", f"bytes={'9' * 18}-"])
def test_what_lies_beyond_the_end_is_not_there(header):
    with pytest.raises(NotThere):
        asked(header, 1000)


def test_of_another_file_the_whole_is_sent():
    assert asked("bytes=0-4", 1000, unchanged=False) is None


def test_so_much_at_once():
    assert asked("bytes=0-", 10 * MOST) == (0, MOST - 1)
    assert asked(f"bytes={MOST}-", 10 * MOST) == (MOST, 2 * MOST - 1)
    assert asked("bytes=-5", 10 * MOST) == (10 * MOST - 5, 10 * MOST - 1)


@given(st.text("bytes=-0123456789, ", max_size=20), st.integers(0, 3000))
def test_it_is_a_part_of_the_file_or_the_whole_or_not_there(header, size):
    try:
        part = asked(header, size)
    except NotThere:
        return
    assert part is None or (0 <= part.first <= part.last < size and part.length <= ranges.MOST)

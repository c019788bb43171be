"""Which meeting of a series becomes which of the one that follows: pure."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from mentoring.meetings.planning.carrying import carried


class Old(NamedTuple):
    number: int
    off: bool


olds = st.lists(st.booleans(), max_size=12).map(lambda offs: [Old(n, off) for n, off in enumerate(offs)])
news = st.lists(st.integers(), max_size=12)


@given(olds, news, st.booleans())
def test_each_date_is_there_once_in_order_and_no_meeting_that_takes_place_is_lost(old, new, same):
    pairs = carried(old, new, same_rhythm=same)
    assert [one for _old, one in pairs if one is not None] == new
    kept = [one for one, _new in pairs if one is not None]
    assert kept == (old if same else [one for one in old if not one.off])


def test_with_the_same_rhythm_the_third_stays_the_third():
    first, second, third = Old(1, False), Old(2, True), Old(3, False)
    assert carried([first, second, third], ["a", "b", "c", "d"], same_rhythm=True) == [
        (first, "a"), (second, "b"), (third, "c"), (None, "d"),
    ]  # fmt: skip
    assert carried([first, second, third], ["a"], same_rhythm=False) == [(first, "a"), (third, None)]

"""Hours and holidays as people write them: read back as written, refused with the place and the reason."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.safety.rota.weekly import NotReadable, read_days, read_hours, write_days, write_hours

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", ()),
        (" , ", ()),
        ("09:00–17:00", ((time(9), time(17)),)),
        ("9-17", ((time(9), time(17)),)),
        ("9.30 to 13", ((time(9, 30), time(13)),)),
        ("9 a 13, 15:00—18:00", ((time(9), time(13)), (time(15), time(18)))),
        ("15:00-18:00,9:00-13:00", ((time(9), time(13)), (time(15), time(18)))),
        ("0-24", ((time(0), time.max),)),
        ("9-13,13-17", ((time(9), time(13)), (time(13), time(17)))),
    ],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert read_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mornings", "“mornings” is not a time from and until. Write it like 09:00–17:00."),
        ("9-13, later", "“later” is not a time from and until. Write it like 09:00–17:00."),
        ("17:00–09:00", "“17:00–09:00” ends before it begins."),
        ("9–9", "“9–9” ends before it begins."),
        ("9–25", "“9–25” holds a time of day that does not exist."),
        ("9:60–10", "“9:60–10” holds a time of day that does not exist."),
        ("9–13, 12–17", "Two of the times overlap. Write each hour once."),
    ],
)
def test_hours_that_cannot_be_kept_are_refused_with_the_reason(text, reason):
    with pytest.raises(NotReadable) as refused:
        read_hours(text)
    assert refused.value.sentences == (reason,)


CLOCKS = st.lists(st.integers(0, 24 * 60), min_size=2, max_size=6, unique=True).map(sorted)


def clock(minutes):
    return time.max if minutes == 24 * 60 else time(*divmod(minutes, 60))


@given(CLOCKS)
def test_hours_written_are_read_back(minutes):
    pairs = tuple(
        (clock(opens), clock(closes))
        for opens, closes in zip(minutes[::2], minutes[1::2], strict=len(minutes) % 2 == 0)
    )
    assert read_hours(write_hours(pairs)) == pairs


def test_days_are_read_one_a_line_with_or_without_a_name():
    assert read_days("2026-12-25 Christmas\n\n 6/1/2027, Epiphany \r\n2026-03-02", TODAY) == {
        date(2026, 12, 25): "Christmas",
        date(2027, 1, 6): "Epiphany",
        TODAY: "",
    }


def test_every_line_that_cannot_be_kept_is_named_with_its_reason():
    lines = [
        "2026-12-25 Christmas",
        "Christmas",
        "2026-02-30",
        "2026-03-01 yesterday",
        "25/12/2026 again",
        f"2026-12-26 {'x' * 101}",
        "2026-12-2512",
    ]
    with pytest.raises(NotReadable) as refused:
        read_days("\n".join(lines), TODAY)
    assert refused.value.sentences == (
        "Line 2: it does not begin with a date such as 2026-12-25.",
        "Line 3: there is no such day.",
        "Line 4: this day is past.",
        "Line 5: this day stands here twice.",
        "Line 6: the name is longer than 100 letters.",
        "Line 7: it does not begin with a date such as 2026-12-25.",
    )


NAMES = st.text(st.characters(codec="ascii", categories=("L", "Nd")), max_size=20)


@given(st.dictionaries(st.dates(TODAY), NAMES, max_size=5))
def test_days_written_are_read_back(days):
    assert read_days(write_days(days), TODAY) == days

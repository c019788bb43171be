"""How long somebody stays signed in, for any moments; and what a browser is called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.signin.devices import device
from oncocare.signin.limits import SLACK, Ended, Limits

LIMITS = Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
spans = st.timedeltas(timedelta(), timedelta(days=3))


def at(seen: timedelta, now: timedelta) -> Ended | None:
    return LIMITS.broken(began=START, seen=START + seen, now=START + now)


@pytest.mark.parametrize(
    ("seen", "now", "why"),
    [
        (0, 29.99, None),
        (0, 30, Ended.IDLE),
        (719, 719.9, None),
        (719, 720, Ended.LONG),
        (0, 800, Ended.LONG),
        (0, -1, None),
        (0, -1.1, Ended.CLOCK),
        (20, 10, Ended.CLOCK),
    ],
)
def test_a_session_ends_when_nobody_is_there_or_after_its_longest_time(seen, now, why):
    assert at(timedelta(minutes=seen), timedelta(minutes=now)) is why


@given(spans, spans)
def test_no_session_outlives_its_longest_time_whatever_is_done_with_it(seen, now):
    why = at(seen, now)
    assert (why is None) == (seen <= now + SLACK and now - seen < LIMITS.idle and now < LIMITS.absolute)


@given(spans, st.timedeltas(SLACK + timedelta(seconds=1), timedelta(days=3000)))
def test_a_session_from_the_future_is_over_however_far_the_clock_was_set_back(seen, back):
    assert at(seen, seen - back) is Ended.CLOCK


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28 Chrome/130 Mobile Safari/537.36",
         "Samsung Internet, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8", "A browser we do not know"),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_its_owner_calls_it(agent, name):
    assert device(agent) == name

"""The tests, every process of the demo and the browser live at one made-up moment."""

from __future__ import annotations

import subprocess
import sys
import time
from email.utils import parsedate_to_datetime

import time_machine

from tests import moment

APART = 60  # seconds by which clocks that are one may differ while they are read one after the other


def clock_beside(demo):
    """What a process in the environment of the demo takes for the time."""
    command = [sys.executable, "-c", "import time; print(time.time())"]
    return float(subprocess.run(command, env=demo.environment, check=True, stdout=subprocess.PIPE, text=True).stdout)


def test_the_site_the_browser_and_what_runs_beside_them_agree_with_the_tests(visit, demo):
    stranger = visit()
    stranger.go("/help/")
    answer = stranger.context.request.get(stranger.page.url)
    clocks = {
        "site": parsedate_to_datetime(answer.headers["date"]).timestamp(),
        "browser": stranger.page.evaluate("Date.now()") / 1000,
        "beside": clock_beside(demo),
    }
    assert {name: clock for name, clock in clocks.items() if abs(clock - time.time()) > APART} == {}


def test_a_process_without_the_offset_lives_at_the_machines_moment(demo, monkeypatch):
    monkeypatch.setattr(moment, "offset", lambda: 0)
    assert abs(clock_beside(demo) - time_machine.escape_hatch.time.time()) < APART


def test_time_goes_on_in_the_browser(visit):
    stranger = visit()
    stranger.go("/help/")
    before = stranger.page.evaluate("Date.now()")
    stranger.page.evaluate("() => new Promise((after) => setTimeout(after, 300))")
    assert 300 <= stranger.page.evaluate("Date.now()") - before < 1000 * APART

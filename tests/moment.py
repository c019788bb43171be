"""The made-up moment at which every test begins, whatever the machine's clock says; from there time goes on.

TEST_NOW names another: TEST_NOW=2026-11-27T23:50:00+00:00 pytest. PostgreSQL's own clock is not moved.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import time_machine

DEFAULT = "2026-11-18T09:30:00+00:00"  # a plain Wednesday morning


def read(text: str) -> datetime:
    """A moment written in ISO 8601 with its offset, in UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"TEST_NOW={text} names no time zone; write for example {DEFAULT}")
    return moment.astimezone(UTC)


NOW = read(os.environ.get("TEST_NOW") or DEFAULT)


def begin() -> None:
    """From here on this process lives at the made-up moment."""
    time_machine.travel(NOW.timestamp()).start()  # a number, so that the zone of the process stays as it is


def again() -> None:
    """It is the made-up moment once more."""
    time_machine.traveller_stack[0].move_to(NOW.timestamp())


def go_on(by: timedelta) -> None:
    """So much later, until the next test begins."""
    time_machine.traveller_stack[0].shift(by)


def offset() -> float:
    """How many seconds this process is ahead of the machine."""
    return time.time() - time_machine.escape_hatch.time.time()

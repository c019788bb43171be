"""How long somebody stays signed in: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SLACK = timedelta(minutes=1)  # the clocks of two servers may differ by that much


class Ended(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    LONG = "long"
    CLOCK = "clock"  # it says that it comes from the future: somebody set a clock back


@dataclass(frozen=True)
class Limits:
    """The longest time without a page, and the longest time in all."""

    idle: timedelta
    absolute: timedelta

    def broken(self, *, began: datetime, seen: datetime, now: datetime) -> Ended | None:
        """Why a session that began and was last seen at these (aware) moments is over, or None while it lasts."""
        if max(began, seen) > now + SLACK:
            return Ended.CLOCK
        if now - began >= self.absolute:
            return Ended.LONG
        return Ended.IDLE if now - seen >= self.idle else None

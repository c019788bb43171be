"""Whether somebody who helps others may be doing too much: a sign to care for them, not to use them. Pure.

Of the last 28 days, by the clock where the person lives: how many of their posts were made at night (23:00 to 6:00),
and the longest run of days in a row on which they posted. Both limits are ours, as no published standard was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LATELY = timedelta(days=28)
NIGHT_FROM, NIGHT_UNTIL = time(23), time(6)
FEWEST_POSTS = 8  # of fewer a share says nothing
ONE_IN = 4  # so many posts, or fewer, for one at night
DAYS_WITHOUT_REST = 14


@dataclass(frozen=True)
class Overdoing:
    """How many posts there were, how many of them at night, and on how many days in a row."""

    posts: int
    at_night: int
    days_in_a_row: int

    @property
    def many_nights(self) -> bool:
        """Whether a quarter of the posts or more were made at night."""
        return self.posts >= FEWEST_POSTS and self.at_night * ONE_IN >= self.posts

    @property
    def no_rest(self) -> bool:
        """Whether they posted for two weeks without a day in between."""
        return self.days_in_a_row >= DAYS_WITHOUT_REST


def overdoing(moments: Iterable[datetime], zone: str, now: datetime) -> Overdoing:
    """The same of the moments (aware) at which somebody posted, up to `now`."""
    there = [moment.astimezone(ZoneInfo(zone)) for moment in moments if now - LATELY < moment <= now]
    at_night = sum(not NIGHT_UNTIL <= moment.time() < NIGHT_FROM for moment in there)
    run = longest = 0
    before = None
    for day in sorted({moment.date() for moment in there}):
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, run), day
    return Overdoing(len(there), at_night, longest)

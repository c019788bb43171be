"""Who helps others in a group: counts of what they do for others, and the rule by which they are pointed out. Pure.

Ours: no published standard was found. Each count is of different people or of months, never of posts, so nobody is
pointed out for writing much. All are of the last six calendar months, the one that goes on included, by the clock where
the person lives:

- `newcomers`: how many newcomers they welcomed: posted in the thread of the first post that somebody made in the group,
  after it and within `WELCOME_WITHIN`;
- `waited`: how many people they answered first of all who had asked and waited for `WAITED` or longer;
- `thanked`: how many members said thank you for something they posted. Whoever thanks back and forth with them is one
  of them, however often; the thanks of one person alone never suffice;
- `months`: in how many of the six months they posted on at least `DAYS_A_MONTH` days, and `in_a_row`: the longest run
  of such months.

What is read for it says who answered whom. It lives as long as a count is made, and the counts alone are returned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

MONTHS = 6
DAYS_A_MONTH = 2
WELCOME_WITHIN = timedelta(days=7)
WAITED = timedelta(hours=2)
ASKED_AGAIN_AFTER = timedelta(days=183)  # six months after a no


@dataclass(frozen=True)
class PostSeen:
    """One post: who wrote it, in which thread, when (an aware moment); whether it asks, whether it is the first of a
    newcomer, and whether the group can read it: what it cannot read answers nobody.
    """

    by: Hashable
    thread: Hashable
    made: datetime
    asks: bool = False
    first: bool = False
    shown: bool = True


@dataclass(frozen=True)
class ThanksSeen:
    """One member said thank you for a post of another at this moment."""

    by: Hashable
    to: Hashable
    made: datetime


@dataclass(frozen=True)
class HelpCounts:
    """What somebody did for others, as the head of this file says."""

    newcomers: int
    waited: int
    thanked: int
    months: int
    in_a_row: int


class Helped(StrEnum):
    """One way in which somebody helps; each has a count."""

    NEWCOMERS = "newcomers"
    WAITED = "waited"
    THANKED = "thanked"
    STEADY = "steady"


@dataclass(frozen=True)
class LeaderRule:
    """From which counts on somebody is pointed out to moderators; every one must be reached. Steady is whoever reaches
    `in_a_row` or `months`. Ours, no published standard was found.

    ValueError where the thanks of one person would do.
    """

    newcomers: int = 3
    waited: int = 3
    thanked: int = 3
    in_a_row: int = 3
    months: int = 4

    def __post_init__(self) -> None:
        if self.thanked < 2:
            raise ValueError("The thanks of one person never suffice.")


RULE = LeaderRule()


def reached(counts: HelpCounts, rule: LeaderRule = RULE) -> frozenset[Helped]:
    """Which of the four ways reach the rule."""
    enough = {
        Helped.NEWCOMERS: counts.newcomers >= rule.newcomers,
        Helped.WAITED: counts.waited >= rule.waited,
        Helped.THANKED: counts.thanked >= rule.thanked,
        Helped.STEADY: counts.in_a_row >= rule.in_a_row or counts.months >= rule.months,
    }
    return frozenset(way for way, holds in enough.items() if holds)


def pointed_out(counts: HelpCounts, rule: LeaderRule = RULE) -> bool:
    """Whether every count reaches the rule."""
    return reached(counts, rule) == frozenset(Helped)


def counts_of(
    people: Mapping[Any, str], posts: Iterable[PostSeen], thanks: Iterable[ThanksSeen], now: datetime
) -> dict[Any, HelpCounts]:
    """The counts of these people, each with the name of the zone they live in, up to `now`; of nobody else."""
    windows = {person: Window(zone, now) for person, zone in people.items()}
    threads: dict[Hashable, list[PostSeen]] = defaultdict(list)
    days: dict[Hashable, set[date]] = defaultdict(set)
    for post in posts:
        if post.made > now:
            continue
        threads[post.thread].append(post)
        if post.by in windows and post.shown and windows[post.by].holds(post.made):
            days[post.by].add(windows[post.by].day(post.made))
    welcomed: dict[Hashable, set[Hashable]] = defaultdict(set)
    relieved: dict[Hashable, set[Hashable]] = defaultdict(set)
    for thread in threads.values():
        _answers(sorted(thread, key=lambda post: post.made), windows, welcomed, relieved)
    thanked: dict[Hashable, set[Hashable]] = defaultdict(set)
    for one in thanks:
        if one.to in windows and one.by != one.to and one.made <= now and windows[one.to].holds(one.made):
            thanked[one.to].add(one.by)
    return {
        person: HelpCounts(
            len(welcomed[person]), len(relieved[person]), len(thanked[person]), *window.steadiness(days[person])
        )
        for person, window in windows.items()
    }


def _answers(
    thread: list[PostSeen],
    windows: Mapping[Hashable, Window],
    welcomed: Mapping[Hashable, set[Hashable]],
    relieved: Mapping[Hashable, set[Hashable]],
) -> None:
    """Notes whom each of these people welcomed, and to whom, after a wait, they were first, in one thread by time."""
    for place, asked in enumerate(thread):
        if not asked.asks and not asked.first:
            continue
        replies = [post for post in thread[place + 1 :] if post.by != asked.by and post.shown]
        if asked.first:
            for reply in replies:
                if reply.made - asked.made <= WELCOME_WITHIN and _in_window(reply, windows):
                    welcomed[reply.by].add(asked.by)
        if asked.asks and replies and replies[0].made - asked.made >= WAITED and _in_window(replies[0], windows):
            relieved[replies[0].by].add(asked.by)


def _in_window(post: PostSeen, windows: Mapping[Hashable, Window]) -> bool:
    return post.by in windows and windows[post.by].holds(post.made)


class Window:
    """The last six calendar months in a zone, the one that goes on at `now` included, the oldest first."""

    def __init__(self, zone: str, now: datetime) -> None:
        self._zone = ZoneInfo(zone)
        today = self.day(now)
        last = today.year * 12 + today.month - 1
        self.months = [divmod(number, 12) for number in range(last - MONTHS + 1, last + 1)]

    def day(self, moment: datetime) -> date:
        """The day it was there."""
        return moment.astimezone(self._zone).date()

    def holds(self, moment: datetime) -> bool:
        """Whether this moment lies in one of the months."""
        return self._month(self.day(moment)) in self.months

    def steadiness(self, days: Collection[date]) -> tuple[int, int]:
        """In how many months there are enough of these days, and the longest run of such months."""
        active = [sum(self._month(day) == month for day in days) >= DAYS_A_MONTH for month in self.months]
        run = longest = 0
        for is_active in active:
            run = run + 1 if is_active else 0
            longest = max(longest, run)
        return sum(active), longest

    @staticmethod
    def _month(day: date) -> tuple[int, int]:
        return day.year, day.month - 1


def read_since(now: datetime) -> datetime:
    """From when on posts have to be read for these counts, whatever the zone: what was asked shortly before, too."""
    year, month = Window("UTC", now - timedelta(days=1)).months[0]
    return datetime(year, month + 1, 1, tzinfo=UTC) - WELCOME_WITHIN - timedelta(days=1)

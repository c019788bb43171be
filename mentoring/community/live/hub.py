"""The open pages of all groups, and what each is told in which order. Pure: it knows neither database nor network.

A page is entered before it is looked up what it missed, so nothing falls between. What it is told twice it knows by its
number, and what it was not told by a number that is left out.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from mentoring.community.live.frames import ALIVE, RETRY, Signal, ending, frame

PAGES_EACH = 6  # open pages of one person; the one they opened first is ended
LONGEST_QUEUE = 1000  # signals that wait for a page which does not take them; it then comes back from where it was
HEARTBEAT = 15.0  # seconds without news after which a page is told that the line is alive
MANY, REFUSED = "many", "access"  # why a stream ends, as it says itself
SLOW, GONE = "slow", "gone"  # it ends without a word: the browser comes back, or is not there any more

Missed = Callable[
    [int], Awaitable[list[Signal]]
]  # the next signals after this number, in order; none when there are none


class OpenPage:
    """One open page of a group. `key` is the session it was opened in; `user` is known once that was looked at."""

    __slots__ = ("group", "heard", "key", "number", "over", "ready", "user", "waiting")

    def __init__(self, group: str, key: str) -> None:
        self.group, self.key = group, key
        self.user = ""
        self.number = 0
        self.heard = 0
        self.waiting: list[Signal] = []
        self.ready = asyncio.Event()
        self.over = ""

    def offer(self, signals: Iterable[Signal]) -> None:
        """Tell it, whatever it has heard; what is not new to it, it leaves out."""
        self.waiting.extend(signals)
        if len(self.waiting) > LONGEST_QUEUE:
            self.end(SLOW)
        self.ready.set()

    def end(self, why: str) -> None:
        """Nothing more goes to this page."""
        self.over = self.over or why
        self.waiting = []
        self.ready.set()

    async def frames(self, missed: Missed, heartbeat: float = HEARTBEAT) -> AsyncIterator[bytes]:
        """What goes to the browser, until somebody ends it."""
        yield RETRY
        async for part in self._behind(missed):
            yield part
        while not self.over:
            if not await self._told(heartbeat):
                yield ALIVE
                continue
            told, self.waiting = sorted(self.waiting, key=lambda one: one.number), []
            fresh = {one.number for one in told if one.number > self.heard}
            if fresh and max(fresh) - self.heard > len(fresh):  # a number between is missing
                async for part in self._behind(missed):
                    yield part
            if said := self._said(told):
                yield said
        if self.over in (MANY, REFUSED):
            yield ending(self.over)

    async def _told(self, within: float) -> bool:
        try:
            async with asyncio.timeout(within):
                await self.ready.wait()
        except TimeoutError:
            return False
        self.ready.clear()
        return True

    async def _behind(self, missed: Missed) -> AsyncIterator[bytes]:
        while not self.over and (rows := await missed(self.heard)):
            if said := self._said(rows):
                yield said
            else:
                return

    def _said(self, signals: Iterable[Signal]) -> bytes:
        said = []
        for one in signals:
            if one.number > self.heard and not self.over:
                self.heard = one.number
                said.append(frame(one, self.user))
        return b"".join(said)


class Hub:
    """Which pages are open in which group."""

    def __init__(self) -> None:
        self.pages: defaultdict[str, dict[OpenPage, None]] = defaultdict(dict)
        self.numbers = itertools.count(1)

    def __len__(self) -> int:
        return sum(map(len, self.pages.values()))

    def enter(self, page: OpenPage) -> None:
        """From now on the page hears what is new in its group."""
        page.number = next(self.numbers)
        self.pages[page.group][page] = None

    def settle(self, page: OpenPage, user: str, heard: int) -> None:
        """It is a page of this person, who may read the group, and has heard up to this number. One page too many ends
        the one that the person opened first.
        """
        page.user, page.heard = user, heard
        own = sorted((one for one in self.all() if one.user == user and not one.over), key=lambda one: one.number)
        for one in own[: max(0, len(own) - PAGES_EACH)]:
            one.end(MANY)

    def leave(self, page: OpenPage) -> None:
        """The page is gone; one that was never entered, or has left, may leave too."""
        self.pages[page.group].pop(page, None)
        if not self.pages[page.group]:
            del self.pages[page.group]

    def all(self) -> list[OpenPage]:
        """Every open page."""
        return [page for group in list(self.pages.values()) for page in group]

    def tell(self, group: str, signals: Iterable[Signal]) -> None:
        """Something is new in a group."""
        told = list(signals)
        for page in self.pages.get(group, ()):
            page.offer(told)

    def of(self, group: str, user: str) -> list[OpenPage]:
        """The open pages of a person in a group, with those of whom it is not known yet whose they are."""
        return [page for page in self.pages.get(group, ()) if page.user in (user, "")]

    def lowest(self) -> dict[str, int]:
        """Each group with an open page, and up to where all its pages have heard."""
        settled = {group: [page.heard for page in pages if page.user] for group, pages in self.pages.items()}
        return {group: min(heard) for group, heard in settled.items() if heard}

"""What is to happen when: acts at their moments, those of one moment in the order in which they were noted. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

Act = Callable[[], object]
HOUR = timedelta(hours=1)


class Diary:
    """The acts that have not happened yet, by their moment."""

    def __init__(self) -> None:
        self.entries: list[tuple[datetime, int, Act]] = []
        self.written = 0

    def note(self, at: datetime, act: Act) -> None:
        """Write down one act for a moment."""
        heapq.heappush(self.entries, (at, self.written, act))
        self.written += 1

    def until(self, moment: datetime) -> Iterator[tuple[datetime, Act]]:
        """Takes out everything before this moment in order, also what acts note down meanwhile."""
        while self.entries and self.entries[0][0] < moment:
            at, _, act = heapq.heappop(self.entries)
            yield at, act

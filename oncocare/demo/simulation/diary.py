"""What is to happen when: acts at their moments, and those of one moment in the order in which they were written."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from oncocare.foundation import clock

Act = Callable[[], object]
HOUR = timedelta(hours=1)


class Diary:
    """The acts that have not happened yet."""

    def __init__(self) -> None:
        self.entries: list[tuple[datetime, int, Act]] = []
        self.written = 0

    def note(self, at: datetime, act: Act) -> None:
        """Write down one act."""
        heapq.heappush(self.entries, (at, self.written, act))
        self.written += 1

    def live_until(self, moment: datetime) -> None:
        """Let everything before this moment happen, each act at its own, also what acts write down meanwhile."""
        while self.entries and self.entries[0][0] < moment:
            at, _, act = heapq.heappop(self.entries)
            with clock.at(at):
                act()

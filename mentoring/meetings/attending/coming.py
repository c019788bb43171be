"""The next session of a person, as their own page says it: when it is, and from when on they can come in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.meetings.rooms.keys import opens_at

BY_VIDEO = ("link", "jitsi", "janus")  # values of `Meeting.Provider`
SOON = timedelta(days=1)


@dataclass(frozen=True)
class NextSession:
    """One session to come. `meeting` is its id; `asked`: it waits for the person's yes; `words`: how far it is; `open`:
    they can come in now; `opens`: from when on they can, where it is by video. `soon`: it begins within a day.
    """

    meeting: str
    begins: datetime
    ends: datetime
    title: str
    language: str
    host: str
    provider: str
    place: str
    phone: str
    asked: bool
    words: str
    open: bool
    opens: datetime | None
    soon: bool

    @property
    def private(self) -> bool:
        """Whether it is with one person of the team alone; it has no title."""
        return not self.title


def by_video(provider: str) -> bool:
    """Whether people come in through a page."""
    return provider in BY_VIDEO


def is_open(begins: datetime, ends: datetime, now: datetime) -> bool:
    """Whether people can come in now: from ten minutes before until it is over. The moments are aware."""
    return opens_at(begins) <= now < ends

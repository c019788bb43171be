"""The next session of a person, as their own page says it: when, how far it is in words, and from when on they can
come in. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.meetings.rooms.keys import DOORS_OPEN

BY_VIDEO = ("link", "jitsi", "janus")  # values of `Meeting.Provider`
MINUTE, HOUR, WEEK = 60, 60, 7  # seconds, minutes, days
SOON = timedelta(days=1)
IN_WEEKS = 21  # days from which on one speaks of weeks


@dataclass(frozen=True)
class NextSession:
    """One session to come. `meeting` is its id; `asked`: it waits for the person's yes; `words`: how far it is; `open`:
    they can come in now; `opens`: from when on they can, where it is by video. `soon`: it begins within a day.
    """

    meeting: str
    begins: datetime
    ends: datetime
    title: str
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


def opens_at(begins: datetime) -> datetime:
    """From when on people can come in."""
    return begins - DOORS_OPEN


def is_open(begins: datetime, ends: datetime, now: datetime) -> bool:
    """Whether people can come in now: from ten minutes before until it is over. The moments are aware."""
    return opens_at(begins) <= now < ends


def how_far(begins: datetime, ends: datetime, now: datetime, *, days: int) -> str:
    """How far it is, in words; empty once it is over. `days`: from the day it is where the person lives until the day
    on which it begins there. A minute that has begun counts, so that nobody is told they have more time than they have.
    """
    if now >= ends:
        return ""
    if now >= begins:
        return _("It has begun.")
    if days <= 0 or begins - now < timedelta(hours=3):
        return _soon(int((begins - now).total_seconds()) // MINUTE)
    if days == 1:
        return _("It is tomorrow.")
    if days < IN_WEEKS:
        return ngettext("It is in %(n)s day.", "It is in %(n)s days.", days) % {"n": days}
    weeks = days // WEEK
    return ngettext("It is in %(n)s week.", "It is in %(n)s weeks.", weeks) % {"n": weeks}


def _soon(minutes: int) -> str:
    """The same for what begins in so many whole minutes."""
    if not minutes:
        return _("It begins in less than a minute.")
    hours, rest = divmod(minutes, HOUR)
    in_minutes = ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}
    in_hours = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    if not hours:
        return _("It begins in %(length)s.") % {"length": in_minutes}
    if not rest:
        return _("It begins in %(length)s.") % {"length": in_hours}
    return _("It begins in %(hours)s and %(minutes)s.") % {"hours": in_hours, "minutes": in_minutes}

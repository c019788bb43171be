"""Meetings as files that a telephone or a mail program reads (RFC 5545, RFC 7986). Pure.

Every moment is written in UTC and nothing recurs: each date of a series is an entry of its own, so no program has to
count it over a change of clocks. A file says nothing of what a meeting is for: whoever picks up the telephone reads the
same word for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import CLASS, STATUS, Calendar, Event

MADE_BY = "-//sessions//1.0//EN"  # which program wrote the file
READ_AGAIN = timedelta(hours=1)
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class SessionEntry:
    """One meeting: `uid` stays whatever becomes of it; `changes` is how often it was changed, and never falls;
    `address` is that of its page. `begins` and `ends` are aware. `sure`: the place is taken, not only offered.
    """

    uid: str
    begins: datetime
    ends: datetime
    address: str
    changes: int = 0
    off: bool = False
    sure: bool = True


@dataclass(frozen=True)
class FileWords:
    """What a file calls a meeting, where it says that it is, and what a person's own are called, in their language."""

    title: str
    place: str
    all_of_them: str


def session_file(entry: SessionEntry, words: FileWords, now: datetime) -> bytes:
    """One meeting. Opened again after it was moved or called off, it takes the place of the one before."""
    return _file([entry], words, now)


def feed_file(entries: Iterable[SessionEntry], words: FileWords, now: datetime) -> bytes:
    """A person's own, the first first, for a program that reads it again each hour."""
    return _file(sorted(entries, key=lambda one: (one.begins, one.uid)), words, now, again=READ_AGAIN)


def _file(entries: Iterable[SessionEntry], words: FileWords, now: datetime, again: timedelta | None = None) -> bytes:
    written = Calendar.new(
        prodid=MADE_BY, calscale="GREGORIAN", name=words.all_of_them if again else None,
        subcomponents=[_entry(one, words, now) for one in entries],
    )  # fmt: skip
    written.pop("UID")  # another one each time: the same is written the same
    if again:
        written.add("REFRESH-INTERVAL", again, parameters={"VALUE": "DURATION"})
    return bytes(written.to_ical())


def _entry(entry: SessionEntry, words: FileWords, now: datetime) -> Event:
    return Event.new(
        uid=entry.uid, start=_in_utc(entry.begins), end=_in_utc(entry.ends), stamp=_in_utc(now),
        sequence=entry.changes, status=_status(entry), summary=words.title, location=words.place, url=entry.address,
        classification=CLASS.PRIVATE,
    )  # fmt: skip


def _in_utc(moment: datetime) -> datetime:
    """To the second, as the format has it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _status(entry: SessionEntry) -> STATUS:
    if entry.off:
        return STATUS.CANCELLED
    return STATUS.CONFIRMED if entry.sure else STATUS.TENTATIVE

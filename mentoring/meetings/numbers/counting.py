"""Sessions in numbers, without a word of them. Pure.

Window: four weeks up to a moment, and the four before them. A session is in the window in which it begins, and counts
for whoever holds it; a second one beside them counts in the minutes of staff alone.

Hours opened: the length of the stretches in which a clinician could be booked, of those that begin in the window; one
counts from when the clinician opened it until they closed it, and not on days on which the centre is closed or they are
absent. Hours booked: the length of the private sessions of that clinician that begin in
one of these stretches and were not called off; its denominator are the hours opened.

Sessions planned: all; called off: of these. Sessions held are those that were not called off.

Places: those that were taken in sessions held, by an invitation that was not refused, a booking, or an offer; not those
that were given back or released before it. Noted: of these, those of which somebody said whether the person came.
Attended: was there, or came late. With word, without a word: did not come. The denominator of these three is `noted`,
so that what nobody wrote down is neither.

From outside: who confirmed by mail that they come to a talk held, and did not give that back; `outside_came` of these,
who opened it by their link. They are in none of the places, and who listened by telephone alone is not seen.

Minutes of people: the sum over those who attended and of whom they are known; `timed` says of how many, of `attended`.
Minutes of staff: the sum of what whoever held a session wrote down of sessions that begin in the window.

What was corrected since counts as it stands now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring.community.surveys.numbers import NumbersWindow
from mentoring.meetings.times.series import moment_at, on_the_wall

PRIVATE = "private"  # the kind of session that is booked into opened hours
ATTENDED = ("present", "late")
NOTED = (*ATTENDED, "word", "no_word")
TAKEN = ("invited", "booked", "offered")  # states of a place that takes one
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class SessionSeen:
    """One session: who holds it, by id, its kind, when it is, and whether it was called off."""

    meeting: Any
    host: Any
    kind: str
    begins: datetime
    ends: datetime
    off: bool

    @property
    def minutes(self) -> int:
        """How long it is meant to be."""
        return (self.ends - self.begins) // MINUTE


@dataclass(frozen=True)
class PlaceSeen:
    """One person’s place in a session: its state, whether they came as far as somebody said it, and their minutes."""

    meeting: Any
    state: str
    attendance: str
    minutes: int | None

    @property
    def counts(self) -> bool:
        """Whether the place was taken as the session took place; who came was there, whatever became of it since."""
        return self.state in TAKEN or self.attendance in ATTENDED


@dataclass(frozen=True)
class OutsideSeen:
    """Somebody from outside who confirmed that they come to a talk, and whether they opened it."""

    meeting: Any
    came: bool


@dataclass(frozen=True)
class HoursOpened:
    """Hours on a weekday (Monday is 0) in which somebody can be booked, from the day `first` to the day `last`, by the
    clock on the wall of their zone; from the moment `made` until the moment `closed`, and not on the days `away`.
    """

    host: Any
    weekday: int
    opens: time
    closes: time
    first: date
    last: date | None
    made: datetime
    closed: datetime | None
    zone: str
    away: Collection[date] = ()

    def stand(self, begins: datetime) -> bool:
        """Whether they were open at this moment."""
        return self.made <= begins and (self.closed is None or begins < self.closed)


@dataclass(frozen=True)
class Spent:
    """Minutes that somebody of the staff wrote down of a session of a kind that began at a moment."""

    host: Any
    kind: str
    began: datetime
    minutes: int


def stretches(hours: HoursOpened, window: NumbersWindow) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of these hours that begin in a window, in order."""
    day, _at = on_the_wall(window.begins, hours.zone)
    last, _at = on_the_wall(window.ends, hours.zone)
    while day <= last:
        valid = hours.first <= day and (hours.last is None or day <= hours.last)
        if day.weekday() == hours.weekday and valid and day not in hours.away:
            begins = moment_at(day, hours.opens, hours.zone)
            if window.holds(begins) and hours.stand(begins):
                yield begins, moment_at(day, hours.closes, hours.zone)
        day += DAY


@dataclass(frozen=True)
class SessionFigures:
    """What is counted of sessions in one window, as the head of this file says; times are in whole minutes."""

    opened: int
    booked: int
    planned: int
    off: int
    places: int
    noted: int
    attended: int
    word: int
    no_word: int
    timed: int
    minutes: int
    staff: int
    outside: int
    outside_came: int

    @property
    def held(self) -> int:
        """Sessions that were not called off."""
        return self.planned - self.off

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.opened or self.planned or self.staff)


@dataclass(frozen=True)
class SessionRows:
    """Everything that was read of a centre, of a time that holds the windows."""

    sessions: Sequence[SessionSeen]
    places: Sequence[PlaceSeen]
    hours: Sequence[HoursOpened]
    spent: Sequence[Spent]
    outside: Sequence[OutsideSeen]

    def of(self, host: Any, kind: str) -> SessionRows:
        """The same of the sessions of one kind that one person holds."""
        sessions = [one for one in self.sessions if (one.host, one.kind) == (host, kind)]
        known = {one.meeting for one in sessions}
        return SessionRows(
            sessions=sessions,
            places=[one for one in self.places if one.meeting in known],
            hours=[one for one in self.hours if one.host == host and kind == PRIVATE],
            spent=[one for one in self.spent if (one.host, one.kind) == (host, kind)],
            outside=[one for one in self.outside if one.meeting in known],
        )

    def held_by(self) -> list[tuple[Any, str]]:
        """Who held sessions of which kind, could be booked, or wrote down minutes; in an order that stays the same."""
        found = {(one.host, one.kind) for one in self.sessions} | {(one.host, one.kind) for one in self.spent}
        return sorted(found | {(one.host, PRIVATE) for one in self.hours}, key=lambda one: (str(one[0]), one[1]))


def figures(rows: SessionRows, window: NumbersWindow) -> SessionFigures:
    """What is counted of one window."""
    sessions = [one for one in rows.sessions if window.holds(one.begins)]
    held = {one.meeting for one in sessions if not one.off}
    places = [one for one in rows.places if one.meeting in held and one.counts]
    outside = [one for one in rows.outside if one.meeting in held]
    opened = [(hours.host, *span) for hours in rows.hours for span in stretches(hours, window)]
    return SessionFigures(
        opened=sum((ends - begins) // MINUTE for _host, begins, ends in opened),
        booked=sum(one.minutes for one in sessions if one.meeting in held and _into(one, opened)),
        planned=len(sessions),
        off=len(sessions) - len(held),
        places=len(places),
        **_came(places),
        staff=sum(one.minutes for one in rows.spent if window.holds(one.began)),
        outside=len(outside),
        outside_came=sum(one.came for one in outside),
    )


def _came(places: Sequence[PlaceSeen] | Sequence[PatientPlace]) -> dict[str, int]:
    """Of these places: whether people came, of how many that was said, and the minutes of whom they are known."""
    attended = [one for one in places if one.attendance in ATTENDED]
    return {
        "noted": sum(one.attendance in NOTED for one in places),
        "attended": len(attended),
        "word": sum(one.attendance == "word" for one in places),
        "no_word": sum(one.attendance == "no_word" for one in places),
        "timed": sum(one.minutes is not None for one in attended),
        "minutes": sum(one.minutes or 0 for one in attended),
    }


def _into(session: SessionSeen, opened: Iterable[tuple[Any, datetime, datetime]]) -> bool:
    """Whether it is a private session that begins in hours that its host had opened."""
    return session.kind == PRIVATE and any(
        host == session.host and begins <= session.begins < ends for host, begins, ends in opened
    )


# --- of one patient ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PatientPlace:
    """One place of a patient in a session: the state, whether they came, and their minutes."""

    patient: Any
    kind: str
    state: str
    attendance: str
    minutes: int | None


@dataclass(frozen=True)
class PatientSessions:
    """The sessions of one patient in a window, of one kind, as `patient_sessions` counts them."""

    patient: Any
    kind: str
    offered: int
    attended: int
    word: int
    no_word: int
    noted: int
    timed: int
    minutes: int


def patient_sessions(places: Iterable[PatientPlace]) -> list[PatientSessions]:
    """By patient and kind of session: how many were `offered` (the person was asked to come, booked it or was offered a
    place, whatever became of it; not those for which they only waited, nor those the team took them out of), and of
    these how many they `attended` (was there, or came late), and did not come to with or without a `word`; `noted` is
    the denominator of these three. `minutes` is the sum over the `timed` of those they attended.
    """
    found: dict[tuple[Any, str], list[PatientPlace]] = {}
    for one in places:
        if one.state not in ("waiting", "released") or one.attendance in ATTENDED:
            found.setdefault((one.patient, one.kind), []).append(one)
    return [
        PatientSessions(
            patient=patient,
            kind=kind,
            offered=len(rows),
            **_came(rows),
        )
        for (patient, kind), rows in sorted(found.items(), key=lambda one: (str(one[0][0]), one[0][1]))
    ]

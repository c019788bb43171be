"""Who answers flags, and when: the weekly rota with its covers and holidays, by the clock of the centre. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from oncocare.safety.concerns import Severity
from oncocare.safety.promise import Opening, openings_after, stretch

AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Turn:
    """One person's part of every week, in local time (Monday is 0); whoever has rank 1 is asked first."""

    weekday: int
    opens: time
    closes: time
    person: UUID
    rank: int = 1


@dataclass(frozen=True)
class Rota:
    """All that says who answers at one centre. `staff` may answer, the longest serving first; a turn or a cover of
    anybody else counts for nothing. A cover says who stands in for whom on a day; None: nobody does.
    """

    zone: str
    hours: tuple[Opening, ...]
    turns: tuple[Turn, ...]
    staff: tuple[UUID, ...]
    covers: Mapping[tuple[date, UUID], UUID | None]
    closed: frozenset[date]
    on_call: UUID | None = None  # who is told when nobody is on duty

    @property
    def openings(self) -> tuple[Opening, ...]:
        """When somebody should be on: the staffed hours, or the rota itself where a centre has not said."""
        return self.hours or tuple(Opening(turn.weekday, turn.opens, turn.closes) for turn in self.turns)

    @property
    def by_day(self) -> Rota:
        """The same without whoever is on call: that is for flags, and nothing else is worth waking somebody for."""
        return replace(self, on_call=None)


@dataclass(frozen=True)
class Shift:
    """A turn on one day, from `start` to before `end` (UTC), of the person who really answers."""

    start: datetime
    end: datetime
    person: UUID
    rank: int


def shifts(rota: Rota, first: date, last: date) -> Iterator[Shift]:
    """Every shift from the first day to the last, in order of day and of rank; none on a day that is closed."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        todays = [turn for turn in rota.turns if turn.weekday == day.weekday() and day not in rota.closed]
        for turn in sorted(todays, key=lambda turn: (turn.rank, turn.opens)):
            person, (start, end) = _present(rota, day, turn.person), stretch(day, turn.opens, turn.closes, rota.zone)
            if person and start < end:
                yield Shift(start, end, person, turn.rank)


def _present(rota: Rota, day: date, person: UUID) -> UUID | None:
    """Who answers when it is this person's turn; whoever is absent that day stands in for nobody."""
    answers = rota.covers.get((day, person), person)
    stands_in = (day, person) in rota.covers
    if answers not in rota.staff or (stands_in and (day, answers) in rota.covers):
        return None
    return answers


def on_duty(rota: Rota, moment: datetime) -> tuple[UUID, ...]:
    """Whoever answers at this moment, each once, the first to be asked first."""
    today = _day(rota, moment)
    now = [shift for shift in shifts(rota, today - timedelta(days=1), today) if shift.start <= moment < shift.end]
    return tuple(dict.fromkeys(shift.person for shift in sorted(now, key=lambda shift: (shift.rank, shift.start))))


def off_hours(rota: Rota, moment: datetime) -> bool:
    """Whether nobody is on duty now: by the rota, or by the staffed hours where there is no rota. A centre that has
    said neither has no such hours; there the responsible clinicians answer day and night.
    """
    if rota.turns:
        return not on_duty(rota, moment)
    opening = next(openings_after(moment, rota.openings, rota.zone, rota.closed), None)
    return bool(rota.openings) and (opening is None or opening[0] > moment)


def on_call(rota: Rota, moment: datetime) -> tuple[UUID, ...]:
    """Whoever is on call at this moment, or stands in that day, as long as they may answer flags here."""
    named = _present(rota, _day(rota, moment), rota.on_call) if rota.on_call else None
    return (named,) if named and off_hours(rota, moment) else ()


def unattended(rota: Rota, moment: datetime) -> bool:
    """Whether nobody is on duty and no person is on call: then a flag waits for an opening, unless all are told."""
    return off_hours(rota, moment) and not on_call(rota, moment)


def answering(rota: Rota, moment: datetime) -> tuple[UUID, ...]:
    """On duty now or, when nobody is, on call; else at the next opening; nobody where the rota has a hole there."""
    if on := on_duty(rota, moment) or on_call(rota, moment):
        return on
    opening = next(openings_after(moment, rota.openings, rota.zone, rota.closed), None)
    return on_duty(rota, opening[0]) if opening else ()


def nobody_on(rota: Rota, moment: datetime) -> bool:
    """Whether a flag raised now would find nobody on duty, now or at the next opening, or nobody who may answer it.

    Without a rota the responsible clinicians answer, so there it is so only while nobody may.
    """
    return not rota.staff or (bool(rota.turns) and not answering(rota, moment))


def holes(rota: Rota, moment: datetime, ahead: timedelta = AHEAD) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches of staffed hours from `moment` on with nobody on duty, in order, as far as `ahead`."""
    today, until = _day(rota, moment), moment + ahead
    on = sorted(shifts(rota, today - timedelta(days=1), _day(rota, until)), key=lambda shift: shift.start)
    return tuple(
        hole
        for start, end in openings_after(moment, rota.openings, rota.zone, rota.closed, ahead)
        for hole in _uncovered(start, min(end, until), on)
    )


def _uncovered(start: datetime, end: datetime, on: list[Shift]) -> Iterator[tuple[datetime, datetime]]:
    """What no shift covers of one stretch; `on` in order of their start."""
    for shift in on:
        if start < shift.start < end:
            yield start, shift.start
        if shift.start < end:
            start = max(start, shift.end)
    if start < end:
        yield start, end


def shifts_of(rota: Rota, person: UUID, moment: datetime, ahead: timedelta) -> tuple[Shift, ...]:
    """The shifts of one person that end after `moment`, as far as `ahead`, the next one first."""
    found = shifts(rota, _day(rota, moment) - timedelta(days=1), _day(rota, moment + ahead))
    theirs = (shift for shift in found if shift.person == person and shift.end > moment)
    return tuple(sorted(theirs, key=lambda shift: shift.start))


def shift_ends(rota: Rota, person: UUID, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """When shifts of this person ended, after one moment and until another."""
    found = shifts(rota, _day(rota, after) - timedelta(days=1), _day(rota, until))
    return tuple(sorted(shift.end for shift in found if shift.person == person and after < shift.end <= until))


def relieved(rota: Rota, person: UUID, since: datetime, moment: datetime) -> bool:
    """Whether somebody else should have what this person has held since then: their shift ended, they got it on call
    and somebody is on duty again, they are absent today or they left the centre; and they are not on duty or call now.
    """
    on = on_duty(rota, moment)
    if person in on or person in on_call(rota, moment):
        return False
    relieved_of_call = bool(on) and person in on_call(rota, since)
    return is_away(rota, person, moment) or relieved_of_call or bool(shift_ends(rota, person, since, moment))


def takes_over(rota: Rota, severity: str, acknowledged: bool, moment: datetime) -> bool:
    """Whether a flag passes on now once its owner is relieved: to whoever is on duty, and what is grave and nobody has
    taken on to whoever is on call. All else can wait with its owner until somebody is on duty.
    """
    if on_duty(rota, moment):
        return True
    return bool(on_call(rota, moment)) and not acknowledged and severity != Severity.MEDIUM


def first_owner(rota: Rota, responsible: UUID | None, moment: datetime) -> UUID | None:
    """Who owns a flag raised now: the responsible clinician where they are among those who answer, else the first.

    When nobody is on duty, whoever is on call. Without a rota everybody who may answer does; where the rota has a hole
    too, but then `nobody_on` says so.
    """
    people = _asked(rota, moment) or rota.staff
    return responsible if responsible in people else next(iter(people), None)


def answers_for(rota: Rota, person: UUID | None, moment: datetime) -> UUID | None:
    """Who reads what is written to this person now, in staffed hours: they themselves, unless they are absent on the
    day of the next opening; then who stands in for them; else the first who is on duty then. None where nobody may.
    """
    opening = next(openings_after(moment, rota.openings, rota.zone, rota.closed), None)
    then = opening[0] if opening else moment
    there = _present(rota, _day(rota, then), person) if person else None
    return there or first_owner(rota.by_day, None, then)


def is_away(rota: Rota, person: UUID, moment: datetime) -> bool:
    """Whether this person answers nothing here today: they are absent, or work at the centre no more."""
    return person not in rota.staff or (_day(rota, moment), person) in rota.covers


def next_owner(rota: Rota, owner: UUID | None, had: Collection[UUID], moment: datetime) -> tuple[UUID | None, bool]:
    """Who has a flag after `owner` did not acknowledge it in time, and whether everybody is told.

    The next in rank on duty, around all who answer now; when each of them has had it, everybody who may answer at the
    centre, and then all of these around again: it ends by an acknowledgement and by nothing else.
    """
    answer = _asked(rota, moment) or (() if rota.turns else rota.staff)
    for people, everybody in ((answer, False), (rota.staff, True)):
        fresh = [person for person in _behind(people, owner) if person not in had]
        if fresh:
            return fresh[0], everybody
    return next(iter(_behind(rota.staff, owner)), None), True


@dataclass(frozen=True)
class Climb:
    """Where a flag goes that nobody took on in time. `everybody`: all who may answer it are told; `nobody`: all of
    these and every coordinator learn that nobody was there to have it.
    """

    to: UUID | None
    everybody: bool
    nobody: bool


def climb(rota: Rota, owner: UUID | None, had: Collection[UUID], moment: datetime) -> Climb:
    """Who has a flag from this moment on, and who is told. While nobody is on duty or on call the next in rank would
    read it at the next opening and no sooner, so everybody is told.
    """
    to, everybody = next_owner(rota, owner, had, moment)
    alone = unattended(rota, moment)
    return Climb(to, everybody or alone, alone or nobody_on(rota, moment))


def _asked(rota: Rota, moment: datetime) -> tuple[UUID, ...]:
    """Those who answer now: by the rota, or on call where there is no rota."""
    return answering(rota, moment) if rota.turns else on_call(rota, moment)


def _behind(people: tuple[UUID, ...], owner: UUID | None) -> tuple[UUID, ...]:
    """The people as a round that begins behind the owner."""
    if owner not in people:
        return people
    place = people.index(owner) + 1
    return people[place:] + people[:place]


def _day(rota: Rota, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(rota.zone)).date()

"""Whether a group is awake, who is on duty in it, and by when somebody answers there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from oncocare.safety.promise import Opening, openings_after, staffed_later, stretch

# What the community promises itself: half of what is asked has an answer within 4 staffed hours of the group, and what
# has none after 24 hours of the clock becomes somebody's task. No published standard was found; both are ours.
ANSWER_WITHIN = timedelta(hours=4)
TASK_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class DutyTurn:
    """One moderator on duty on a weekday (Monday is 0) from `opens` to `closes`, local time."""

    user: UUID
    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class GroupTime:
    """When somebody answers in a group, who, and on which days nobody does; in the time `zone` of its centre.

    `covers`: who is absent on a day, and who of those who answer for the group stands in; None: nobody does.
    `rests_until`: a moderator lets the group rest until this aware moment; what was promised is promised all the same.
    """

    zone: str
    stays_open: bool
    hours: tuple[Opening, ...]
    turns: tuple[DutyTurn, ...]
    closed: frozenset[date]
    covers: Mapping[tuple[date, UUID], UUID | None] = field(default_factory=dict)
    rests_until: datetime | None = None

    def rests(self, moment: datetime) -> bool:
        """Whether a moderator lets the group rest at this moment, whatever its hours."""
        return self.rests_until is not None and moment < self.rests_until

    def awake(self, moment: datetime) -> bool:
        """Whether people can post now."""
        opens = self.opens(moment)
        return opens is not None and opens <= moment

    def opens(self, moment: datetime) -> datetime | None:
        """From when on people can post, this moment where they can now; None where nobody knows."""
        if self.stays_open:
            return self._rested(moment)
        opening = self.next_opening(moment)
        return opening[0] if opening else None

    def next_opening(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The stretch of its hours that goes on at this moment or comes next, less what the group rests of it, in UTC.
        None where there is none.
        """
        return next(openings_after(self._rested(moment), self.hours, self.zone, self.closed), None)

    def _rested(self, moment: datetime) -> datetime:
        return max(moment, self.rests_until or moment)

    def answer_by(self, moment: datetime) -> datetime:
        """By when what is posted now has an answer: after the staffed time of `ANSWER_WITHIN`, within `TASK_AFTER` at
        the latest where the group has too few hours in a year to say so.
        """
        return staffed_later(moment, ANSWER_WITHIN, self.hours, self.zone, self.closed) or moment + TASK_AFTER

    def on_duty(self, moment: datetime) -> list[UUID]:
        """Who is on duty at this moment, who began first, first; whoever stands in has the turn of who is absent."""
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        found = [
            turn for turn in self.turns if turn.weekday == day.weekday() and _goes_on(turn, day, self.zone, moment)
        ]
        there = [self._there(day, turn.user) for turn in sorted(found, key=lambda turn: (turn.opens, str(turn.user)))]
        return list(dict.fromkeys(user for user in there if user))

    def next_on_duty(self, moment: datetime) -> UUID | None:
        """Who is on duty now, or first from now on within a week; None where nobody is."""
        if there := self.on_duty(moment):
            return there[0]
        coming = [
            (start, str(turn.user), user)
            for turn in self.turns
            for start, _end in openings_after(
                moment, [Opening(turn.weekday, turn.opens, turn.closes)], self.zone, ahead=timedelta(days=7)
            )
            if (user := self._there(start.astimezone(ZoneInfo(self.zone)).date(), turn.user))
        ]
        return min(coming)[2] if coming else None

    def left_alone(self, first: date, days: int) -> list[tuple[date, UUID]]:
        """On which of the days from the first somebody has a turn, is absent, and nobody stands in; in order."""
        coming = [first + timedelta(days=number) for number in range(days)]
        found = {
            (day, turn.user)
            for day in coming
            for turn in self.turns
            if turn.weekday == day.weekday() and self._there(day, turn.user) is None
        }
        return sorted(found, key=lambda one: (one[0], str(one[1])))

    def _there(self, day: date, user: UUID) -> UUID | None:
        """Who has the turn of this person on a day; whoever is absent themselves stands in for nobody."""
        if (day, user) not in self.covers:
            return user
        instead = self.covers[day, user]
        return instead if instead and (day, instead) not in self.covers else None


def _goes_on(turn: DutyTurn, day: date, zone: str, moment: datetime) -> bool:
    start, end = stretch(day, turn.opens, turn.closes, zone)
    return start <= moment < end


def on_duty_twice(turns: Iterable[DutyTurn]) -> DutyTurn | None:
    """The first turn that begins while another of the same person goes on; None without any."""
    last: dict[tuple[UUID, int], time] = {}
    for turn in sorted(turns, key=lambda turn: (turn.weekday, turn.opens, turn.closes)):
        mine = turn.user, turn.weekday
        if mine in last and turn.opens < last[mine]:
            return turn
        last[mine] = max(turn.closes, last.get(mine, turn.closes))
    return None


def still_there(turns: Iterable[DutyTurn], people: Collection[UUID]) -> tuple[DutyTurn, ...]:
    """The turns of those who still answer for the group."""
    return tuple(turn for turn in turns if turn.user in people)


def standing_in(
    covers: Mapping[tuple[date, UUID], UUID | None], people: Collection[UUID]
) -> dict[tuple[date, UUID], UUID | None]:
    """Who is absent on a day and who stands in: whoever does not answer for the group themselves could not open it."""
    return {away: instead if instead in people else None for away, instead in covers.items()}

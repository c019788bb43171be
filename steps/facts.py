"""What the rules are told about one pathway. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from steps.levels import Level
from steps.policy import Way


@dataclass(frozen=True, slots=True)
class Reading:
    """One score of one patient: `measured` is its own day and gives its age, `recorded` the day it became known.

    Raises `ValueError` for a score recorded before its own day.
    """

    measured: date
    recorded: date
    instrument: str
    score: str
    value: Decimal

    def __post_init__(self) -> None:
        if self.recorded < self.measured:
            raise ValueError(f"recorded on {self.recorded}, before its own day {self.measured}")


@dataclass(frozen=True, slots=True)
class HelpTurn:
    """A day on which the help of the level then began, or ended."""

    day: date
    began: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded of a pathway; what was recorded after the day that is decided is not looked at.

    `readings`: every score, of a measure of the policy or not; of two with the same own day and recorded on the same
    day, the later in the tuple counts (live: by time; in a replay: by row). `misses`: a day for each set of questions
    missed. `help`: in order. `flags_opened` and `flags_closed`: a day for each flag.
    """

    readings: tuple[Reading, ...] = ()
    misses: tuple[date, ...] = ()
    help: tuple[HelpTurn, ...] = ()
    flags_opened: tuple[date, ...] = ()
    flags_closed: tuple[date, ...] = ()

    @property
    def points(self) -> list[date]:
        """The days on which a score or a miss was recorded, in order."""
        return sorted({reading.recorded for reading in self.readings}.union(self.misses))

    def reopening(self, decided: Sequence[date]) -> Record:
        """Without misses found only after a later day was decided: a day that was passed over is no point.

        `decided` are the points decided so far, in order.
        """
        last = decided[-1] if decided else date.min
        return replace(self, misses=tuple([day for day in self.misses if day >= last or day in decided]))

    def until(self, day: date) -> Record:
        """What can be seen on `day`: flags closed before it, misses on days without a score, and all else up to it."""
        scored = {reading.recorded for reading in self.readings}
        return Record(
            readings=tuple([reading for reading in self.readings if reading.recorded <= day]),
            misses=tuple([missed for missed in self.misses if missed <= day and missed not in scored]),
            help=tuple([event for event in self.help if event.day <= day]),
            flags_opened=tuple([opened for opened in self.flags_opened if opened <= day]),
            flags_closed=tuple([closed for closed in self.flags_closed if closed < day]),
        )


@dataclass(frozen=True, slots=True)
class DeclinedProposal:
    """The day a clinician declined a proposal, and where it led from the level then."""

    day: date
    way: Way


@dataclass(frozen=True, slots=True)
class PathwayState:
    """Where a pathway is: its level, the day it entered that, the day of its first point, if it was nominated, the
    level an open proposal asks for, the proposals declined, and the days on which a person set the level.
    """

    level: Level
    entered: date
    started: date
    nominated: bool = False
    proposed: Level | None = None
    declined: tuple[DeclinedProposal, ...] = ()
    by_hand: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may look at: the pathway at the end of the day before, and what was recorded."""

    state: PathwayState
    record: Record

    @property
    def sha256(self) -> str:
        """The same for the same facts: whether a day was decided with all that is known now."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

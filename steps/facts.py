"""What the rules are told about one pathway. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from steps.levels import Level


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
class PathwayState:
    """Where a pathway is: its level, the day it entered that, the day of its first point, and if it was nominated."""

    level: Level
    entered: date
    started: date
    nominated: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may look at.

    `readings` are every score of the pathway, of a measure of the policy or not; of two scores of one measure with the
    same own day, the later in the tuple counts (live: by time; in a replay: by row). Scores recorded after the day that
    is decided are not looked at. `missed` counts assignments missed in a row.
    """

    level: Level
    entered: date
    started: date
    nominated: bool
    readings: tuple[Reading, ...]
    open_flag: bool = False
    missed: int = 0

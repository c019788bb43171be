"""How large a cohort is, and when it lives. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

YEAR = 365


@dataclass(frozen=True)
class SimulationPlan:
    """How many people, for how long, by which chance, up to the first moment (UTC) of which day."""

    patients: int
    months: int
    seed: int
    until: date

    @property
    def begins(self) -> date:
        """The first simulated day."""
        return self.until - timedelta(days=self.days)

    @property
    def days(self) -> int:
        """How many days are simulated."""
        return round(self.months * YEAR / 12)


def midnight(day: date) -> datetime:
    """The first moment of a day in UTC."""
    return datetime.combine(day, time(), UTC)

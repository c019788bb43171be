"""How long somebody has not answered: sets of questions missed in a row, and days that are past. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MISSED_TWICE = 2


@dataclass(frozen=True)
class Missed:
    """How many sets of questions were missed in a row up to now, and when the last window closed."""

    count: int = 0
    last: date = date.min

    @property
    def twice(self) -> bool:
        """Whether somebody should get in touch."""
        return self.count >= MISSED_TWICE


NONE_MISSED = Missed()


def parted(dues: list[date], today: date) -> tuple[date | None, date | None]:
    """The first day before today and the first from today on, of days in order."""
    late, coming = [due for due in dues if due < today], [due for due in dues if due >= today]
    return next(iter(late), None), next(iter(coming), None)

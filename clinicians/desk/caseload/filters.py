"""Whom the address of the caseload asks to show: codes in, codes out, never a name. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from steps.levels import Level

WHOSE = ("mine", "all", "nobody")  # or the id of a colleague
LEVELS = tuple(str(level.value) for level in Level)
NEEDS = ("flag", "request", "proposal", "task", "overdue", "missed", "contact", "help", "worse", "new", "declined_risk")
STATUSES = ("active", "paused", "left")
ORDERS = ("urgency", "contact", "worse")


@dataclass(frozen=True)
class Filters:
    """Whom the caseload shows and in which order; what is not chosen is as it is here."""

    whose: str = "mine"
    level: str = ""
    needs: str = ""
    status: str = ""
    order: str = "urgency"

    @property
    def chosen(self) -> dict[str, str]:
        """What differs from the usual, in the order of the fields."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}

    @property
    def query(self) -> str:
        """The one way to write these filters in an address."""
        return urlencode(self.chosen)

    def without(self, name: str) -> Filters:
        """The same with one field as it usually is."""
        return replace(self, **{name: getattr(Filters, name)})


def read(given: Mapping[str, str], colleagues: Collection[str] = ()) -> tuple[Filters, tuple[str, ...]]:
    """The filters of an address, and the names of those whose value nobody knows; these count as not chosen.

    `given` maps field names to codes, other names are ignored; `colleagues` are the ids that `whose` may hold.
    """
    allowed = {
        "whose": {*WHOSE, *colleagues},
        "level": {*LEVELS},
        "needs": {*NEEDS},
        "status": {*STATUSES},
        "order": {*ORDERS},
    }
    named = {name: given[name] for name in allowed if given.get(name)}
    known = {name: value for name, value in named.items() if value in allowed[name]}
    return Filters(**known), tuple(name for name in named if name not in known)

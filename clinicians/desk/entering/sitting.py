"""What goes from page to page while somebody types a paper: what is entered, and what was typed so far. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Sitting:
    """One paper being typed: `asked` has by instrument the assignment that it answers, or nothing where none is open.

    `language`: the one in which it was printed; empty where nobody knows it.
    `first`: what was typed the first time, by field, of a paper that is typed `twice`; `again`: the fields in which
    both differed, which count as they were typed the last time.
    """

    asked: Mapping[str, str]
    day: date
    key: uuid.UUID
    twice: bool = False
    language: str = ""
    first: Mapping[str, str] = field(default_factory=dict)
    again: tuple[str, ...] = ()

    def without(self, codes: Collection[str]) -> Sitting:
        """The same paper without these instruments, of which it has nothing: they stay open."""
        return replace(self, asked={code: asked for code, asked in self.asked.items() if code not in codes})

    def differing(self, typed: Mapping[str, str]) -> list[str]:
        """The fields typed otherwise than the first time, which were not typed once more since."""
        return [name for name in typed if self.first and typed[name] != self.first[name] and name not in self.again]

    def next(self, typed: Mapping[str, str]) -> Sitting | None:
        """How it goes on after this was typed; None where everything is there to be stored."""
        if not self.twice:
            return None
        if not self.first:
            return replace(self, first=dict(typed))
        differing = self.differing(typed)
        return replace(self, again=(*self.again, *differing)) if differing else None

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {**asdict(self), "day": self.day.isoformat(), "key": str(self.key)}


def from_json(kept: dict[str, Any]) -> Sitting:
    """The same from plain values."""
    return Sitting(**{
        **kept, "day": date.fromisoformat(kept["day"]), "key": uuid.UUID(kept["key"]), "again": tuple(kept["again"]),
    })  # fmt: skip

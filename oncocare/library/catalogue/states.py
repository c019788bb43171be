"""How a piece stands in each language, from its versions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

SOON = timedelta(days=60)  # before its last day, an author has time to look at it again


class VersionFacts(NamedTuple):
    """One version: its `standing` on the day that is looked at, its `source` by id, who wrote it as the log has it."""

    pk: Any
    language: str
    number: int
    title: str
    standing: str
    until: date | None
    source: Any
    by: str


@dataclass(frozen=True)
class TextState:
    """A piece in one language: its newest version, the one that readers see today, and whether its source moved on."""

    newest: VersionFacts
    shown: VersionFacts | None
    behind: bool

    @property
    def newer_waits(self) -> bool:
        """Whether readers see an earlier version than the newest."""
        return self.shown is not None and self.shown.pk != self.newest.pk

    def stands(self, standing: str) -> bool:
        """Whether its newest version stands so, or the one that readers see."""
        return standing in (self.newest.standing, self.shown.standing if self.shown else "")

    def expires_soon(self, today: date) -> bool:
        """Whether the last day on which it is shown is near."""
        return self.shown is not None and self.shown.until is not None and self.shown.until - today <= SOON

    @property
    def expired(self) -> bool:
        """Whether its day has passed and nothing has taken its place."""
        return self.shown is None and self.newest.standing == "expired"


def states_of(versions: Iterable[VersionFacts]) -> dict[str, TextState]:
    """By language, how one piece stands; `versions` are all of it, in any order."""
    found: dict[str, list[VersionFacts]] = {}
    known = {version.pk: version for version in versions}
    for version in sorted(known.values(), key=lambda one: one.number):
        found.setdefault(version.language, []).append(version)
    return {language: _state(ordered, known) for language, ordered in found.items()}


def _state(ordered: list[VersionFacts], known: Mapping[Any, VersionFacts]) -> TextState:
    shown = next((version for version in reversed(ordered) if version.standing == "published"), None)
    return TextState(ordered[-1], shown, is_behind(ordered[-1], known))


def is_behind(version: VersionFacts, known: Mapping[Any, VersionFacts]) -> bool:
    """Whether what it was translated from has a newer version that is shown, or was meant to be."""
    source = known.get(version.source)
    return source is not None and any(
        later.language == source.language and later.number > source.number and later.standing in MOVED
        for later in known.values()
    )


MOVED = frozenset({"published", "scheduled", "expired"})

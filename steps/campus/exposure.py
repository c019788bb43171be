"""What of the campus reached people: one figure a function, with its window, numerator and denominator. Pure.

None of it is an outcome: that somebody opened much says nothing about how they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles
from typing import NamedTuple
from uuid import UUID

EARLY = 91  # days: three months


@dataclass(frozen=True)
class Offered:
    """Somebody who has been at level 2: when they joined, when they first came there, and whether they were guided: a
    clinician recommended a piece to them before they opened one, or at all where they opened none.
    """

    person: UUID
    joined: date
    since: date
    guided: bool


@dataclass(frozen=True)
class OpenedPiece:
    """One piece that one person opened, on the day where they live; `seconds` as it was counted from part to part."""

    person: UUID
    piece: str
    area: str
    day: date
    seconds: int
    finished: bool
    helped: bool | None


@dataclass(frozen=True)
class Exposure:
    """Everybody to whom the campus was offered, and what they opened. What others opened does not belong here."""

    people: Sequence[Offered]
    opened: Sequence[OpenedPiece]

    def of(self, *, guided: bool) -> Exposure:
        """The same of those who are guided, or are not."""
        people = [one for one in self.people if one.guided is guided]
        those = {one.person for one in people}
        return Exposure(people, [one for one in self.opened if one.person in those])


class PartOf(NamedTuple):
    """So many of so many."""

    part: int
    whole: int


class Quartiles(NamedTuple):
    """The median and the quartiles around it, of so many values."""

    low: float
    median: float
    high: float
    n: int


def people_who_opened(exposure: Exposure) -> PartOf:
    """Numerator: people who opened at least one piece. Denominator: people who have been at level 2.

    Window: from the day on which each joined to the last day that is looked at, which differs from person to person.
    """
    return PartOf(len({one.person for one in exposure.opened}), len(exposure.people))


def pieces_each(exposure: Exposure) -> Quartiles | None:
    """Different pieces opened by each person, of those who opened at least one, in the same window; None where nobody
    did. Quartiles between two values are taken in between, in proportion (the inclusive method).
    """
    return _quartiles([*Counter(one.person for one in exposure.opened).values()])


def opened_early(exposure: Exposure) -> PartOf:
    """Numerator: pieces first opened within 91 days from joining, that day included. Denominator: pieces opened at all.

    Who joined less than 91 days ago can have opened early only, and so draws the share upwards.
    """
    return _within(exposure, {one.person: one.joined for one in exposure.people})


def opened_early_at_the_level(exposure: Exposure) -> PartOf:
    """The same, counted from the day on which each first came to level 2."""
    return _within(exposure, {one.person: one.since for one in exposure.people})


def _within(exposure: Exposure, begins: dict[UUID, date]) -> PartOf:
    early = sum((one.day - begins[one.person]).days < EARLY for one in exposure.opened)
    return PartOf(early, len(exposure.opened))


def by_area(exposure: Exposure) -> dict[str, PartOf]:
    """Of each area, numerator: pieces of it that were opened; denominator: pieces opened at all. The largest first; a
    piece that two people opened counts twice.
    """
    counts = Counter(one.area for one in exposure.opened)
    ordered = sorted(counts.items(), key=lambda held: (-held[1], held[0]))
    return {area: PartOf(count, len(exposure.opened)) for area, count in ordered}


def finished(exposure: Exposure) -> PartOf:
    """Numerator: opened pieces that were read to their end. Denominator: pieces opened."""
    return PartOf(sum(one.finished for one in exposure.opened), len(exposure.opened))


def helped(exposure: Exposure) -> PartOf:
    """Numerator: opened pieces that somebody said helped. Denominator: those of which they said whether they did."""
    said = [one.helped for one in exposure.opened if one.helped is not None]
    return PartOf(sum(said), len(said))


def minutes_each(exposure: Exposure) -> Quartiles | None:
    """Minutes with all pieces together, of each person who opened at least one; None where nobody did."""
    spent: Counter[UUID] = Counter()
    for one in exposure.opened:
        spent[one.person] += one.seconds
    return _quartiles([seconds / 60 for seconds in spent.values()])


def _quartiles(values: Sequence[float]) -> Quartiles | None:
    if len(values) < 2:
        return Quartiles(values[0], values[0], values[0], 1) if values else None
    low, median, high = quantiles(values, n=4, method="inclusive")
    return Quartiles(low, median, high, len(values))


def only_offered(people: Iterable[Offered], opened: Iterable[OpenedPiece]) -> Exposure:
    """What was opened by people to whom the campus was offered, without what others opened."""
    offered = [*people]
    those = {one.person for one in offered}
    return Exposure(offered, [one for one in opened if one.person in those])

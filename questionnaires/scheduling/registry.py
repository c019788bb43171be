"""Who asks people something beside the schedule: rooms above register here, and their minutes count in the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

# Of these patients, by id: who was asked something, on which day where they live, and how many minutes it takes.
OtherAsker = Callable[[Collection[Any]], Iterable[tuple[Any, date, int]]]
_ASKERS: list[OtherAsker] = []


def asks_beside(asker: OtherAsker) -> OtherAsker:
    """Register who asks beside the schedule. It asks nobody before `has_room` of the selectors here says that the week
    has room, and then tells from its own rows, in a fixed number of queries, what it has asked.
    """
    if asker not in _ASKERS:
        _ASKERS.append(asker)
    return asker


def asked_beside(patients: Collection[Any]) -> Mapping[Any, Mapping[date, int]]:
    """How many minutes others took of each of these patients, by day; who was asked nothing beside is left out."""
    found: dict[Any, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for asker in _ASKERS:
        for patient, day, minutes in asker(patients):
            found[patient][day] += minutes
    return found

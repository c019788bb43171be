"""What is other in a part of the table than when it was signed, place by place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PartChange:
    """One place of a part, as it stood and as it stands; empty where nothing did."""

    place: str
    before: str
    now: str


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[PartChange]:
    """The places of two parts, as plain data, that say something else, in the order of the later one."""
    then, today = dict(_leaves(before, "")), dict(_leaves(now, ""))
    places = [*today, *(place for place in then if place not in today)]
    return [
        PartChange(place, then.get(place, ""), today.get(place, ""))
        for place in places
        if then.get(place) != today.get(place)
    ]


def _leaves(data: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _leaves(value, f"{place}.{key}" if place else str(key))
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            yield from _leaves(value, f"{place}.{number}")
    else:
        yield place, "" if data is None else str(data)

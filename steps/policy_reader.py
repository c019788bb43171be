"""Reads the places of a policy file as typed values, and keeps what was wrong or doubtful at its line. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from oncocare.foundation.datafiles import Document, Place, Problem
from steps.levels import Level, is_level
from steps.policy import Measure

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)

LONGEST_SLUG = 80
_SLUG = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")

# Each function notes what is wrong and returns a stand-in, so that one pass finds every mistake.


class PolicyReader:
    """Plain data in, typed values out; keeps what was wrong or doubtful, and the measures that rules may name.

    `told`: what else of the person they may ask, each with its codes; nothing in a policy of levels.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.measures: dict[str, Measure] = {}
        self.told: Mapping[str, Sequence[str]] = {}

    def wrong(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.document.line_of(place), message))

    def doubtful(self, place: Place, message: str) -> None:
        self.warnings.append(Problem(self.document.line_of(place), message))

    def mapping(self, data: Any, place: Place, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
        """The mapping at `place`; notes keys that are unknown or absent."""
        required, name = tuple(required), name_of(place)
        allowed = (*required, *optional)
        if not isinstance(data, dict):
            self.wrong(place, f"{name} must be a mapping with the keys {listed(allowed)}")
            return {}
        for key in data:
            if key not in allowed:
                self.wrong((*place, key), f"unknown key {key!r} in {name}; allowed: {listed(allowed)}")
        for key in required:
            if key not in data:
                self.wrong(place, f"{name} needs the key {key!r}")
        return data

    def text(self, data: Any, place: Place) -> str:
        if isinstance(data, str) and data.strip():
            return data
        self.wrong(place, f"{name_of(place)} must be text, not {shown(data)}")
        return ""

    def slug(self, data: Any, place: Place, longest: int = LONGEST_SLUG) -> str:
        if isinstance(data, str) and len(data) > longest:
            self.wrong(place, f"{name_of(place)} must have at most {longest} characters, not {len(data)}")
            return ""
        if isinstance(data, str) and _SLUG.fullmatch(data):
            return data
        self.wrong(place, f"{name_of(place)} must be a slug of letters, digits, '-' and '_', not {shown(data)}")
        return ""

    def texts(self, data: Any, place: Place) -> dict[str, str]:
        """A human text: a map of languages, `en` at least."""
        if not isinstance(data, dict):
            self.wrong(place, f"{name_of(place)} must be a map of languages such as {{en: ...}}")
            return {}
        if "en" not in data:
            self.wrong(place, f"{name_of(place)} has no text in 'en'")
        return {language: self.text(words, (*place, language)) for language, words in data.items()}

    def word(self, data: Any, place: Place, words: type[W]) -> W:
        if isinstance(data, str) and data in tuple(words):
            return words(data)
        self.wrong(place, f"{name_of(place)} must be {either(words)}, not {shown(data)}")
        return next(iter(words))

    def number(self, data: Any, place: Place) -> Decimal:
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return Decimal(str(data))
        self.wrong(place, f"{name_of(place)} must be a number, not {shown(data)}")
        return Decimal(1)

    def whole(self, data: Any, place: Place, least: int, most: int | None = None) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and data >= least:
            if most is None or data <= most:
                return data
            self.wrong(place, f"{name_of(place)} must be at most {most}, not {shown(data)}")
            return least
        self.wrong(place, f"{name_of(place)} must be a whole number of at least {least}, not {shown(data)}")
        return least

    def truth(self, data: Any, place: Place) -> bool:
        if not isinstance(data, bool):
            self.wrong(place, f"{name_of(place)} must be true or false, not {shown(data)}")
        return data is True

    def only(self, data: Any, place: Place, value: Any) -> None:
        """Notes anything but the one value that is allowed here."""
        if type(data) is not type(value) or data != value:
            self.wrong(place, f"{name_of(place)} can only be {shown(value)}, not {shown(data)}")

    def level(self, data: Any, place: Place) -> Level:
        if isinstance(data, int) and not isinstance(data, bool) and is_level(data):
            return Level(data)
        self.wrong(place, f"{name_of(place)} must be a level from 1 to 4, not {shown(data)}")
        return Level.MONITORING


def read_key(how: Callable[[Any, Place], T], data: dict[str, Any], place: Place, key: str, absent: T) -> T:
    """`data[key]` read by `how`, or `absent` where the key is not there."""
    return how(data[key], (*place, key)) if key in data else absent


def name_of(place: Place) -> str:
    """How a place is named to a person: its last key, with the number of the rule or part it stands in."""
    named = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    return named or "the policy"


def shown(data: Any) -> str:
    if isinstance(data, (dict, list)):
        return f"{'a' if data else 'an empty'} {'mapping' if isinstance(data, dict) else 'list'}"
    return "nothing" if data is None else json.dumps(data, ensure_ascii=False)


def listed(words: Iterable[str]) -> str:
    return ", ".join(str(word) for word in words)


def either(words: Iterable[str]) -> str:
    return " or ".join(str(word) for word in words)

"""The crisis numbers of each country, from one reviewed table; pure, so that they are there when all else broke."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from oncocare.foundation.datafiles import Part, read, validate
from oncocare.foundation.languages import in_language

TABLE = Path(__file__).with_name("crisis_numbers.yaml")
REVIEW_EVERY = timedelta(days=90)
Words = dict[str, str]


class _Emergency(Part):
    number: str
    source: str


class _Line(Part):
    name: Words
    official: Words
    number: str
    hours: Words
    source: str


class _Country(Part):
    name: Words
    emergency: _Emergency
    lines: list[_Line]


class Table(Part):
    """The file as written."""

    reviewed_on: date
    review: str
    countries: dict[str, _Country]

    @property
    def review_by(self) -> date:
        """The last day on which the numbers count as reviewed."""
        return self.reviewed_on + REVIEW_EVERY


@dataclass(frozen=True)
class NumberWords:
    """Who answers at a number, and when, in one language."""

    name: str
    hours: str


@dataclass(frozen=True)
class CrisisNumber:
    """One number to call: its name and hours in the reader's language, and the number as one reads it.

    `official`: what a national number is called, where its `name` says only what it is for; others may see a page.
    `words`: those by language, where it is a centre's own. `languages`: those in which somebody answers, by code; none
    where it is not known, so that it is for everybody.
    """

    name: str
    number: str
    hours: str
    words: tuple[tuple[str, NumberWords], ...] = ()
    languages: tuple[str, ...] = ()
    official: str = ""

    @property
    def tel(self) -> str:
        """The address that dials the number."""
        return f"tel:{self.number.replace(' ', '')}"

    def read_in(self, language: str) -> CrisisNumber:
        """The same with its words in this language, where it has them."""
        own = dict(self.words).get(_base(language))
        return replace(self, name=own.name, hours=own.hours) if own else self


@dataclass(frozen=True)
class Crisis:
    """What the crisis block of a page shows."""

    country_name: str
    emergency: str
    numbers: tuple[CrisisNumber, ...]
    reviewed_on: date


@cache
def table() -> Table:
    """The reviewed table; raises `DataFileError` with file and line when it has a mistake."""
    return validate(read(TABLE), Table)


def countries(language: str) -> list[tuple[str, str]]:
    """The countries of the table, as code and name in `language`."""
    return [(code, in_language(entry.name, language)) for code, entry in table().countries.items()]


def for_country(country: str, language: str, fallback: str = "ES", own: tuple[CrisisNumber, ...] = ()) -> Crisis:
    """The numbers of `country` (two letters) in `language`, behind a centre's `own`; of `fallback` where a country is
    not in the table. Those at which the language is spoken come first, and those of other languages only come last.
    """
    entry = _entry(country, fallback)
    numbers = spoken_first((*own, *_lines(entry, language)), language)
    return Crisis(in_language(entry.name, language), entry.emergency.number, numbers, table().reviewed_on)


def spoken_first(numbers: Iterable[CrisisNumber], language: str) -> tuple[CrisisNumber, ...]:
    """The numbers of this language, then those of which nothing is said, then those of other languages only."""

    def place(number: CrisisNumber) -> int:
        if not number.languages:
            return 1
        return 0 if _base(language) in number.languages else 2

    return tuple(sorted(numbers, key=place))


def every_number(country: str, language: str, fallback: str = "ES") -> tuple[str, tuple[CrisisNumber, ...]]:
    """The name of the country and each of its numbers, the emergency number first, for somebody who calls them all."""
    entry = _entry(country, fallback)
    emergency = CrisisNumber(_("Emergency services"), entry.emergency.number, "")
    return in_language(entry.name, language), (emergency, *_lines(entry, language))


def _base(language: str) -> str:
    return language.partition("-")[0]


def _entry(country: str, fallback: str) -> _Country:
    return table().countries.get(country) or table().countries[fallback]


def _lines(entry: _Country, language: str) -> tuple[CrisisNumber, ...]:
    return tuple(
        CrisisNumber(
            in_language(line.name, language), line.number, in_language(line.hours, language),
            official=in_language(line.official, language),
        )
        for line in entry.lines
    )  # fmt: skip

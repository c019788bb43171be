"""What each room registers: its entries of the main navigation, and its part of what a person takes with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oncocare.people.permissions import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class NavigationEntry:
    """One link of the main navigation, for whoever holds the permission and none of `unless`, with which another page
    leads there; `label` is translated when it is shown.
    """

    url_name: str
    label: StrOrPromise
    permission: Permission
    place: int
    unless: tuple[Permission, ...] = ()


_ENTRIES: dict[str, NavigationEntry] = {}


def entry(
    url_name: str, label: StrOrPromise, permission: Permission, place: int, *, unless: tuple[Permission, ...] = ()
) -> None:
    """Register a link; `place` is its number in the order from left to right."""
    _ENTRIES.setdefault(url_name, NavigationEntry(url_name, label, permission, place, unless))


def entries() -> list[NavigationEntry]:
    """Every registered link, in order of place."""
    return sorted(_ENTRIES.values(), key=lambda link: link.place)


# --- what a person gave -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GivenField:
    """One thing of a row: its name in the file, and what a page calls it.

    `value` reads it from the row for the file, and `words` for the page; without them it is the attribute of that name.
    """

    name: str
    label: StrOrPromise
    value: Callable[[Any], Any] | None = None
    words: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Given:
    """One part of what a person takes with them: rows of one model, asked with the patient whose they are."""

    model: str
    name: str
    label: StrOrPromise
    place: int
    rows: Callable[[Any], Iterable[Any]]
    fields: tuple[GivenField, ...]


_GIVEN: dict[str, Given] = {}


def given(
    model: str, name: str, label: StrOrPromise, *fields: GivenField, place: int, rows: Callable[[Any], Iterable[Any]]
) -> None:
    """Register a part; `name` is its key in the file, `place` its number in the order on the page."""
    _GIVEN.setdefault(name, Given(model, name, label, place, rows, fields))


def all_given() -> list[Given]:
    """Every registered part, in order of place."""
    return sorted(_GIVEN.values(), key=lambda part: part.place)

"""The entries of the main navigation: each room registers its own, beside the address it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oncocare.people.permissions import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class NavigationEntry:
    """One link of the main navigation, for whoever holds the permission; `label` is translated when it is shown."""

    url_name: str
    label: StrOrPromise
    permission: Permission
    place: int


_ENTRIES: dict[str, NavigationEntry] = {}


def entry(url_name: str, label: StrOrPromise, permission: Permission, place: int) -> None:
    """Register a link; `place` is its number in the order from left to right."""
    _ENTRIES.setdefault(url_name, NavigationEntry(url_name, label, permission, place))


def entries() -> list[NavigationEntry]:
    """Every registered link, in order of place."""
    return sorted(_ENTRIES.values(), key=lambda link: link.place)

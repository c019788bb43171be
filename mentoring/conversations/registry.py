"""What rooms above offer on the page of a patient and their team; this room never learns who did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class TeamLink:
    """A button beside that to write; `label` is translated when it is shown."""

    url_name: str
    label: StrOrPromise
    place: int


_LINKS: dict[str, TeamLink] = {}


def team_link(url_name: str, label: StrOrPromise, place: int) -> None:
    """Register a button; `place` is its number in the order."""
    _LINKS.setdefault(url_name, TeamLink(url_name, label, place))


def team_links() -> list[TeamLink]:
    """Every registered button, in order of place."""
    return sorted(_LINKS.values(), key=lambda one: one.place)

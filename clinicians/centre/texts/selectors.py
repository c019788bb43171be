"""What is in force about each thing in each language, and where a language is behind."""

from __future__ import annotations

from dataclasses import dataclass

from oncocare.consent.models import ABOUT, ConsentText
from oncocare.people.models import User
from oncocare.people.selectors import users_by_actor


@dataclass(frozen=True)
class Cell:
    """The text in force about one thing in one language; `behind` where other languages have the centre's own words."""

    language: str
    text: ConsentText | None
    publisher: User | None
    behind: bool


def cells_of(found: dict[str, dict[str, ConsentText]]) -> dict[str, list[Cell]]:
    """The cells of each row; `found` are the texts in force by language and by what they are about."""
    who = users_by_actor({text.published_by for in_language in found.values() for text in in_language.values()})
    own = {about for in_language in found.values() for about, text in in_language.items() if not text.is_shipped}
    return {
        about: [
            Cell(language, text, who.get(text.published_by) if text else None, _behind(text, about in own))
            for language, text in ((language, in_language.get(about)) for language, in_language in found.items())
        ]
        for about in ABOUT
    }


def _behind(text: ConsentText | None, own_elsewhere: bool) -> bool:
    return text is not None and text.is_shipped and own_elsewhere

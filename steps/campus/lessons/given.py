"""What a person takes with them of what they read and wrote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from oncocare.people.registry import GivenField, given
from steps.campus.lessons.selectors import is_lost, uses_of, writings_of, written_in
from steps.campus.models import PieceUse, Writing

HELPED = {True: _("Yes, a little or a lot"), False: _("Not really")}


def _title(row: PieceUse | Writing) -> str:
    return row.version.title


def _written(writing: Writing) -> dict[str, str] | str:
    """By the name of each field; of what cannot be opened, that sentence."""
    return str(writing.written) if is_lost(writing) else written_in(writing)


def _words(writing: Writing) -> list[str]:
    return [str(writing.written)] if is_lost(writing) else list(written_in(writing).values())


given(
    "campus.PieceUse", "lessons", _("What I opened"),
    GivenField("piece", _("What"), value=_title, words=_title),
    GivenField("opened", _("Opened")),
    GivenField("finished", _("Read to its end")),
    GivenField("helped", _("Did it help?"), words=lambda use: HELPED.get(use.helped, "")),
    GivenField("words", _("What I said about it")),
    place=84, rows=uses_of,
)  # fmt: skip
given(
    "campus.Writing", "writings", _("What I wrote in exercises"),
    GivenField("piece", _("Where"), value=_title, words=_title),
    GivenField("begun", _("Begun")),
    GivenField("saved", _("Kept")),
    GivenField("shared", _("Shared since")),
    GivenField("written", _("What I wrote"), value=_written, words=_words),
    place=85, rows=writings_of,
)  # fmt: skip

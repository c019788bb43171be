"""The words from which somebody who welcomes newcomers begins. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

MOST_GREETED = 10  # names in one post; more is a list, and no welcome


def welcome(names: Sequence[str], language: str) -> dict[str, object]:
    """The title and the words of a new thread that welcomes members of these names, in the language of the group."""
    with override(language):
        listed = ", ".join(f"@{name}" for name in names[:MOST_GREETED])
        words = _("Welcome, %(names)s. You are not alone here. Write when you like, or only read for now.")
        return {"title": pgettext("a thread", "Welcome"), "words": words % {"names": listed}}


def reply(names: Sequence[str]) -> dict[str, object]:
    """The first words of an answer to members of these names."""
    listed = ", ".join(f"@{name}" for name in names[:MOST_GREETED])
    return {"words": f"{listed}, "} if listed else {}

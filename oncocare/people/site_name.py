"""What the site is called: one name for staff, and for everybody else one that says nothing of an illness."""

from __future__ import annotations

from django.utils.translation import gettext as _

STAFF_NAME = "OncoCare"
TELLING = ("onco", "cancer", "cáncer", "cancro", "tumor", "tumour")


def called(chosen: str) -> str:
    """The name that a centre chose; a plain one, in the language that is active, where it chose none."""
    return chosen or _("My page")


def gives_away(name: str) -> bool:
    """Whether a name says what its reader has."""
    return any(word in name.casefold() for word in TELLING)

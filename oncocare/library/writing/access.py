"""Which piece somebody may write at, in which language."""

from __future__ import annotations

from django.conf import settings

from oncocare.library.access import piece_for
from oncocare.library.models import Piece
from oncocare.people.access import not_found
from oncocare.people.selectors import Standing


def piece_to_write(standing: Standing, slug: str, language: str) -> Piece:
    """A piece of the centre where this person is now and may write, in a language that pieces are written in."""
    piece = piece_for(standing, slug)
    if language not in dict(settings.LIBRARY_LANGUAGES):
        not_found(standing.user, f"piece:{slug}")
    return piece

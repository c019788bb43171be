"""Which piece somebody may write at, in which language."""

from __future__ import annotations

from django.conf import settings

from oncocare.library.models import Piece
from oncocare.people.access import centre_for, not_found
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing


def piece_to_write(standing: Standing, slug: str, language: str) -> Piece:
    """A piece of the centre where this person is now and may write, in a language that pieces are written in."""
    centre = centre_for(standing, Permission.WRITE_LIBRARY)
    piece = Piece.objects.select_related("centre").filter(centre=centre, slug=slug).first()
    if piece is None or language not in dict(settings.LIBRARY_LANGUAGES):
        not_found(standing.user, f"piece:{slug}")
    return piece

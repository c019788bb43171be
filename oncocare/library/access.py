"""Which piece or module somebody may work at: one of the centre where they are now and may write."""

from __future__ import annotations

from oncocare.library.models import Module, Piece
from oncocare.people.access import centre_for, not_found
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing


def piece_for(standing: Standing, slug: str) -> Piece:
    """A piece, by its name in addresses."""
    centre = centre_for(standing, Permission.WRITE_LIBRARY)
    piece = Piece.objects.select_related("centre", "owner").filter(centre=centre, slug=slug).first()
    if piece is None:
        not_found(standing.user, f"piece:{slug}")
    return piece


def module_for(standing: Standing, slug: str) -> Module:
    """A module, by its name in addresses."""
    centre = centre_for(standing, Permission.WRITE_LIBRARY)
    module = Module.objects.select_related("centre").filter(centre=centre, slug=slug).first()
    if module is None:
        not_found(standing.user, f"module:{slug}")
    return module

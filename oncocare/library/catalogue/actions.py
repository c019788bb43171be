"""Writes of the catalogue: what a piece is, whatever the language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.library.choices import PieceKind
from oncocare.library.folder import PieceFacts
from oncocare.library.models import Piece
from oncocare.people.models import Centre, User


@action
def add_piece(*, by: User, centre: Centre, slug: str, owner: User | None, facts: PieceFacts) -> Piece:
    """A piece of which nothing is written yet; `slug` stays its name in addresses and files."""
    hold(centre)
    if centre.pieces.filter(slug=slug).exists():
        raise ValidationError({"title": _("A piece of your centre is called so already. Choose another title.")})
    piece = Piece(centre=centre, slug=slug)
    _write(by, piece, owner, facts)
    return piece


@action
def change_piece(*, by: User, piece: Piece, owner: User | None, facts: PieceFacts) -> None:
    """What it is, put right. Its texts stay as they are."""
    hold(piece)
    _write(by, piece, owner, facts)


def _write(by: User, piece: Piece, owner: User | None, facts: PieceFacts) -> None:
    if facts.made_up and facts.kind != PieceKind.TESTIMONY:
        raise ValidationError({"made_up": _("Only what somebody tells can be made up.")})
    given: dict[str, Any] = facts.model_dump(mode="json", exclude_none=True)
    for name, value in given.items():
        setattr(piece, name, value)
    piece.owner = owner
    piece.save()
    record(by=by, verb=Verb.LIBRARY_PIECE, subject=piece, centre=piece.centre, piece=piece.slug, kind=facts.kind.value)

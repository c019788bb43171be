"""What follows from a piece that somebody opens for the first time."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from steps.campus.kinds import PIECE_OPENED
from steps.campus.lessons import actions
from steps.campus.models import PieceUse


@handles(PIECE_OPENED)
def help_begins_with_the_first_piece(event: Mapping[str, Any]) -> None:
    """The first piece that a person at level 2 opens is the beginning of its help."""
    use = PieceUse.objects.filter(pk=event["use"]).first()
    if use:
        actions.begin_help(by="system:campus", use=use)

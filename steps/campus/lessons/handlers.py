"""What follows from a piece that somebody opens."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from oncocare.events.registry import handles
from oncocare.people.days import day_of
from steps.campus.kinds import PIECE_OPENED, PIECE_OPENED_AGAIN
from steps.campus.lessons import actions
from steps.campus.models import PieceUse

BY = "system:campus"


@handles(PIECE_OPENED)
def help_begins_with_the_first_piece(event: Mapping[str, Any]) -> None:
    """The first piece that a person at level 2 opens is the beginning of its help."""
    use = PieceUse.objects.select_related("patient__centre").filter(pk=event["use"]).first()
    if use:
        actions.begin_help(by=BY, use=use, day=day_of(use.patient, use.opened))


@handles(PIECE_OPENED_AGAIN)
def help_begins_with_a_piece_known_before(event: Mapping[str, Any]) -> None:
    """What was opened at another level stays there; opened once more at level 2 it begins the help like any other."""
    use = PieceUse.objects.filter(pk=event["use"]).first()
    if use:
        actions.begin_help(by=BY, use=use, day=date.fromisoformat(event["day"]))

"""Who is told of a flag; after the commit, so that no message that fails takes a flag or its climb back."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.safety.flags import actions
from oncocare.safety.flags.kinds import AGAIN, CLIMBED, FLAG_ESCALATED, FLAG_JOINED, FLAG_RAISED, YOURS


@handles(FLAG_RAISED)
def tell_raised(event: Mapping[str, Any]) -> None:
    """The owner of a new flag is told; where nobody was on duty, so are the others."""
    _tell(event, YOURS)


@handles(FLAG_JOINED)
def tell_joined(event: Mapping[str, Any]) -> None:
    """The owner is told that a flag of theirs was raised again, where they must know; where nobody was on duty, so are
    the others.
    """
    if event["told"]:
        _tell(event, AGAIN)


@handles(FLAG_ESCALATED)
def tell_climbed(event: Mapping[str, Any]) -> None:
    """The next owner is told that a flag came to them; once all on duty had it, everybody is."""
    _tell(event, CLIMBED)


def _tell(event: Mapping[str, Any], kind: str) -> None:
    actions.tell(
        flag=event["flag"], kind=kind, news=event["news"], owner=event["owner"],
        everybody=event.get("everybody", False), nobody=event["nobody"],
    )  # fmt: skip

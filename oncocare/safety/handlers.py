"""Who is told of a flag; after the commit, so that no message that fails takes a flag or its climb back."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.safety import actions
from oncocare.safety.kinds import CLIMBED, FLAG_ESCALATED, FLAG_RAISED, YOURS


@handles(FLAG_RAISED)
def tell_raised(event: Mapping[str, Any]) -> None:
    """A new flag is somebody's."""
    _tell(event, YOURS)


@handles(FLAG_ESCALATED)
def tell_climbed(event: Mapping[str, Any]) -> None:
    """It went on to somebody else."""
    _tell(event, CLIMBED)


def _tell(event: Mapping[str, Any], kind: str) -> None:
    actions.tell(
        flag=event["flag"], kind=kind, news=event["news"], owner=event["owner"], aloud=event.get("aloud", False),
        nobody=event["nobody"],
    )  # fmt: skip

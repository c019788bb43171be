"""Who is told of a flag; after the commit, so that no message that fails takes a flag or its climb back."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.safety import actions
from oncocare.safety.kinds import FLAG_ESCALATED, FLAG_RAISED
from oncocare.safety.models import Flag


@handles(FLAG_RAISED)
def tell_raised(event: Mapping[str, Any]) -> None:
    """A new flag is somebody's."""
    actions.tell_raised(flag=_flag(event), nobody=event["nobody"])


@handles(FLAG_ESCALATED)
def tell_climbed(event: Mapping[str, Any]) -> None:
    """It went on to somebody else."""
    actions.tell_climbed(flag=_flag(event), aloud=event["aloud"], nobody=event["nobody"])


def _flag(event: Mapping[str, Any]) -> Flag:
    return Flag.objects.select_related("centre", "owner").get(pk=event["flag"])

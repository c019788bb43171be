"""Who is told of a step; after the commit, so that no message that fails takes a step back."""

from collections.abc import Mapping
from typing import Any

from oncocare.events.registry import handles
from oncocare.library.kinds import TEXT_STEP
from oncocare.library.models import TextStep
from oncocare.library.telling.actions import tell_of_step


@handles(TEXT_STEP)
def tell(event: Mapping[str, Any]) -> None:
    """Those who review, who wrote it, and who translated it."""
    tell_of_step(step=TextStep.objects.select_related("version", "centre").get(pk=event["step"]))

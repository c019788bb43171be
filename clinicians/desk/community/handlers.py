"""What the desk does when an offer of a group was answered."""

from collections.abc import Mapping
from typing import Any

from clinicians.actions import lapse_tasks
from mentoring.community.kinds import GROUP_OFFER_ANSWERED
from mentoring.community.offers.actions import OFFER_TASK
from oncocare.events.registry import handles

BY = "system:tasks"


@handles(GROUP_OFFER_ANSWERED)
def ask_nobody_who_has_answered(event: Mapping[str, Any]) -> None:
    """The task to ask after an offer is no longer needed once it was answered, or does not fit any more."""
    lapse_tasks(by=BY, source=f"{OFFER_TASK}{event['offer']}")

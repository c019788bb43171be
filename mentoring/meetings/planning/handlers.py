"""What happens to what was planned when a centre moves to another zone."""

from collections.abc import Mapping
from typing import Any

from mentoring.meetings.planning.actions import follow_zone
from oncocare.events.registry import handles
from oncocare.people.kinds import CENTRE_ZONE_CHANGED
from oncocare.people.models import Centre

BY = "system:meetings"


@handles(CENTRE_ZONE_CHANGED)
def keep_the_wall_clock(event: Mapping[str, Any]) -> None:
    """Its sessions to come are at the same time on the wall as before, in the zone in which it is now."""
    follow_zone(by=BY, centre=Centre.objects.get(pk=event["centre"]))

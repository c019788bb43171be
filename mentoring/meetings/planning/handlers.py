"""What happens to what was planned when a centre moves to another zone, and when a group is closed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.kinds import GROUP_CLOSED
from mentoring.community.models import Group
from mentoring.meetings.planning.actions import call_off, follow_zone
from mentoring.meetings.planning.selectors import to_come_of_group
from oncocare.events.registry import handles
from oncocare.people.kinds import CENTRE_ZONE_CHANGED
from oncocare.people.models import Centre

BY = "system:meetings"


@handles(CENTRE_ZONE_CHANGED)
def keep_the_wall_clock(event: Mapping[str, Any]) -> None:
    """Its sessions to come are at the same time on the wall as before, in the zone in which it is now."""
    follow_zone(by=BY, centre=Centre.objects.get(pk=event["centre"]))


@handles(GROUP_CLOSED)
def call_off_what_a_closed_group_planned(event: Mapping[str, Any]) -> None:
    """A group that is closed meets no more: what has not begun is called off by whoever closed it, and all who have a
    place read why. A session that goes on goes on to its end.
    """
    group = Group.objects.select_related("closed_by").get(pk=event["group"])
    if group.closed_by is None:
        return
    with override(group.language):
        why = _("The group was closed.")
    for meeting in to_come_of_group(group):
        call_off(by=group.closed_by, meeting=meeting, why=why)

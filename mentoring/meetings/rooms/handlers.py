"""What happens in a room when somebody's place is free or a meeting is called off: they are out, and so are all."""

from collections.abc import Mapping
from typing import Any

from mentoring.meetings.kinds import MEETING_CALLED_OFF, SEAT_FREED
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.rooms import actions
from mentoring.meetings.selectors import with_times
from oncocare.events.registry import handles

BY = "system:meetings"


@handles(SEAT_FREED)
def shut_out(event: Mapping[str, Any]) -> None:
    """Whoever has no place any more opens no room, and is sent out of the one that they are in."""
    seat = Seat.objects.get(pk=event["seat"])
    if seat.state not in Seat.TAKES_A_PLACE:
        seat.meeting = with_times(Meeting.objects.filter(pk=seat.meeting_id)).get()
        actions.shut_out(by=BY, seat=seat)


@handles(MEETING_CALLED_OFF)
def close_its_room(event: Mapping[str, Any]) -> None:
    """Nobody stays in the room of a meeting that was called off."""
    actions.close_room(meeting=with_times(Meeting.objects.filter(pk=event["meeting"])).get())

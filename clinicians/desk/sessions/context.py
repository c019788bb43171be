"""Who came, on the page of a session for whoever leads it."""

from __future__ import annotations

from typing import Any

from mentoring.meetings.attending.selectors import people_of
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.planning.registry import led_part
from oncocare.foundation import clock


def came_to(request: Any, meeting: Any) -> dict[str, Any] | None:
    """Of how many it was said whether they came, once it has begun; nothing before, where it was called off, and of a
    private session for whoever does not lead it.
    """
    if meeting.off or clock.now() < meeting.begins:
        return None
    if meeting.kind == MeetingType.PRIVATE and request.user.pk not in (meeting.host_id, meeting.second_id):
        return None
    people = people_of(meeting)
    return {"meeting": meeting, "noted": sum(bool(seat.attendance) for seat in people), "all": len(people)}


led_part("clinicians/desk/sessions/_led.html", came_to, place=20)

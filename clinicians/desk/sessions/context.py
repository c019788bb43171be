"""The way in and who came, on the page of a session for whoever leads it."""

from __future__ import annotations

from typing import Any

from mentoring.meetings.attending.coming import by_video, is_open
from mentoring.meetings.attending.selectors import people_of
from mentoring.meetings.planning.registry import led_part
from mentoring.meetings.rooms.keys import opens_at
from oncocare.foundation import clock


def door_of(request: Any, meeting: Any) -> dict[str, Any] | None:
    """The way into a session by video for those who lead it, until it is over."""
    now, leads = clock.now(), meeting.is_led_by(request.user)
    if meeting.off or meeting.ends <= now or not leads or not by_video(meeting.provider):
        return None
    begins, ends = meeting.begins, meeting.ends
    return {"meeting": meeting, "open": is_open(begins, ends, now), "opens": opens_at(begins)}


def came_to(request: Any, meeting: Any) -> dict[str, Any] | None:
    """Of how many it was said whether they came, once it has begun; nothing before, where it was called off, and of a
    private session for whoever does not lead it.
    """
    if meeting.off or clock.now() < meeting.begins:
        return None
    if not meeting.shows_people_to(request.user):
        return None
    people = people_of(meeting)
    return {"meeting": meeting, "noted": sum(bool(seat.attendance) for seat in people), "all": len(people)}


led_part("clinicians/desk/sessions/_door.html", door_of, place=5)
led_part("clinicians/desk/sessions/_led.html", came_to, place=20)

"""The places of a session, on its page for whoever leads it."""

from __future__ import annotations

from typing import Any

from mentoring.meetings.places.selectors import State, taken, waits_before
from mentoring.meetings.planning.registry import led_part


def places_in(request: Any, meeting: Any) -> dict[str, Any] | None:
    """How many places are taken, and how many people wait or were asked and have not said; nothing of a private session
    for whoever does not lead it.
    """
    if not meeting.shows_people_to(request.user):
        return None
    asked = meeting.seats.filter(state=State.INVITED).count()
    return {"meeting": meeting, "taken": taken(meeting), "waiting": waits_before(meeting, None), "asked": asked}


led_part("meetings/places/_led.html", places_in, place=10)

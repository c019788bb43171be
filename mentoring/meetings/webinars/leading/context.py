"""Who comes to a talk from outside, on its page for whoever leads it."""

from __future__ import annotations

from typing import Any

from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.planning.registry import led_part
from mentoring.meetings.webinars.selectors import counts_of


def talk_in(_request: Any, meeting: Any) -> dict[str, Any] | None:
    """How many have a place and how many wait; of a talk only."""
    if not of_kind(meeting.kind).public:
        return None
    return {"meeting": meeting, "counts": counts_of(meeting)}


led_part("meetings/webinars/leading/_led.html", talk_in, place=20)

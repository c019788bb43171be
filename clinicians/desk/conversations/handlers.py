"""What the desk does when somebody who asked for a session has one."""

from collections.abc import Mapping
from typing import Any

from clinicians.actions import lapse_tasks
from mentoring.meetings.kinds import ASKED_TASK, SEAT_BOOKED
from mentoring.meetings.models import Seat
from mentoring.meetings.of_kinds import MeetingType
from oncocare.events.registry import handles


@handles(SEAT_BOOKED)
def offer_no_second_session(event: Mapping[str, Any]) -> None:
    """The task to offer a private session is no longer needed once the person has one, whoever planned it."""
    seat = Seat.objects.select_related("meeting").get(pk=event["seat"])
    if seat.patient_id and seat.meeting.kind == MeetingType.PRIVATE and seat.state == Seat.State.BOOKED:
        lapse_tasks(by="system:tasks", source=f"{ASKED_TASK}{seat.patient_id}:")

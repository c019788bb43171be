"""What the desk does when somebody asks their team for a private session, and when they have one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from clinicians.actions import lapse_tasks, make_wanted_task
from clinicians.selectors import source_anew
from mentoring.conversations.kinds import PRIVATE_ASKED
from mentoring.conversations.models import ContactRequest
from mentoring.meetings.kinds import ASKED_TASK, SEAT_BOOKED
from mentoring.meetings.models import Seat
from mentoring.meetings.of_kinds import MeetingType
from oncocare.events.registry import handles
from oncocare.people.days import day_of

BY = "system:tasks"


@handles(PRIVATE_ASKED)
def want_a_session_planned(event: Mapping[str, Any]) -> None:
    """Whoever looks after the person offers one, by the day that was promised; an answer in words does not end it.
    Nobody has it where nobody looks after them and nobody has their message: that stands on the desk of all.
    """
    asked = ContactRequest.objects.select_related("patient__clinician", "owner", "centre").get(pk=event["request"])
    owner = asked.patient.clinician or asked.owner
    if owner is None or asked.patient.died_on:
        return
    with override(owner.language):
        what = _("Asks for a private session: offer one, or say which hours can be booked.")
    make_wanted_task(
        by=BY, centre=asked.centre_id, patient=asked.patient_id, owner=owner.pk, what=what,
        due=day_of(asked.centre, asked.promised), source=source_anew(f"{ASKED_TASK}{asked.patient_id}:{asked.pk}"),
    )  # fmt: skip


@handles(SEAT_BOOKED)
def offer_no_second_session(event: Mapping[str, Any]) -> None:
    """The task to offer a private session is no longer needed once the person has one, whoever planned it."""
    seat = Seat.objects.select_related("meeting").get(pk=event["seat"])
    if seat.patient_id and seat.meeting.kind == MeetingType.PRIVATE and seat.state == Seat.State.BOOKED:
        lapse_tasks(by=BY, source=f"{ASKED_TASK}{seat.patient_id}:")

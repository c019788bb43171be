"""What happens when somebody asks their team for a private session: whoever looks after them has a task."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.conversations.kinds import PRIVATE_ASKED
from mentoring.conversations.models import ContactRequest
from mentoring.meetings.kinds import ASKED_TASK
from oncocare.events.actions import emit
from oncocare.events.registry import handles
from oncocare.people.days import day_of
from oncocare.people.kinds import TASK_WANTED


@handles(PRIVATE_ASKED)
def want_a_session_planned(event: Mapping[str, Any]) -> None:
    """To offer them one, by the day that was promised; the answer in words does not end it, a session that
    is booked does. Nobody has
    it where nobody looks after them and nobody has their message: that stands on the desk of all.
    """
    asked = ContactRequest.objects.select_related("patient__clinician", "owner", "centre").get(pk=event["request"])
    owner = asked.patient.clinician or asked.owner
    if owner is None or asked.patient.died_on:
        return
    with override(owner.language):
        what = _("Asks for a private session: offer one, or say which hours can be booked.")
    emit(
        TASK_WANTED, centre=asked.centre_id, patient=asked.patient_id, owner=owner.pk, what=what,
        due=day_of(asked.centre, asked.promised), source=f"{ASKED_TASK}{asked.patient_id}:{asked.pk}",
    )  # fmt: skip

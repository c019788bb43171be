"""What the desk does when somebody did not come to a session and said nothing, and when they are in touch again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from clinicians.actions import lapse_tasks, make_wanted_task
from clinicians.desk.correspondence.selectors import staffed_day, who_asks_after
from clinicians.desk.sessions.selectors import asked_after_in_vain, is_to_be_asked_after, task_about
from clinicians.selectors import colleagues
from mentoring.conversations.kinds import CONTACT_REQUEST_MADE
from mentoring.conversations.models import ContactRequest
from mentoring.meetings.kinds import SEAT_ATTENDED, SEAT_BOOKED
from mentoring.meetings.models import Seat
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.events.registry import handles
from steps.kinds import PATHWAY_STOPPED

BY = "system:tasks"


def _seat(pk: Any) -> Seat:
    people = Seat.objects.select_related("patient__centre", "patient__clinician", "meeting__occurrence")
    return people.get(pk=pk)


@handles(SEAT_ATTENDED)
def have_who_did_not_come_asked_after(event: Mapping[str, Any]) -> None:
    """A task for whoever looks after the person, on the next staffed day. What was said since counts, not the event: a
    correction, or that they were in touch, and nobody has it to do.
    """
    seat = _seat(event["seat"])
    if seat.patient is None:
        return
    _lapse(seat.patient_id)
    owner = who_asks_after(seat.patient) if is_to_be_asked_after(seat) else None
    if owner is None:
        return
    named = owner in colleagues(seat.patient.centre)
    with override(owner.language):
        what = (
            _("Was expected at a session and was not there: ask how they are")
            if named
            else _("Somebody was not at a session, and nobody here looks after people. Find who does.")
        )
    make_wanted_task(
        by=BY, centre=seat.patient.centre_id, patient=seat.patient_id if named else None, owner=owner.pk, what=what,
        due=staffed_day(seat.patient.centre), source=task_about(seat),
    )  # fmt: skip


@handles(SEAT_BOOKED)
def ask_after_nobody_who_has_a_place_again(event: Mapping[str, Any]) -> None:
    """Who took a place in a session since is in touch."""
    _lapse(_seat(event["seat"]).patient_id)


@handles(CONTACT_REQUEST_MADE)
def ask_after_nobody_who_wrote(event: Mapping[str, Any]) -> None:
    """Who wrote to their team since is in touch, and gets an answer."""
    _lapse(ContactRequest.objects.values_list("patient", flat=True).get(pk=event["request"]))


@handles(PATHWAY_STOPPED)
def ask_after_nobody_who_died(event: Mapping[str, Any]) -> None:
    """Nobody has to ask after who died; who paused or is ill is asked after still."""
    _lapse(event["patient"])


@handles(CONSENT_CHANGED)
def ask_after_nobody_who_said_no_to_care(event: Mapping[str, Any]) -> None:
    """Nor after who wants no care here any more."""
    _lapse(event["patient"])


def _lapse(patient: Any) -> None:
    for source in asked_after_in_vain(patient) if patient else ():
        lapse_tasks(by=BY, source=source)

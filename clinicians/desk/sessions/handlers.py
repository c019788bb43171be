"""What the desk does when somebody did not come to a session and said nothing, and when they are in touch again; and
when whoever was to lead sessions does so no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from clinicians.actions import lapse_tasks, make_wanted_task
from clinicians.desk.correspondence.selectors import staffed_day, who_asks_after
from clinicians.desk.sessions.selectors import (
    asked_after_in_vain,
    centres_led_at,
    is_to_be_asked_after,
    led_again,
    task_about,
    unled,
    unled_task,
)
from clinicians.selectors import colleagues
from mentoring.conversations.kinds import CONTACT_REQUEST_MADE
from mentoring.conversations.models import ContactRequest
from mentoring.meetings.kinds import MEETING_CALLED_OFF, MEETING_CHANGED, SEAT_ATTENDED, SEAT_BOOKED
from mentoring.meetings.models import Seat
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.events.registry import handles
from oncocare.people.kinds import ACCESS_ENDED, ROLE_ENDED
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
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


# --- what nobody leads ------------------------------------------------------------------------------------------------


@handles(ROLE_ENDED)
def have_somebody_lead_in_their_place(event: Mapping[str, Any]) -> None:
    """Whoever runs the centre finds who leads the sessions of somebody who was to and has left, or calls them off.
    Whoever has a place learns nothing until one of the two is done.
    """
    _have_led(User.objects.get(pk=event["user"]), Centre.objects.get(pk=event["centre"]))


@handles(ACCESS_ENDED)
def have_somebody_lead_everywhere(event: Mapping[str, Any]) -> None:
    """The same at each centre, where somebody cannot sign in any more."""
    user = User.objects.get(pk=event["user"])
    for centre in centres_led_at(user):
        _have_led(user, centre)


def _have_led(user: User, centre: Centre) -> None:
    sessions = unled(user, centre)
    owner = next((one for one in holders(centre, Permission.MANAGE_CENTRE) if one != user), None)
    if not sessions or owner is None:
        return
    with override(owner.language):
        what = ngettext(
            "%(name)s was to lead %(n)s session and has left. Find who leads it, or call it off.",
            "%(name)s was to lead %(n)s sessions and has left. Find who leads them, or call them off.",
            len(sessions),
        ) % {"n": len(sessions), "name": (user.name or user.email)[:100]}
    make_wanted_task(
        by=BY, centre=centre.pk, patient=None, owner=owner.pk, what=what, due=staffed_day(centre),
        source=unled_task(user, centre),
    )  # fmt: skip


@handles(MEETING_CHANGED)
@handles(MEETING_CALLED_OFF)
def find_nobody_for_what_is_led(event: Mapping[str, Any]) -> None:
    """Once each is led by somebody else or was called off, nobody has to look any more."""
    for source in led_again(event["centre"]):
        lapse_tasks(by=BY, source=source)

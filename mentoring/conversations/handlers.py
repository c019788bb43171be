"""What conversations do when a patient asked, somebody answered or wrote, or somebody else is to answer."""

from collections.abc import Mapping
from typing import Any

from mentoring.conversations.kinds import (
    CONTACT_REQUEST_ANSWERED,
    CONTACT_REQUEST_GIVEN,
    CONTACT_REQUEST_MADE,
    REQUEST_ANSWERED,
    REQUEST_YOURS,
    TEAM_WROTE,
    WRITTEN_TO,
)
from mentoring.conversations.models import ContactRequest, TeamMessage
from oncocare.events.registry import handles
from oncocare.notifications.actions import queue
from oncocare.people.models import User


@handles(CONTACT_REQUEST_MADE)
def tell_whose_it_is(event: Mapping[str, Any]) -> None:
    """Whoever is to answer a patient learns of it; where nobody is, it stands on the desk of all."""
    made = ContactRequest.objects.select_related("owner", "centre").get(pk=event["request"])
    if made.owner:
        queue(user=made.owner, centre=made.centre, kind=REQUEST_YOURS, source=str(made.pk))


@handles(CONTACT_REQUEST_GIVEN)
def tell_whose_it_is_now(event: Mapping[str, Any]) -> None:
    """Whoever is to answer it from now on learns of it."""
    given = ContactRequest.objects.select_related("centre").get(pk=event["request"])
    to = User.objects.get(pk=event["to"])
    queue(user=to, centre=given.centre, kind=REQUEST_YOURS, source=f"{given.pk}:{event['at']}")


@handles(CONTACT_REQUEST_ANSWERED)
def tell_who_asked(event: Mapping[str, Any]) -> None:
    """The patient learns that there is an answer; what it says stands on their page."""
    answered = ContactRequest.objects.select_related("patient__user", "centre").get(pk=event["request"])
    if answered.patient.user:  # else the account is closed
        queue(user=answered.patient.user, centre=answered.centre, kind=REQUEST_ANSWERED, source=str(answered.pk))


@handles(TEAM_WROTE)
def tell_who_was_written_to(event: Mapping[str, Any]) -> None:
    """The patient learns that there is something to read; what it says stands on their page."""
    message = TeamMessage.objects.select_related("patient__user", "centre").get(pk=event["message"])
    if message.patient.user:
        queue(user=message.patient.user, centre=message.centre, kind=WRITTEN_TO, source=str(message.pk))

"""What staff are told by message: that somebody missed two sets of questions in a row and that it is their task, that
they look after somebody from now on, and that a patient asked for an answer; and that patient, that there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinicians.desk.correspondence.kinds import HANDED_OVER, MISSED_TWO, REQUEST_ANSWERED, REQUEST_YOURS
from clinicians.desk.correspondence.selectors import still_to_do, still_with
from clinicians.models import ContactRequest
from clinicians.selectors import shown_requests
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.roles import PATIENT


@message(
    MISSED_TWO,
    "missed_two",
    label=_("Two sets of questions missed in a row"),
    about=About.STAFF,
)
def still_quiet(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as it is their task, and the person has not answered since."""
    return {source: {} for source in still_to_do(user, sources)}


@message(HANDED_OVER, "handed_over", label=_("People were handed over to you"), about=About.STAFF)
def still_theirs(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they look after them: whom, stands in their caseload."""
    return {source: {"people": people} for source, people in still_with(user, sources).items()}


@message(REQUEST_YOURS, "request_yours", label=_("A patient asked for an answer"), about=About.STAFF)
def still_asked(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as it is theirs to answer, and nobody has."""
    waiting = ContactRequest.objects.filter(pk__in=sources, owner=user, answered_at=None)
    return {str(pk): {"by": by} for pk, by in waiting.values_list("pk", "promised")}


@message(REQUEST_ANSWERED, "request_answered", label=_("Your team has answered"), about=PATIENT)
def still_answered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as the answer stands on their page."""
    answers = shown_requests(ContactRequest.objects.filter(pk__in=sources, patient__user=user))
    return {str(pk): {} for pk in answers.exclude(answered_at=None).values_list("pk", flat=True)}

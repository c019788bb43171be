"""What conversations say by mail: to staff, that a patient waits for an answer; to the patient, that there is something
to read. No words of anybody, and no names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.conversations.kinds import REQUEST_ANSWERED, REQUEST_YOURS, WRITTEN_TO
from mentoring.conversations.models import ContactRequest, TeamMessage
from mentoring.conversations.selectors import ANSWER_SHOWN
from oncocare.foundation import clock
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.roles import PATIENT


@message(REQUEST_YOURS, "request_yours", label=_("A patient asked for an answer"), about=About.STAFF)
def still_asked(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as it is theirs to answer, and nobody has. A source is the request, and since when it is theirs."""
    of_request = {source.partition(":")[0]: source for source in sources}
    waiting = ContactRequest.objects.filter(pk__in=of_request, owner=user, answered_at=None)
    return {of_request[str(pk)]: {"by": by} for pk, by in waiting.values_list("pk", "promised")}


@message(REQUEST_ANSWERED, "request_answered", label=_("Your team has answered"), about=PATIENT)
def still_answered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as the patient has not read the answer and it is not long ago."""
    return {str(request): {} for request, _pk in _unread(user).filter(request__in=sources)}


@message(WRITTEN_TO, "team_wrote", label=_("Your team has written to you"), about=PATIENT)
def still_written(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The same of what the team wrote by itself."""
    return {str(pk): {} for _request, pk in _unread(user).filter(pk__in=sources)}


def _unread(user: User) -> Any:
    recent = TeamMessage.objects.filter(patient__user=user, from_team=True, made__gt=clock.now() - ANSWER_SHOWN)
    return recent.exclude(readings__by=user).values_list("request", "pk")

"""The part of this room in what a person takes with them: what they and their team wrote to each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentoring.conversations.models import ContactRequest
from oncocare.people.registry import GivenField, given
from oncocare.safety.words.wordlist import DangerRank

KIND = {
    ContactRequest.Kind.CALL: _("I asked for a call"),
    ContactRequest.Kind.PRIVATE: _("I asked for a private session"),
    ContactRequest.Kind.WRITE: _("I wrote"),
    "": _("My team wrote"),
}

FOUND = {DangerRank.INTENT: _("words of wanting to die"), DangerRank.DEATH: _("words about death"), "": _("nothing")}

given(
    "conversations.TeamMessage", "with_my_team", _("What I and my team wrote to each other"),
    GivenField("made", _("Sent")),
    GivenField("kind", _("What"), words=lambda message: KIND[message.kind]),
    GivenField("words", _("The words")),
    GivenField("found", _("What a program found in my words"), words=lambda message: FOUND[message.found]),
    place=85, rows=lambda patient: patient.team_messages.order_by("made", "pk"),
)  # fmt: skip
given(
    "conversations.ContactRequest", "asked_of_my_team", _("What I asked of my team"),
    GivenField("made", _("Sent")),
    GivenField("kind", _("What"), words=lambda asked: KIND[asked.kind]),
    GivenField("promised", _("Answer promised by")),
    GivenField("answered_at", _("Answered")),
    place=86, rows=lambda patient: patient.contact_requests.order_by("made"),
)  # fmt: skip

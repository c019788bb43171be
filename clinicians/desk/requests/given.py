"""The part of this room in what a person takes with them: what they asked of their team, and what it answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clinicians.models import ContactRequest
from oncocare.people.registry import GivenField, given

KIND = {ContactRequest.Kind.CALL: _("I asked for a call"), ContactRequest.Kind.WRITE: _("I wrote")}

given(
    "clinicians.ContactRequest", "asked_of_my_team", _("What I asked of my team"),
    GivenField("made", _("Sent")),
    GivenField("kind", _("What"), words=lambda asked: KIND[asked.kind]),
    GivenField("words", _("My words")),
    GivenField("answered_at", _("Answered")),
    GivenField("answer", _("The answer")),
    place=85, rows=lambda patient: patient.contact_requests.order_by("made"),
)  # fmt: skip

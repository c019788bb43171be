"""The part of this room in what a person takes with them: the invitation they came with."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from oncocare.joining.models import Invitation
from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given


def _invitations(patient: Patient) -> QuerySet[Invitation]:
    return Invitation.objects.filter(patient=patient).order_by("made", "pk")


given(
    "joining.Invitation", "invitations", _("How I was invited"),
    GivenField("made", _("On")),
    GivenField("name", _("Name")),
    GivenField("email", _("E-mail address")),
    GivenField("born_on", _("Date of birth")),
    GivenField("accepted_at", _("Accepted")),
    place=45, rows=_invitations,
)  # fmt: skip

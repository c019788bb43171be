"""The part of this room in what a person takes with them: the account, and what is known of who they are."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given
from oncocare.people.roles import role_words


def _accounts(patient: Patient) -> list[Any]:
    return [patient.user] if patient.user else []


given(
    "people.User", "account", _("My account"),
    GivenField("name", _("Name")),
    GivenField("email", _("E-mail address")),
    GivenField("language", _("Language")),
    GivenField("joined", _("Since")),
    place=10, rows=_accounts,
)  # fmt: skip
given(
    "people.Patient", "about_me", _("About me"),
    GivenField("key", _("The letters that stand for me where my name must not")),
    GivenField("born_on", _("Date of birth")),
    GivenField("phone", _("Phone number")),
    GivenField("trusted_name", _("Whom to call if I cannot be reached")),
    GivenField("trusted_phone", _("The number of this person")),
    GivenField("country", _("Country")),
    GivenField("time_zone", _("Time zone")),
    GivenField("diagnosed_on", _("Date of diagnosis")),
    GivenField("operated_on", _("Date of the operation")),
    GivenField("treated_from", _("First day of treatment")),
    GivenField("cycle_days", _("Days from one round to the next")),
    GivenField("phase", _("Phase of the illness"), words=lambda _patient: ""),  # the picture says it in words
    GivenField("joined_on", _("In care here since")),
    place=20, rows=lambda patient: [patient],
)  # fmt: skip
given(
    "people.Relation", "beside_me", _("Who stands beside me"),
    GivenField("kind", _("As"), words=lambda relation: role_words(relation.kind)),
    GivenField("granted", _("From")),
    GivenField("revoked", _("Until")),
    place=40, rows=lambda patient: patient.relations.order_by("granted", "pk"),
)  # fmt: skip

"""The part of this room in what a person takes with them: their ways in, without the secrets, and lost access."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import Patient
from oncocare.people.registry import GivenField, given
from oncocare.signin.models import AccessRequest

WAYS = {
    Authenticator.Type.WEBAUTHN: _("Passkey"),
    Authenticator.Type.TOTP: _("Codes from an app"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}


def _ways(patient: Patient) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=patient.user_id).order_by("pk")
    return found


def _requests(patient: Patient) -> QuerySet[AccessRequest]:
    return AccessRequest.objects.filter(user=patient.user_id, centre=patient.centre_id).order_by("asked", "pk")


given(
    "mfa.Authenticator", "ways_in", _("How I sign in"),
    GivenField("type", _("Way"), words=lambda way: WAYS.get(way.type, way.type)),
    GivenField("created_at", _("Since")),
    GivenField("last_used_at", _("Last used")),
    place=140, rows=_ways,
)  # fmt: skip
given(
    "signin.AccessRequest", "lost_access", _("When I could not sign in"),
    GivenField("asked", _("Asked")),
    GivenField("granted", _("Let back in")),
    GivenField("settled_at", _("Answered on")),
    GivenField("used", _("Link used")),
    place=150, rows=_requests,
)  # fmt: skip

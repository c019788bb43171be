"""What is said about the way in: that it changed, and the links by which somebody comes in.

A link is made here, at the moment of sending, from the id of a row and a seal. No message holds one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.accounts import tokens
from oncocare.accounts.actions import mark_bounced
from oncocare.accounts.days import day_of
from oncocare.accounts.invitations import Standing, standing
from oncocare.accounts.keyring import TOLD, password_link
from oncocare.accounts.models import AccessRequest, Invitation, User
from oncocare.accounts.permissions import Role
from oncocare.accounts.way_back import link_back, works
from oncocare.foundation import clock
from oncocare.notifications.registry import About, message

CHANGED, PASSWORD, BACK, INVITED = "way.changed", "way.password", "way.back", "way.invitation"
WAY_IN = {"urgent": True, "about": About.ACCOUNT, "needs_contact_consent": False}
ASKED_LASTS = timedelta(days=1)  # whoever asked longer ago has long found another way, or asked again

Words = Mapping[str, Mapping[str, Any]]


@message(CHANGED, "way_changed", label=_("A change in the ways to sign in"), **WAY_IN)
def changed(user: User, sources: Sequence[str]) -> Words:
    """It happened, whatever came after. The source is what, and when."""
    return {one: {"what": TOLD[one.partition(":")[0]]} for one in sources}


@message(PASSWORD, "password_link", label=_("A link to a new password"), **WAY_IN)
def asked_for_password(user: User, sources: Sequence[str]) -> Words:
    """Those who asked within a day. The source is when."""
    fresh = [one for one in sources if clock.now() - datetime.fromisoformat(one.partition(":")[2]) < ASKED_LASTS]
    return {one: {"link": password_link(user)} for one in fresh}


@message(BACK, "way_back", label=_("A link back in"), **WAY_IN)
def let_back_in(user: User, sources: Sequence[str]) -> Words:
    """Requests whose link still lets the person in. The source is the request."""
    asked = AccessRequest.objects.select_related("user", "centre").in_bulk([one.partition(":")[2] for one in sources])
    now = clock.now()
    return {f"request:{one.pk}": _way_back(one, now) for one in asked.values() if works(one, now)}


def _way_back(asked: AccessRequest, now: datetime) -> dict[str, Any]:
    left = asked.expires - now if asked.expires else timedelta()
    return {"link": link_back(asked), "centre": asked.centre, "hours": round(left / timedelta(hours=1))}


def came_back(source: str) -> None:
    """Staff see on the page of invitations that this one did not arrive."""
    mark_bounced(by="system:mail", invitation=Invitation.objects.get(pk=source.partition(":")[2]))


@message(INVITED, "invitation", label=_("An invitation"), undelivered=came_back, **WAY_IN)
def invited(address: str, sources: Sequence[str]) -> Words:
    """Invitations with which somebody can still join. The source is the invitation."""
    found = Invitation.objects.select_related("centre").in_bulk([one.partition(":")[2] for one in sources])
    return {f"invitation:{one.pk}": _invitation(one) for one in found.values() if standing(one) is Standing.OPEN}


def _invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "centre": invitation.centre,
        "link": tokens.link(invitation.pk),
        "last_day": day_of(invitation.centre, invitation.expires),
        "staff": invitation.role != Role.PATIENT,
        "way_back": invitation.user_id is not None,
    }

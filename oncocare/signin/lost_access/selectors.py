"""Reading requests of people who cannot sign in: who may settle which, and whose link still works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.people.access import at_work, forbidden
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.roles import names, staff_roles
from oncocare.people.selectors import Standing, standing_of
from oncocare.signin.models import AccessRequest

LASTS = timedelta(hours=24)


_signer = signing.Signer(salt="oncocare.signin.lost_access")


def requests_at(standing: Standing, centre: Centre) -> QuerySet[AccessRequest]:
    """The open requests of this centre that this person may settle, the longest waiting first."""
    waiting = AccessRequest.objects.filter(centre=centre, settled_at=None).exclude(user=standing.user)
    if not standing.may(Permission.MANAGE_STAFF, centre.pk):
        waiting = waiting.exclude(user__memberships__role__in=names(staff_roles()))
    return waiting.select_related("user").order_by("asked", "pk")


def request_for(standing: Standing, pk: Any) -> AccessRequest:
    """A request that this person may settle where they work: those of staff the coordinators, and nobody their own."""
    asked = AccessRequest.objects.select_related("user", "centre", "settled_by").filter(pk=pk).first()
    needed = Permission.MANAGE_STAFF if asked and standing_of(asked.user).staff else Permission.RESTORE_ACCESS
    asked = at_work(standing, asked, f"accessrequest:{pk}", needed)
    if asked.user == standing.user:
        forbidden(standing.user, needed, f"accessrequest:{pk}")
    return asked


def link_of(asked: AccessRequest) -> str:
    """The link: the request's id, signed. It is made when it is needed and kept nowhere."""
    return str(settings.SITE_URL + reverse("link_back", args=[_signer.sign(str(asked.pk))]))


def request_of_link(token: str) -> AccessRequest | None:
    """The request behind a link that still works; looking at it does not use it up, for scanners look too."""
    try:
        pk = _signer.unsign(token)
    except signing.BadSignature:
        return None
    asked = AccessRequest.objects.select_related("user", "centre").filter(pk=pk).first()
    return asked if asked and works(asked, clock.now()) else None


def works(asked: AccessRequest, now: datetime) -> bool:
    """Whether its link lets the person in now."""
    return bool(asked.granted and asked.used is None and asked.user.is_active and asked.expires and now < asked.expires)

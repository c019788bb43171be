"""I lost my phone: a person asks, the centre checks who they are and lets them back in by a link that works once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oncocare.accounts.access import forbidden, may, not_found, roles_at
from oncocare.accounts.keyring import forget_everything
from oncocare.accounts.models import AccessRequest, Centre, User
from oncocare.accounts.permissions import Permission
from oncocare.accounts.sessions import end_everywhere
from oncocare.accounts.ways import is_staff
from oncocare.audit.actions import record
from oncocare.foundation import clock, mail
from oncocare.foundation.unit import action, after_commit

SALT = "oncocare.accounts.way_back"
LASTS = timedelta(hours=24)


class AlreadySettled(ValidationError):
    """A colleague was quicker."""

    def __init__(self) -> None:
        super().__init__(_("A colleague has already settled this request."))


# --- who sees which request -------------------------------------------------------------------------------------------


def requests_at(user: User, centre: Centre) -> QuerySet[AccessRequest]:
    """The open requests of this centre that this person may settle, the longest waiting first."""
    waiting = AccessRequest.objects.filter(centre=centre, settled_at=None).exclude(user=user)
    if not may(user, Permission.MANAGE_STAFF, centre.pk):
        waiting = waiting.filter(user__memberships=None)
    return waiting.select_related("user").order_by("asked", "pk")


def request_for(user: User, pk: Any) -> AccessRequest:
    """A request of a centre where `user` may settle it: nobody settles their own, and coordinators those of staff."""
    asked = AccessRequest.objects.select_related("user", "centre", "settled_by").filter(pk=pk).first()
    if asked is None or not roles_at(user, asked.centre_id):
        not_found(user, f"accessrequest:{pk}")
    needed = Permission.MANAGE_STAFF if is_staff(asked.user) else Permission.RESTORE_ACCESS
    if asked.user == user or not may(user, needed, asked.centre_id):
        forbidden(user, needed, f"accessrequest:{pk}")
    return asked


# --- asking and settling ----------------------------------------------------------------------------------------------


@action
def ask_for_access(*, by: Any, email: str) -> None:
    """Ask every centre that can know this person, once; an address that nobody has asks nobody."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return
    for centre in _centres_that_know(user):
        asked, new = AccessRequest.objects.get_or_create(user=user, centre=centre, settled_at=None)
        if new:
            record(by=by, verb="access.asked", subject=asked, centre=centre)


def _centres_that_know(user: User) -> QuerySet[Centre]:
    """Where they work; for those who work nowhere, where they are in care. So no other centre can open a desk."""
    mine = Q(memberships__user=user) if is_staff(user) else Q(patients__user=user)
    return Centre.objects.filter(mine).distinct()


@action
def restore_access(*, by: User, asked: AccessRequest, check: AccessRequest.Check, site: str) -> str:
    """Take every old way in away and give a link back in; the person gets it by mail too. Raises `AlreadySettled`."""
    asked = _settle(by, asked, granted=True, check=check.value)
    asked.expires = clock.now() + LASTS
    asked.save(update_fields=["expires"])
    forget_everything(by=by, user=asked.user)
    end_everywhere(by=by, user=asked.user)
    record(by=by, verb="access.restored", subject=asked.user, centre=asked.centre, check=check.value)
    link = site.rstrip("/") + path_back(asked)
    after_commit(partial(_tell, asked, link))
    return link


@action
def refuse_access(*, by: User, asked: AccessRequest) -> None:
    """It could not be shown who is asking. Raises `AlreadySettled`."""
    _settle(by, asked, granted=False)
    record(by=by, verb="access.refused", subject=asked.user, centre=asked.centre)


def _settle(by: User, asked: AccessRequest, *, granted: bool, check: str = "") -> AccessRequest:
    asked = AccessRequest.objects.select_for_update().get(pk=asked.pk)
    if asked.settled_at:
        raise AlreadySettled
    asked.settled_at, asked.settled_by, asked.granted, asked.check_made = clock.now(), by, granted, check
    asked.save()
    return asked


def _tell(asked: AccessRequest, link: str) -> None:
    context = {"link": link, "centre": asked.centre, "hours": int(LASTS.total_seconds() // 3600)}
    mail.post(asked.user.email, "way_back", context, language=asked.user.language)


# --- the link ---------------------------------------------------------------------------------------------------------


def path_back(asked: AccessRequest) -> str:
    """The path of the link: the request's id, signed."""
    return reverse("way_back", args=[signing.dumps(str(asked.pk), salt=SALT)])


def open_way_back(token: str) -> AccessRequest | None:
    """The request behind a link that still works; looking at it does not use it up, for scanners look too."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    asked = AccessRequest.objects.select_related("user", "centre").filter(pk=pk).first()
    return asked if asked and _works(asked, clock.now()) else None


def _works(asked: AccessRequest, now: datetime) -> bool:
    return bool(asked.granted and asked.used is None and asked.user.is_active and asked.expires and now < asked.expires)


@action
def use_way_back(*, token: str) -> User | None:
    """Use the link up, and every other link of the same person; None when it no longer works."""
    asked = open_way_back(token)
    if asked is None:
        return None
    mine = AccessRequest.objects.select_for_update().filter(user=asked.user, granted=True, used=None)
    if asked.pk not in {one.pk for one in mine}:
        return None
    mine.update(used=clock.now())
    record(by=asked.user, verb="signed_in.way_back", subject=asked.user, centre=asked.centre)
    return asked.user

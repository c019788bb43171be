"""I lost my phone: a person asks, the centre checks who they are and lets them back in by a link that works once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oncocare.accounts.access import forbidden, may, not_found, roles_at
from oncocare.accounts.invitations import account_of
from oncocare.accounts.keyring import forget_everything
from oncocare.accounts.kinds import ACCESS_ASKED, ACCESS_RESTORED
from oncocare.accounts.models import AccessRequest, Centre, User
from oncocare.accounts.permissions import Permission
from oncocare.accounts.sessions import end_everywhere
from oncocare.accounts.ways import is_staff
from oncocare.audit.actions import record
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action

LASTS = timedelta(hours=24)

_signer = signing.Signer(salt="oncocare.accounts.way_back")


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
def report_lost_phone(*, email: str) -> None:
    """Write down who cannot sign in, and no more: the same for every address, whether or not somebody has it."""
    user = account_of(email)
    emit(ACCESS_ASKED, user=user.pk if user else None)


@action
def ask_for_access(*, by: Any, user: User) -> None:
    """Ask every centre that can know this person, once."""
    for centre in _centres_that_know(user):
        asked, new = AccessRequest.objects.get_or_create(user=user, centre=centre, settled_at=None)
        if new:
            record(by=by, verb="access.asked", subject=asked, centre=centre)


def _centres_that_know(user: User) -> QuerySet[Centre]:
    """Where they work; for those who work nowhere, where they are in care. So no other centre can open a desk."""
    mine = Q(memberships__user=user) if is_staff(user) else Q(patients__user=user)
    return Centre.objects.filter(mine).distinct()


@action
def restore_access(*, by: User, asked: AccessRequest, check: AccessRequest.Check) -> str:
    """Take every old way in away and give a link back in; the person gets it by mail too. Raises `AlreadySettled`."""
    asked = _settle(by, asked, granted=True, check=check.value)
    asked.expires = clock.now() + LASTS
    asked.save(update_fields=["expires"])
    forget_everything(by=by, user=asked.user)
    end_everywhere(by=by, user=asked.user)
    record(by=by, verb="access.restored", subject=asked.user, centre=asked.centre, check=check.value)
    emit(ACCESS_RESTORED, request=asked.pk)
    return link_back(asked)


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


# --- the link ---------------------------------------------------------------------------------------------------------


def link_back(asked: AccessRequest) -> str:
    """The link: the request's id, signed. It is made when it is needed and kept nowhere."""
    return str(settings.SITE_URL + reverse("way_back", args=[_signer.sign(str(asked.pk))]))


def open_way_back(token: str) -> AccessRequest | None:
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

"""Changing SECRET_KEY: what is still under an older key, and how it comes under the key of today."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from oncocare.accounts.box import Unreadable, is_current, seal, unseal
from oncocare.accounts.invitations import WRONG_DATES
from oncocare.accounts.models import Invitation
from oncocare.accounts.recovery import in_hashes
from oncocare.accounts.ways import Kind
from oncocare.audit.actions import record
from oncocare.audit.chain import key_id
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.unit import action

IN_USE = "key.in_use"


class State(StrEnum):
    """Which key a second factor is under."""

    CURRENT = "current"
    OLD = "old"
    LOST = "lost"  # under none that we know


def sealed() -> QuerySet[Authenticator]:
    """The second factors that hold something sealed: apps and recovery codes. A passkey holds a public key only."""
    return Authenticator.objects.filter(type__in=(Kind.TOTP, Kind.RECOVERY_CODES)).order_by("pk")


def state_of(key: Authenticator) -> State:
    """Which key it is under; recovery codes that are not hashed yet count as under an old one."""
    texts = key.data.get("hashes") or [key.data[name] for name in ("secret", "seed") if name in key.data]
    if "seed" not in key.data and all(map(is_current, texts)):
        return State.CURRENT
    try:
        [unseal(text) for text in texts]
    except Unreadable:
        return State.LOST
    return State.OLD


def count() -> Counter[State]:
    """How many second factors are in each state."""
    return Counter(state_of(key) for key in sealed().iterator())


def outdated() -> list[int]:
    """The ids of those to be sealed anew."""
    return [key.pk for key in sealed().iterator() if state_of(key) is State.OLD]


@action
def seal_anew(*, by: Any, pk: int) -> None:
    """Bring one second factor under the key of today; nothing to do where it is, or is gone."""
    key = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if key is None or state_of(key) is not State.OLD:
        return
    key.data = _anew(key)
    key.save(update_fields=["data"])
    record(by=by, verb="way.sealed_anew", subject=f"user:{key.user_id}")


def _anew(key: Authenticator) -> dict[str, Any]:
    if key.type == Kind.TOTP:
        return {**key.data, "secret": seal(unseal(key.data["secret"]))}
    kept = in_hashes(key)
    return {**kept, "hashes": [seal(unseal(one)) for one in kept["hashes"]]}


@action
def note_key(*, by: Any) -> datetime:
    """Since when the key of today is known to be in use: the first time that this was asked."""
    name = key_id(settings.SECRET_KEY)
    first = AuditRow.objects.filter(verb=IN_USE, detail__key=name).order_by("id").first()
    return (first or record(by=by, verb=IN_USE, key=name)).at


def older_links(since: datetime) -> QuerySet[Invitation]:
    """Invitations made before this moment that can still be used, the longest-lived last."""
    unused = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, wrong__lt=WRONG_DATES)
    return unused.filter(made__lt=since, expires__gt=clock.now()).order_by("expires")

"""Reading under which key each second factor is."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from oncocare.foundation.encryption import Unreadable, decrypt, is_current
from oncocare.signin.selectors import Kind


class KeyState(StrEnum):
    """Which key a second factor is under."""

    CURRENT = "current"
    OLD = "old"
    LOST = "lost"  # under none that we know


def sealed() -> QuerySet[Authenticator]:
    """The second factors that hold something sealed: apps and recovery codes. A passkey holds a public key only."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=(Kind.TOTP, Kind.RECOVERY_CODES))
    return found.order_by("pk")


def state_of(key: Authenticator) -> KeyState:
    """Which key it is under; recovery codes that are not hashed yet count as under an old one."""
    texts = key.data.get("hashes") or [key.data[name] for name in ("secret", "seed") if name in key.data]
    if "seed" not in key.data and all(map(is_current, texts)):
        return KeyState.CURRENT
    try:
        [decrypt(text) for text in texts]
    except Unreadable:
        return KeyState.LOST
    return KeyState.OLD


def count() -> Counter[KeyState]:
    """How many second factors are in each state."""
    return Counter(state_of(key) for key in sealed().iterator())


def outdated() -> list[int]:
    """The ids of those to be encrypted again."""
    return [key.pk for key in sealed().iterator() if state_of(key) is KeyState.OLD]

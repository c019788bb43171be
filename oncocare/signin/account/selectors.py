"""The link that proves a new address: sealed and unreadable, made at the moment of sending and kept nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.foundation.encryption import Unreadable, decrypt, encrypt
from oncocare.people.models import User
from oncocare.people.selectors import account_of

LASTS = timedelta(hours=24)
CLOSED_ADDRESS = "@closed.invalid"  # no mail can reach it, by the rules for names of the internet


@dataclass(frozen=True)
class NewAddress:
    """An address that somebody wants to sign in with, and who."""

    user: User
    address: str


def address_link(user: User, address: str, asked: datetime) -> str:
    """Whoever opens it can read that address; nobody can read it in the link."""
    inside = {"user": str(user.pk), "from": user.email, "to": address, "asked": asked.isoformat()}
    return str(settings.SITE_URL + reverse("confirm_address", args=[encrypt(json.dumps(inside))]))


def address_of(token: str) -> NewAddress | None:
    """What a link proves while it works: for a day, while the old address is still the one, and nobody has the new."""
    try:
        inside = json.loads(decrypt(token))
        user = User.objects.filter(pk=inside["user"], email=inside["from"], is_active=True).first()
        asked, address = datetime.fromisoformat(inside["asked"]), str(inside["to"])
    except (Unreadable, ValueError, KeyError, TypeError):
        return None
    fresh = clock.now() - asked < LASTS
    return NewAddress(user, address) if user and fresh and account_of(address) is None else None

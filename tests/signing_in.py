"""Signing a made-up person in for a test: through the door as production has it, or up to it."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from oncocare.people.models import Centre, User
from tests.signin.soft_passkey import made_up

come_to_the_door = Client.force_login  # a session and nothing else: no way to come back, no second factor


def sign_in(client: Client, user: User, backend: str | None = None, *, confirmed: bool = False) -> None:
    """A session as signing in with a passkey leaves it, and where `confirmed` showing it once more; who has none gets
    one.
    """
    come_to_the_door(client, user, backend)
    request = HttpRequest()
    request.session = client.session
    key = _passkey_of(user)
    record_authentication(request, user, "mfa", id=key.pk, type=key.type, passwordless=True, reauthenticated=confirmed)
    request.session.save()


def _passkey_of(user: User) -> Authenticator:
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return rows.first() or WebAuthn.add(user, "Made up", made_up()).instance


def go_to(client: Client, centre: Centre) -> None:
    """From now on the person of this client is at this one of their centres."""
    client.post(reverse("choose_centre"), {"move": centre.pk})

"""Signing in and changing how, as the pages do it."""

from __future__ import annotations

import json
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.urls import reverse

from tests.signin.conftest import PASSWORD
from tests.signin.soft_passkey import SoftPasskey

WAYS, ADD = "/account/ways/", "/account/ways/passkey/"


def options(page):
    return json.loads(page.context["options"])


def make(client, **more):
    """Make a passkey as the page does."""
    key = SoftPasskey(**more)
    answer = client.post(ADD, {"name": "My phone", "credential": json.dumps(key.create(options(client.get(ADD))))})
    return key, answer


def open_with(client, key, **more):
    """Sign in by passkey as the page does."""
    path = reverse("mfa_login_webauthn")
    asked = client.get(path, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(path, {"credential": json.dumps(key.get(asked)), **more})


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **more})


def code_of(user):
    return shown(decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))


def shown(secret):
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def kinds(user):
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))

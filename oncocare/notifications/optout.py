"""The address that turns e-mail off without signing in: signed, for one person, good while its key is known."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from oncocare.people.models import User

_signer = signing.Signer(salt="oncocare.messages.off")


def token_of(user: User) -> str:
    """What the address carries; it can do nothing but turn this person's e-mail off and on."""
    return _signer.sign(str(user.pk))


def user_of(token: str) -> User | None:
    """Whose it is; None where it is not whole."""
    try:
        return User.objects.filter(pk=_signer.unsign(token)).first()
    except signing.BadSignature:
        return None


def address_for(user: User) -> str:
    """The whole address, for the foot and the headers of a mail."""
    return settings.SITE_URL + reverse("messages_off", args=[token_of(user)])

"""The box for secrets: locked with SECRET_KEY, opened with SECRET_KEY or any of SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

Unreadable = InvalidToken  # no key that we know opens it


def known_keys() -> list[str]:
    """SECRET_KEY, then the keys before it that still open what they locked."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def encrypt(text: str) -> str:
    """The text, locked with the key of today."""
    return _lock(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """The text again; raises `Unreadable`."""
    return MultiFernet(map(_lock, known_keys())).decrypt(sealed.encode()).decode()


def is_current(sealed: str) -> bool:
    """Whether the key of today alone opens it."""
    try:
        _lock(settings.SECRET_KEY).decrypt(sealed.encode())
    except Unreadable:
        return False
    return True


def _lock(key: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"oncocare second factors").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

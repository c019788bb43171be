"""Encrypts secrets with SECRET_KEY and decrypts them with SECRET_KEY or any of SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

Unreadable = InvalidToken  # no key that we know decrypts it
FACTORS, WRITINGS = "oncocare second factors", "oncocare writings"  # a key of its own is derived for each purpose


def known_keys() -> list[str]:
    """SECRET_KEY, then the keys before it that still decrypt what they encrypted."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def encrypt(text: str, purpose: str = FACTORS) -> str:
    """The text, encrypted with SECRET_KEY."""
    return _cipher(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def decrypt(encrypted: str, purpose: str = FACTORS) -> str:
    """The text of what `encrypt` returned for this purpose; raises `Unreadable`."""
    return MultiFernet(_cipher(key, purpose) for key in known_keys()).decrypt(encrypted.encode()).decode()


def is_current(encrypted: str, purpose: str = FACTORS) -> bool:
    """Whether SECRET_KEY itself decrypts it, and not only a key before it."""
    try:
        _cipher(settings.SECRET_KEY, purpose).decrypt(encrypted.encode())
    except Unreadable:
        return False
    return True


def _cipher(key: str, purpose: str) -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

"""The secret in the link of somebody from outside: their registration sealed with the secret key, so that none is kept
and the same link can be written again in a later mail. Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

SALT = "oncocare.meetings.registration"
LENGTH = 20  # bytes of the seal that stand in a link: 160 bits


def secret_of(registration: UUID, key: str) -> str:
    """What stands in the link, 32 letters and digits, made with the secret key of the site."""
    sealed = hmac.new(key.encode(), f"{SALT}:{registration}".encode(), hashlib.sha256).digest()
    return base64.b32encode(sealed[:LENGTH]).decode().lower()

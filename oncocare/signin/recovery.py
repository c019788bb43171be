"""Recovery codes: ten numbers of ten digits, kept as slow hashes in the box, so that nobody can read them back.

A hash alone would not do: there are only 10^10 codes, and one graphics card tries them all in days. The box keeps
whoever has a copy of the database from trying any.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.crypto import constant_time_compare

from oncocare.foundation import ids
from oncocare.foundation.encryption import decrypt, encrypt

COUNT, DIGITS = 10, 10


def fresh() -> list[str]:
    """A new set of recovery codes, drawn at random."""
    return [ids.letters("0123456789", DIGITS) for _ in range(COUNT)]


def hashed(codes: list[str]) -> dict[str, Any]:
    """What is kept of them. One salt for the set: a code that somebody types is hashed once, not ten times."""
    salt = ids.letters("0123456789abcdef", 32)
    return {"salt": salt, "hashes": [encrypt(_hash(code, salt)) for code in codes]}


def left(kept: dict[str, Any]) -> int:
    """How many have not been used."""
    return len(kept["hashes"]) if "hashes" in kept else COUNT - kept["used_mask"].bit_count()


def without(key: Authenticator, typed: str) -> dict[str, Any] | None:
    """What is kept once this code is used up; None where it is not one of them. Raises `Unreadable`."""
    code = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        return None
    kept = in_hashes(key)
    digest = _hash(code, kept["salt"])
    others = [kept_hash for kept_hash in kept["hashes"] if not constant_time_compare(decrypt(kept_hash), digest)]
    return {**kept, "hashes": others} if len(others) < len(kept["hashes"]) else None


def in_hashes(key: Authenticator) -> dict[str, Any]:
    """What is kept, as hashes also where the codes were made when an encrypted seed was kept. Raises `Unreadable`."""
    return key.data if "hashes" in key.data else hashed(key.wrap().get_unused_codes())


def _hash(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=settings.RECOVERY_CODE_COST, r=8, p=1).hex()

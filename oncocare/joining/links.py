"""The link of an invitation: its id and a seal, in letters that a person can read off paper and type."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from oncocare.foundation.encryption import known_keys

SALT = "oncocare.joining.invitation"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o and u: none is mistaken for another
MISREAD = str.maketrans("ilo", "110")
ID, SEAL = 26, 10  # letters; the id alone has 122 random bits, the seal lets us refuse a made-up one unseen
GROUP = 6


def write(pk: uuid.UUID) -> str:
    """The token of the invitation with this id, in groups of six letters."""
    plain = _letters(pk.int, ID)
    plain += _seal(plain, settings.SECRET_KEY)
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def read(token: str) -> uuid.UUID | None:
    """The id in a token, however it was typed; None for one that we did not make."""
    plain = token.lower().replace("-", "").translate(MISREAD)
    plain_id, seal = plain[:ID], plain[ID:]
    if not any(constant_time_compare(seal, _seal(plain_id, key)) for key in known_keys()):  # a letter outlives a key
        return None
    return uuid.UUID(int=_number(plain_id))


def link(pk: uuid.UUID) -> str:
    """The whole address, for letters and mails."""
    return f"{settings.SITE_URL}{settings.JOIN_PATH}{write(pk)}/"


def _seal(plain_id: str, key: str) -> str:
    digest = salted_hmac(SALT, plain_id, secret=key, algorithm="sha256").digest()
    return _letters(int.from_bytes(digest) >> (len(digest) * 8 - SEAL * 5), SEAL)


def _letters(number: int, length: int) -> str:
    return "".join(LETTERS[number >> (5 * place) & 31] for place in reversed(range(length)))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + LETTERS.index(letter)
    return number

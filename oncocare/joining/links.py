"""The link of an invitation, which a square or a mail holds, and the code of a letter, which is short enough to type.

Both are a name and a seal made with the secret key: whoever has a copy of the database can write neither. The name in a
link is the invitation's id; in a code it is its locator, a few signs drawn for it alone.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from oncocare.foundation import ids
from oncocare.foundation.encryption import known_keys

SALT = "oncocare.joining.invitation"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o and u: none is mistaken for another
MISREAD = str.maketrans("ilo", "110")
ID, SEAL = 26, 10  # letters; the id alone has 122 random bits, the seal lets us refuse a made-up one unseen
GROUP = 6

CODE_SALT = "oncocare.joining.letter"
SIGNS = "0123456789cdfghjkmnprtvwxy"  # no two that look alike, and no vowel, so that no code is a word
MISTYPED = str.maketrans("oilzsbu", "011258v")
LOCATOR = CODE_SEAL = 5  # signs: a code has 47 bits


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


def new_locator() -> str:
    """Five signs by chance."""
    return ids.letters(SIGNS, LOCATOR)


def code(locator: str) -> str:
    """What the letter of the invitation with this locator says, in two groups of five capitals and digits."""
    return f"{locator}-{_code_seal(locator, settings.SECRET_KEY)}".upper()


def locator_in(typed: str) -> str:
    """The locator in a code, however it was typed; empty for a code that we did not make."""
    locator, seal = name_in(typed), _signs(typed)[LOCATOR:]
    seals = [_code_seal(locator, key) for key in known_keys()]  # a letter outlives a key
    return locator if any(constant_time_compare(seal, one) for one in seals) else ""


def name_in(typed: str) -> str:
    """What would be the locator in this code, whether or not we made it: what tries are counted by."""
    return _signs(typed)[:LOCATOR]


def _signs(typed: str) -> str:
    return "".join(sign for sign in typed.lower().translate(MISTYPED) if sign in SIGNS)


def _code_seal(locator: str, key: str) -> str:
    number = int.from_bytes(salted_hmac(CODE_SALT, locator, secret=key, algorithm="sha256").digest())
    return "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(CODE_SEAL))


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

"""The keys that open the room of a meeting: how one is made, what of it is kept, for how long it opens. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

OPENS_FOR = timedelta(minutes=5)  # from when it was given to when somebody comes in with it
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 letters, without those that look like another
LENGTH = 40  # letters: 200 bits

DOORS_OPEN = timedelta(minutes=10)  # before the meeting begins
DOORS_CLOSE = timedelta(minutes=30)  # after its end: hours run over, and nobody is thrown out of one


def seal_of(key: str) -> str:
    """What is kept of a key: SHA-256, 64 hexadecimal digits. A key holds 200 bits, so it needs no salt and no cost."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_key(text: str) -> bool:
    """Whether a text could be a key at all."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def opens_at(begins: datetime) -> datetime:
    """The moment from which anybody is let in."""
    return begins - DOORS_OPEN


def doors_are_open(*, begins: datetime, ends: datetime, now: datetime) -> bool:
    """Whether anybody is let in: from ten minutes before a meeting until half an hour after it."""
    return opens_at(begins) <= now < ends + DOORS_CLOSE

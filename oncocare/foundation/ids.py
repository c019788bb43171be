"""New ids: unguessable, except inside `seeded()`, where the same seed gives the same ids in the same order."""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_dice: ContextVar[random.Random | None] = ContextVar("oncocare_ids", default=None)


def new() -> uuid.UUID:
    """A random UUID (version 4)."""
    dice = _dice.get()
    return uuid.UUID(int=dice.getrandbits(128), version=4) if dice else uuid.uuid4()


def letters(alphabet: str, length: int) -> str:
    """That many letters of the alphabet, each as likely as the other."""
    choose = (_dice.get() or secrets.SystemRandom()).choice
    return "".join(choose(alphabet) for _ in range(length))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within this block ids repeat from run to run; for made-up people only."""
    token = _dice.set(random.Random(seed))  # noqa: S311 -- nothing secret depends on it
    try:
        yield
    finally:
        _dice.reset(token)

"""How somebody from outside comes into the room of a talk: floors above, which know rooms, enter themselves here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Entrance = Callable[[Any], str]
entrances: dict[str, Entrance] = {}


def entrance(provider: str) -> Callable[[Entrance], Entrance]:
    """Declare what leads into rooms of one provider: given a registration, it returns the address of its page."""

    def register(leads: Entrance) -> Entrance:
        entrances[provider] = leads
        return leads

    return register

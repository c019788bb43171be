"""Where higher folders stand on the page of one session for whoever leads it; this one never learns who does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LedPart:
    """One part of that page: its template, and what it is shown with, given the request and the meeting with its times.
    A `context` of None: the part is not for this meeting.
    """

    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]
    place: int


_PARTS: dict[str, LedPart] = {}


def led_part(template: str, context: Callable[[Any, Any], dict[str, Any] | None], *, place: int) -> None:
    """Register a part; `place` is its number in the order from top to bottom."""
    _PARTS[template] = LedPart(template, context, place)


def led_parts() -> list[LedPart]:
    """Every registered part, in order of place."""
    return sorted(_PARTS.values(), key=lambda part: part.place)

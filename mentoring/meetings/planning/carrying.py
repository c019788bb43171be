"""Which meeting of a series becomes which of the one that follows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Protocol, TypeVar

Date = TypeVar("Date")


class WasPlanned(Protocol):
    """A meeting of the series that ends, and whether it was called off."""

    off: Any


Old = TypeVar("Old", bound=WasPlanned)


def carried(old: Sequence[Old], new: Sequence[Date], *, same_rhythm: bool) -> list[tuple[Old | None, Date | None]]:
    """Each meeting to come, in order, with the date that it has from now on; None beside one that has none any more,
    and beside a date that is new. People keep their places, for a meeting stays the same row.

    With the same rhythm the third stays the third, so a date that was called off stays called off. With another rhythm
    weeks do not answer to weeks: those that were called off stay behind.
    """
    left = list(old) if same_rhythm else [one for one in old if not one.off]
    return list(zip_longest(left, new))

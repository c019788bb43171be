"""What a page below shows of what only a floor above knows: floors above register it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Asked = Callable[[Any], Any]  # of a user: what waits for an answer of theirs, or None
_ASKED: list[Asked] = []


def asks_on_my_groups(asked: Asked) -> Asked:
    """Register what waits for somebody who has no page of their own but that of their groups."""
    if asked not in _ASKED:
        _ASKED.append(asked)
    return asked


def asked_of(user: Any) -> Any:
    """The first thing that waits for an answer of this person; None where nothing does."""
    return next((found for found in (asked(user) for asked in _ASKED) if found), None)

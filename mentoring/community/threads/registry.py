"""What the folders above show on the pages of a group: each enters its part, and threads never learn who did.

A part is a template with what it is given. It asks the database as often however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PagePart:
    """One part of a page: its template, what that is given as `part`, and `chips`: a word beside a post, by its id."""

    template: str
    given: Mapping[str, Any]
    chips: Mapping[Any, str] = field(default_factory=dict)


OnGroup = Callable[[Any], PagePart | None]
OnThread = Callable[[Any, Any], PagePart | None]
_on_groups: dict[str, OnGroup] = {}
_on_threads: dict[str, OnThread] = {}


def on_group(part: OnGroup) -> OnGroup:
    """Register what stands above the threads of a group: given somebody inside, a part or None."""
    _on_groups[part.__module__] = part
    return part


def on_thread(part: OnThread) -> OnThread:
    """Register what stands above the posts of a thread: given somebody inside and the thread, a part or None."""
    _on_threads[part.__module__] = part
    return part


def parts_on_group(inside: Any) -> list[PagePart]:
    """What stands above the threads of a group for somebody in it."""
    return [found for part in _on_groups.values() if (found := part(inside))]


def parts_on_thread(inside: Any, thread: Any) -> list[PagePart]:
    """What stands above the posts of a thread for somebody in the group."""
    return [found for part in _on_threads.values() if (found := part(inside, thread))]


def chips_of(parts: list[PagePart]) -> dict[Any, list[str]]:
    """The words that stand beside each post, by its id."""
    found: dict[Any, list[str]] = {}
    for part in parts:
        for pk, word in part.chips.items():
            found.setdefault(pk, []).append(word)
    return found

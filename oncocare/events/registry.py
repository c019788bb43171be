"""Which events exist, what each carries and who handles them; lower rooms never learn who listens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Handler = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class EventKind:
    """A kind of event, declared by the room that emits it; `unhandled` is the written reason where nobody listens.

    One that is `later` is left to the relay: the act takes as long whatever is done about it.
    """

    name: str
    carries: frozenset[str]
    unhandled: str = ""
    later: bool = False


kinds: dict[str, EventKind] = {}
handlers: dict[str, dict[str, Handler]] = {}
left_to_the_relay: set[str] = set()  # the names of handlers whose work nobody waits for


def kind(name: str, *, carries: str, unhandled: str = "", later: bool = False) -> EventKind:
    """Declare a kind of event that carries the named keys (separated by spaces)."""
    if name in kinds:
        raise ValueError(f"event kind {name} is declared twice")
    kinds[name] = EventKind(name, frozenset(carries.split()), unhandled, later)
    return kinds[name]


def handles(of: EventKind, *, later: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler; it must be idempotent, and it runs in one transaction with the mark that it is done. One that
    is `later` is left to the relay: whoever did the act does not wait for it.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        handlers.setdefault(of.name, {})[name] = handler
        if later:
            left_to_the_relay.add(name)
        return handler

    return register

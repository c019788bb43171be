"""Which days of a timeline a page shows: of which kinds, and how many. Pure."""

from __future__ import annotations

from collections.abc import Mapping

DAYS = 12  # on one page: what happened in some weeks
KINDS: Mapping[str, frozenset[str]] = {
    "answers": frozenset({"response", "unscored", "missed"}),
    "levels": frozenset({"decision", "transition", "kept"}),
    "flags": frozenset({"flag"}),
    "written": frozenset({"note", "contact", "task", "supervision", "messages", "session"}),
    "campus": frozenset({"campus"}),
    "acts": frozenset({"act"}),
}


def kinds_shown(name: str) -> frozenset[str]:
    """The kinds of entries behind a name in the address; all of them for a name that nobody knows."""
    return KINDS.get(name) or frozenset().union(*KINDS.values())

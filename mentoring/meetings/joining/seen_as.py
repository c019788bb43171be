"""The name under which somebody is seen in a meeting. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def fitting(typed: str, most: int) -> str:
    """What was typed as one line: without signs that are not seen or turn the direction of writing, at most so long."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", typed) if sign.isspace() or _is_seen(sign))
    return " ".join(seen.split())[:most].rstrip()


def _is_seen(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C")


def taken(name: str, others: Iterable[str]) -> bool:
    """Whether it reads like the name of somebody else: whatever its case, its accents and its spaces."""
    return _bare(name) in {_bare(other) for other in others}


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if sign.isalnum())

"""Fills the few names that a text may hold in braces, such as {centre}; anything else in braces is refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES = ("centre", "phone")
_BRACES = re.compile(r"\{(\w*)\}|[{}]")


class UnknownPlaceholder(ValueError):
    """A text holds something in braces that we cannot fill; `found` is what stands there, each once."""

    def __init__(self, found: list[str]) -> None:
        self.found = found
        super().__init__(f"cannot fill: {', '.join(found)}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is none of `NAMES`, and every brace without its other half, each once."""
    return list(dict.fromkeys(hit[0] for hit in _BRACES.finditer(text) if hit[1] not in NAMES))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each name replaced by its value, once: a value is never read again. Raises `UnknownPlaceholder`."""
    if found := unknown(text):
        raise UnknownPlaceholder(found)
    return _BRACES.sub(lambda hit: values[hit[1]], text)

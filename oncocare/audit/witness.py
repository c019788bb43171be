"""What the witness, a file outside the database, says about each seal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def line(seal: Any) -> str:
    """The line of a seal: its id, its keyed hash, and for a person who reads the file how much it covers, and when."""
    return f"{seal.pk} {seal.mac} {seal.rows} {seal.key} {seal.at.isoformat()}\n"


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The id and the keyed hash in each whole line; one cut short says nothing and is written again below it."""
    for written in text.splitlines():
        words = written.split(" ")
        if len(words) == 5 and words[0].isdigit():
            yield int(words[0]), words[1]

"""The words in what somebody types to find something to read. Pure."""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS, LONGEST = 12, 40  # more is looked for by nobody, and costs as much as somebody wants it to
WORD = re.compile(r"[^\W_]+")


def asked_words(typed: str) -> list[str]:
    """The words, in small letters and in their order, without signs; so many at most, each no longer than so much."""
    composed = unicodedata.normalize("NFC", typed[: MOST_WORDS * LONGEST]).lower()
    return [word[:LONGEST] for word in WORD.findall(composed)[:MOST_WORDS]]

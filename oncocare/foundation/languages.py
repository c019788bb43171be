"""The language of a text that a data file has in several. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Of texts by language, that of a code such as `es-mx`, of its base `es`, or the English one; empty without any."""
    return texts.get(language) or texts.get(language.partition("-")[0]) or texts.get("en", "")

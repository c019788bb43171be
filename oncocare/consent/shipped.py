"""The words that ship with the software, for a centre that has not published its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, field_validator

from oncocare.consent.placeholders import unknown
from oncocare.foundation.datafiles import Part, read, validate

FOLDER = Path(__file__).with_name("texts")


class Words(Part):
    """The title and the body of one text, with its placeholders."""

    model_config = ConfigDict(str_strip_whitespace=True, str_min_length=1)

    title: str
    body: str

    @field_validator("title", "body")
    @classmethod
    def _fillable(cls, text: str) -> str:
        if found := unknown(text):
            raise ValueError(f"cannot fill {', '.join(found)}")
        return text


class Shipped(Part):
    """The file of one language: five sections to read before joining, and four purposes to agree to or not."""

    what: Words
    emergency: Words
    reading: Words
    confidentiality: Words
    leaving: Words
    care: Words
    community: Words
    research: Words
    messages: Words


@cache
def shipped(language: str) -> Mapping[str, Words]:
    """The words by what they are about; nothing for a language that has no file. Raises `DataFileError`."""
    file = FOLDER / f"{language}.yaml"
    words = validate(read(file), Shipped) if file.is_file() else None
    return {about: getattr(words, about) for about in Shipped.model_fields} if words else {}

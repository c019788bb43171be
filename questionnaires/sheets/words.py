"""Our own words around questions on paper and on the telephone, in every language in which questions are printed. Pure.

Where a pack brings a language that has none of these words, they are in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oncocare.foundation.datafiles import Part, read, validate
from oncocare.foundation.languages import in_language

FILE = Path(__file__).with_name("words.yaml")
Words = dict[str, str]


class WordsFile(Part):
    """The file as written: each of our words by language."""

    title: Words
    code: Words
    date: Words
    cross: Words
    leave_out: Words
    not_read: Words
    danger: Words
    emergency: Words
    number: Words
    page: Words
    opening: Words


@dataclass(frozen=True)
class SheetWords:
    """The words in one language; `number` and `page` have places for numbers, `opening` is read aloud on a call."""

    title: str
    code: str
    date: str
    cross: str
    leave_out: str
    not_read: str
    danger: str
    emergency: str
    number: str
    page: str
    opening: str


@cache
def every_word() -> WordsFile:
    """The file, read once; raises `DataFileError` with file and line when it has a mistake."""
    return validate(read(FILE), WordsFile)


def words_in(language: str) -> SheetWords:
    """The words in a language such as `es` or `pt-BR`."""
    return SheetWords(**{name: in_language(texts, language) for name, texts in every_word()})

"""The questions of a form as its file has them, our own or one that a centre holds a licence for. Pure.

Nothing in a form is scored: an option has a code and words, and no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from oncocare.foundation.datafiles import DataFileError, Document, Part, Place, Problem, plain_date, read, validate
from oncocare.foundation.languages import in_language

OWN = Path(__file__).with_name("own.yaml")
NOT_ASKED = "not_asked"


def _plain(value: Any) -> Any:
    if isinstance(value, str) and re.search(r"<[A-Za-z/!?]", value):
        raise ValueError("wording is plain text: no markup")
    return value


def _day(value: Any) -> date:
    day = plain_date(str(value))
    if day is None:
        raise ValueError("a date is written as 2030-12-31")
    return day


Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Prose = Annotated[str, BeforeValidator(_plain), StringConstraints(pattern=r"\S", max_length=2000)]
Words = dict[str, Prose]


class _Option(Part):
    code: Code
    words: Words


class _Question(Part):
    """Without options it is answered in words, and may be left empty."""

    code: Code
    ask: Words
    hint: Words = Field(default_factory=dict)
    options: list[_Option] = Field(default_factory=list)


class FormFile(Part):
    """A form as written."""

    code: Code
    version: int
    title: Words
    lead: Words = Field(default_factory=dict)
    questions: Annotated[list[_Question], Field(min_length=1, max_length=60)]


class FormLicence(Part):
    """What a licensed wording stands on, and the last day it holds."""

    reference: Prose
    holder: Prose
    valid_until: Annotated[date, BeforeValidator(_day)]


class FormPack(FormFile):
    """A form under a licence, in one language."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z]{2})?$")]
    licence: FormLicence


@dataclass(frozen=True)
class FormQuestion:
    """One question in one language; `options` are codes with their words, none where it is answered in words."""

    code: str
    ask: str
    hint: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RiskQuestions:
    """A form in one language, and the hash of the file it came from."""

    code: str
    sha256: str
    language: str
    title: str
    lead: str
    questions: tuple[FormQuestion, ...]


@cache
def own(language: str) -> RiskQuestions:
    """Our own form, in English where it has no such language; raises `DataFileError` for a mistake in its file."""
    document = read(OWN)
    file = validate(document, FormFile)
    _refuse(document, file, ("en", "es"))
    base = language.partition("-")[0]
    return in_words(file, document.sha256, base if base in file.title else "en")


def checked_pack(document: Document) -> FormPack:
    """The pack in a file; `DataFileError` names the line of each mistake. A licence past its date is no mistake."""
    pack = validate(document, FormPack)
    if pack.code == own("en").code:
        raise document.error(("code",), "this is the code of OncoCare's own form; choose another")
    _refuse(document, pack, (pack.language,))
    return pack


def in_words(file: FormFile, sha256: str, language: str) -> RiskQuestions:
    """A file as it is asked in one language."""
    questions = (
        FormQuestion(
            code=one.code,
            ask=in_language(one.ask, language),
            hint=in_language(one.hint, language),
            options=tuple((option.code, in_language(option.words, language)) for option in one.options),
        )
        for one in file.questions
    )
    title, lead = in_language(file.title, language), in_language(file.lead, language)
    return RiskQuestions(file.code, sha256, language, title, lead, tuple(questions))


def _refuse(document: Document, file: FormFile, languages: tuple[str, ...]) -> None:
    problems = [Problem(document.line_of(place), message) for place, message in _complaints(file, languages)]
    if problems:
        raise DataFileError(document.name, problems)


def _complaints(file: FormFile, languages: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    """Words that a language lacks, a code that stands twice, and a choice that cannot be left unasked."""
    yield from _lacking(("title",), file.title, languages)
    codes = [one.code for one in file.questions]
    for number, one in enumerate(file.questions):
        place: Place = ("questions", number)
        yield from _lacking((*place, "ask"), one.ask, languages)
        if codes.index(one.code) != number:
            yield (*place, "code"), f"question {one.code!r} stands here twice"
        offered = [option.code for option in one.options]
        if offered and NOT_ASKED not in offered:
            yield (*place, "options"), f"a choice has an option with the code {NOT_ASKED}"
        for at, option in enumerate(one.options):
            yield from _lacking((*place, "options", at, "words"), option.words, languages)
            if offered.index(option.code) != at:
                yield (*place, "options", at), f"option {option.code!r} stands here twice"


def _lacking(place: Place, words: Mapping[str, str], languages: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
    yield from ((place, f"has no words in {language!r}") for language in languages if language not in words)

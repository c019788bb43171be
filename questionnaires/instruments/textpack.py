"""Text packs: the wording of a licensed instrument, brought by the licence holder and checked in every part. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator

from oncocare.foundation.datafiles import DataFileError, Document, Part, Problem, decode, parse, validate
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.instruments.file import Prose, Wording
from questionnaires.instruments.refusal import refuse
from questionnaires.instruments.wording import compile_text, wording_complaints

LARGEST = 131_072


def _iso_date(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError("a date is written as 2030-12-31")  # noqa: TRY004 -- pydantic reports ValueError
    return date.fromisoformat(value)


class PackLicence(Part):
    """The licence a pack stands on, and the last day it holds."""

    reference: Prose
    holder: Prose
    valid_until: Annotated[date, BeforeValidator(_iso_date)]


class PackFile(Wording):
    """A text pack as written: the wording, and the licence that allows it."""

    licence: PackLicence


class LicensedWords(Protocol):
    """Words that a licence allows one centre to show in one language, checked, as they are kept."""

    @property
    def instrument(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def holder(self) -> str: ...
    @property
    def valid_until(self) -> date: ...
    @property
    def content(self) -> Mapping[str, Any]: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True)
class CheckedPack:
    """A checked text pack; `content` is the file as plain data, `sha256` that of the file, `text` what is shown."""

    instrument: str
    language: str
    reference: str
    holder: str
    valid_until: date
    text: InstrumentText
    content: Mapping[str, Any]
    sha256: str

    def is_valid(self, today: date) -> bool:
        """Whether the licence still holds on `today`; its last day counts."""
        return today <= self.valid_until


def read_pack(path: Path) -> CheckedPack:
    """The text pack in the file at `path` (YAML or JSON). DataFileError with file:line for every mistake in it."""
    with path.open("rb") as file:
        return parse_pack(file.read(LARGEST + 1), path.name)


def parse_pack(data: bytes, name: str) -> CheckedPack:
    """The text pack in `data`, called `name` in errors.

    Refused whole, by DataFileError naming each line: more than 128 KiB, what no data file may hold, unknown keys,
    markup, an unknown instrument, and any item, option set or code that the instrument does not have or that is
    missing. A licence past its date is no mistake of the file: ask `is_valid`.
    """
    document = _document(data, name)
    file = validate(document, PackFile)
    if file.instrument not in catalogue():
        raise document.error(("instrument",), f"unknown instrument; instruments: {', '.join(catalogue())}")
    known = catalogue()[file.instrument]
    refuse(document, wording_complaints(file, known.items))
    return CheckedPack(
        instrument=file.instrument,
        language=file.language,
        reference=file.licence.reference,
        holder=file.licence.holder,
        valid_until=file.licence.valid_until,
        text=compile_text(file, known.items),
        content=document.data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def text_of(known: Definition, content: Mapping[str, Any]) -> InstrumentText:
    """The wording in the stored `content` of a pack checked when it was loaded; ValueError if it no longer fits."""
    file = PackFile.model_validate(content)
    misfits = [message for _, message in wording_complaints(file, known.items)]
    if file.instrument != known.code or misfits:
        raise ValueError(f"this text pack does not fit {known.code}: {'; '.join(misfits) or file.instrument}")
    return compile_text(file, known.items)


def _document(data: bytes, name: str) -> Document:
    if len(data) > LARGEST:
        raise DataFileError(name, [Problem(0, f"a text pack has at most {LARGEST} bytes")])
    return parse(decode(data, name), name)

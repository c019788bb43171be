"""The names of PRO-CTCAE for our symptoms in one language, brought by a centre that may use them. Pure.

We ship none of them. A file is checked whole, with line and reason; names change what a symptom is called and nothing
else: what is asked, from 0 to 10, stays ours, for an item of PRO-CTCAE may not be altered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from oncocare.foundation.datafiles import DataFileError, Part, Problem, decode, parse, validate
from questionnaires.instruments.file import Language, Prose
from questionnaires.instruments.refusal import refuse
from questionnaires.instruments.textpack import LARGEST, PackLicence

NAMES = "pro-ctcae-names"


class NamesFile(Part):
    """A file of names as written: the language, the name of each symptom, and what allows the centre to use them."""

    instrument: Literal["pro-ctcae-names"]
    language: Language
    names: dict[str, Annotated[Prose, StringConstraints(max_length=100)]]
    licence: PackLicence


@dataclass(frozen=True)
class CheckedNames:
    """Checked names of symptoms; `content` is the file as plain data, `sha256` that of the file."""

    language: str
    reference: str
    holder: str
    valid_until: date
    content: Mapping[str, Any]
    sha256: str
    instrument: str = NAMES

    def is_valid(self, today: date) -> bool:
        """Whether the licence still holds on `today`; its last day counts."""
        return today <= self.valid_until


def parse_names(data: bytes, name: str, symptoms: Iterable[str]) -> CheckedNames:
    """The names in `data`, called `name` in errors, for these symptoms.

    Refused whole, by DataFileError naming each line: more than 128 KiB, what no data file may hold, unknown keys,
    markup, no name at all, and a name for what is no symptom of the table.
    """
    if len(data) > LARGEST:
        raise DataFileError(name, [Problem(0, f"a file of names has at most {LARGEST} bytes")])
    document = parse(decode(data, name), name)
    file, known = validate(document, NamesFile), set(symptoms)
    if not file.names:
        raise document.error(("names",), "there is no name")
    refuse(document, [(("names", code), "unknown symptom") for code in file.names if code not in known])
    return CheckedNames(
        file.language, file.licence.reference, file.licence.holder, file.licence.valid_until, document.data,
        hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


def says_names(data: bytes) -> bool:
    """Whether a file says of itself that it holds names of symptoms, right or wrong."""
    try:
        said = parse(decode(data, NAMES), NAMES).data
    except DataFileError:
        return False
    return isinstance(said, dict) and said.get("instrument") == NAMES

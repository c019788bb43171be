"""Reads a YAML data file so that every mistake in it is reported with its file, its line and what is allowed. Pure.

Whatever stands in a file, it is read or refused within a second: at the limits below PyYAML takes 0.2 to 0.4 s.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

Place = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

# The files that come with OncoCare, of which danger words are the largest, stay below 100,000 bytes, 2,500 keys and
# values, and 10 levels.
LARGEST = 262_144
MOST_NODES = 10_000
DEEPEST = 40
MOST_DIGITS = 15  # a float keeps so many exactly
SHOWN = 100
LONGEST = 1_000

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")  # YAML reads 010 as eight and 08 as text
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
# What is not allowed in YAML, and the byte order mark.
_UNSEEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class Part(BaseModel):
    """A piece of a data file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: the line it is on (1-based; 0 when the file as a whole is meant) and what is allowed."""

    line: int
    message: str


class DataFileError(ValueError):
    """A data file is refused whole; the text lists the first problems as `name:line: message`, `problems` has all."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(set(problems)))
        lines = [f"{name}:{p.line}: {_cut(p.message, LONGEST)}" for p in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"{name}: and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data, the line of every place in it, and the SHA-256 of its text."""

    name: str
    text: str
    data: Any
    lines: dict[Place, int] = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text in UTF-8 with Unix line ends, so every checkout hashes the same."""
        return hashlib.sha256(self.text.replace("\r\n", "\n").encode()).hexdigest()

    def line_of(self, place: Place) -> int:
        """The line of `place`, or of the nearest enclosing place the file knows (pydantic adds parts of its own)."""
        known: Place = ()
        for part in place:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)

    def error(self, place: Place, message: str) -> DataFileError:
        """A refusal of this file for one problem at `place`."""
        return DataFileError(self.name, [Problem(self.line_of(place), message)])


def is_plain_number(text: str) -> bool:
    """Whether `text` is a decimal number of at most 15 digits, without leading zero, plus, exponent and underscore."""
    return _PLAIN.fullmatch(text) is not None and sum(map(str.isdigit, text)) <= MOST_DIGITS


def plain_date(text: str) -> date | None:
    """The day that `text` writes as YYYY-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def decode(data: bytes, name: str) -> str:
    """UTF-8 `data` as text, without a byte order mark; `DataFileError` with the line of what is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataFileError(name, [Problem(line, "not UTF-8 text")]) from error


def read_text(path: Path) -> str:
    """The file at `path` as text, as `decode`, with its own line ends."""
    return decode(path.read_bytes(), str(path))


def parse(text: str, name: str) -> Document:
    """Parse YAML `text`.

    Raises `DataFileError` for bad syntax, an alias, a repeated key or one that is not text, a number not written
    plainly, a control character, and for more than LARGEST bytes, MOST_NODES keys and values or DEEPEST levels.
    """
    _refuse_large(text.encode(errors="surrogatepass"), name)
    unseen = _UNSEEN.search(text.removeprefix("\ufeff"))
    if unseen:
        raise DataFileError(name, [Problem(unseen.string.count("\n", 0, unseen.start()) + 1, _not_allowed(unseen))])
    try:
        node = yaml.compose(text, Loader=_Loader)
    except _Refused as refused:
        raise DataFileError(name, [refused.problem]) from refused
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(name, [Problem(line, f"not valid YAML: {error.problem}")]) from error
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    data = _build(node, (), lines, problems) if node is not None else None
    if problems:
        raise DataFileError(name, problems)
    return Document(name=name, text=text, data=data, lines=lines)


def read(path: Path) -> Document:
    """Parse the file at `path`; its name in errors is the path as given. A file that is too large is not read whole."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    _refuse_large(data, str(path))
    return parse(decode(data, str(path)), str(path))


def validate(document: Document, model: type[M]) -> M:
    """The file's data as `model`; raises `DataFileError` naming each line that breaks the schema."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = [
            Problem(document.line_of(e["loc"]), f"{'.'.join(str(part) for part in e['loc']) or 'file'}: {_say(e)}")
            for e in error.errors()
        ]
        raise DataFileError(document.name, problems) from error


class _Refused(Exception):
    """Something that YAML allows and a data file does not."""

    def __init__(self, mark: Any, message: str) -> None:
        self.problem = Problem(mark.line + 1, message)
        super().__init__(message)


class _Loader(yaml.SafeLoader):
    """Stops where a file is too deep or has too much in it, and at an alias: a few can make a small file endless."""

    nodes = 0

    def fetch_more_tokens(self) -> None:
        """Depth is counted here, where the time for open brackets would grow with their square."""
        try:
            super().fetch_more_tokens()
        except (ValueError, OverflowError) as error:  # PyYAML makes a number of any digits, a character of any number
            problem = "an escape or a directive holds a number that is too large"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=self.get_mark()) from error
        if self.flow_level + len(self.indents) > DEEPEST:
            raise _Refused(self.get_mark(), f"a data file is at most {DEEPEST} levels deep")

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # -- the stub of PyYAML leaves it open
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _Refused(event.start_mark, f"a data file has at most {MOST_NODES:,} keys and values")
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(event.start_mark, "an alias (*) is not allowed")
        if isinstance(event, yaml.ScalarEvent) and (unseen := _UNSEEN.search(event.value)):
            raise _Refused(event.start_mark, _not_allowed(unseen))
        return super().compose_node(parent, index)


def _refuse_large(data: bytes, name: str) -> None:
    if len(data) > LARGEST:
        line = data.count(b"\n", 0, LARGEST) + 1
        raise DataFileError(name, [Problem(line, f"a data file has at most {LARGEST:,} bytes")])


def _not_allowed(unseen: re.Match[str]) -> str:
    return f"the character U+{ord(unseen[0]):04X} is not allowed"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _say(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key"
    message: str = error["msg"].removeprefix("Value error, ")
    given = error.get("input")
    return f"{message} (given: {given!r})" if isinstance(given, (str, int, float, bool)) else message


def _build(node: yaml.Node, place: Place, lines: dict[Place, int], problems: list[Problem]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, key = key_node.start_mark.line + 1, key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(Problem(line, "a key must be text"))
            elif key in mapping:
                problems.append(Problem(line, f"key {key!r} stands here twice"))
            else:
                lines[(*place, key)] = line
                mapping[key] = _build(value_node, (*place, key), lines, problems)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*place, index), lines, problems) for index, child in enumerate(node.value)]
    return _scalar(node, problems)


def _scalar(node: yaml.Node, problems: list[Problem]) -> Any:
    """Null, true, false and plain numbers; anything else is text, so `no`, `on` and dates stay what was written."""
    text: str = node.value
    if not isinstance(node, yaml.ScalarNode) or node.style is not None:
        return text
    if node.tag not in _NUMBERS and not _LEADING_ZERO.fullmatch(text):
        return {"null": None, "~": None, "": None, "true": True, "false": False}.get(text, text)
    if is_plain_number(text):
        return float(text) if "." in text else int(text)
    plain = f"a number is written plainly, such as 10 or 2.5, not {_cut(text, 40)!r}"
    few = f"a number has at most {MOST_DIGITS} digits"
    problems.append(Problem(node.start_mark.line + 1, few if _PLAIN.fullmatch(text) else plain))
    return None

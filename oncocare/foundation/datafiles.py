"""Reads a YAML data file so that every mistake in it is reported with its file, its line and what is allowed. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

Place = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


class Part(BaseModel):
    """A piece of a data file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: the line it is on (1-based; 0 when the file as a whole is meant) and what is allowed."""

    line: int
    message: str


class DataFileError(ValueError):
    """A data file is refused whole; the text lists every problem as `name:line: message`."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(f"{name}:{p.line}: {p.message}" for p in self.problems))


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


def parse(text: str, name: str) -> Document:
    """Parse YAML `text`; raises `DataFileError` for bad syntax, an alias, a repeated key, or a key that is not text."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(name, [Problem(line, f"not valid YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise DataFileError(name, [Problem(1, f"not valid YAML: {error}")]) from error
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    data = _build(node, (), lines, problems) if node is not None else None
    if problems:
        raise DataFileError(name, problems)
    return Document(name=name, text=text, data=data, lines=lines)


def read(path: Path) -> Document:
    """Parse the file at `path`; its name in errors is the path as given."""
    return parse(path.read_text(encoding="utf-8"), str(path))


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


class _Loader(yaml.SafeLoader):
    """Without aliases: a few of them can make a small file huge, or endless."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # -- the stub of PyYAML leaves it open
            raise yaml.MarkedYAMLError(problem="an alias (*) is not allowed", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


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
            line = key_node.start_mark.line + 1
            key = str(key_node.value)
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
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """Null, true, false and numbers; anything else is text, so `no`, `on` and dates stay what was written."""
    text: str = node.value
    if not isinstance(node, yaml.ScalarNode) or node.style in ("'", '"', "|", ">"):
        return text
    if node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
        return yaml.safe_load(text)
    return {"null": None, "~": None, "": None, "true": True, "false": False}.get(text, text)

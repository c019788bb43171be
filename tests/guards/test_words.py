"""One name for one thing: the third column of docs/words.md is not used for what stands in the first."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel.messages.pofile import read_po
from django.db import models

from tests.guards.house import ROOT, Module, history_models, house_models, modules, room_of, routes

GLOSSARY = ROOT / "docs" / "words.md"
TEXTS = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"  # its msgids are every English text of the house

MEANINGS: dict[str, str] = {}

ROW = re.compile(r"^\|(?P<words>[^|]+)\|(?P<meaning>[^|]+)\|(?P<never>[^|]*)\|$")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


# --- the glossary ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One row of the glossary: the words of a thing, which of them have no code yet, and the words it is not called."""

    words: tuple[str, ...]
    to_come: tuple[str, ...]
    never: tuple[str, ...]


def glossary(text: str) -> list[Entry]:
    """The rows of every table, without heads and rules."""
    rows = [found for line in text.splitlines() if (found := ROW.match(line))]
    return [
        Entry(
            words=tuple(word.strip("*") for word in _listed(row["words"])),
            to_come=tuple(word.strip("*") for word in _listed(row["words"]) if word.startswith("*")),
            never=_listed(row["never"]),
        )
        for row in rows
        if row["words"].strip() != "word" and row["words"].strip("- ")
    ]


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def twice(entries: Iterable[Entry]) -> list[str]:
    """Words that stand in the table more than once, in whichever column."""
    counts = Counter(word for entry in entries for word in (*entry.words, *entry.never))
    return [word for word, count in counts.items() if count > 1]


def come(entries: Iterable[Entry], classes: Iterable[str]) -> list[str]:
    """Words in italics that already are the name of a class."""
    names = set(classes)
    return [word for entry in entries for word in entry.to_come if "".join(word.title().split()) in names]


# --- where words stand ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """What is called by words somewhere: a class, a field, an address, a text."""

    kind: str
    where: str
    words: tuple[str, ...]


def parts(name: str) -> tuple[str, ...]:
    """The words of an identifier: `PatientForm`, `patient_form` and `patient-form` alike."""
    return tuple(part.lower() for part in PART.findall(name))


def classes_of(code: Module) -> Iterator[str]:
    yield from (node.name for node in ast.walk(code.tree) if isinstance(node, ast.ClassDef))


def class_places(code: Iterable[Module]) -> Iterator[Place]:
    """Every class, by its module."""
    yield from (Place("class", f"{one.name}.{name}", parts(name)) for one in code for name in classes_of(one))


def field_places(tables: Iterable[type[models.Model]]) -> Iterator[Place]:
    """Every field that a model of ours declares."""
    for table in tables:
        for field in table._meta.local_fields + table._meta.local_many_to_many:
            yield Place("field", f"{table._meta.label}.{field.name}", parts(field.name))


def url_places(names: Iterable[str]) -> Iterator[Place]:
    """Every address, by its name."""
    yield from (Place("url", name, parts(name)) for name in names)


def text_places(lines: Iterable[str]) -> Iterator[Place]:
    """Every English text, a singular and its plural as one, without the names of the values put into it."""
    for message in read_po(lines):
        said = message.id if isinstance(message.id, tuple | list) else [message.id]
        words = re.sub(r"%\(\w+\)|\{\w*\}", " ", " ".join(said))
        if message.id:
            yield Place("text", said[0], tuple(re.findall(r"[^\W\d_]+", words.lower())))


def misnamed(entries: Iterable[Entry], places: Iterable[Place]) -> Iterator[str]:
    """Every place that uses a word of the third column, with the word that stands in the first."""
    instead = {
        form: (never, " or ".join(entry.words)) for entry in entries for never in entry.never for form in _forms(never)
    }
    for place in places:
        for never, word in dict.fromkeys(instead[part] for part in place.words if part in instead):
            yield f"{never} · {place.kind} · {place.where} → {word}"


def _forms(word: str) -> tuple[str, ...]:
    """A word and its plural."""
    ends = {"ch": "ches", "ss": "sses"}
    plural = next((word.removesuffix(end) + more for end, more in ends.items() if word.endswith(end)), f"{word}s")
    return (word, f"{word[:-1]}ies") if re.search(r"[^aeiou]y$", word) else (word, plural)


def every_place() -> Iterator[Place]:
    yield from class_places(one for one in modules() if ".migrations." not in one.name)
    history = set(history_models())
    yield from field_places(table for table in house_models() if table not in history)
    yield from url_places(sorted({one.name for one in routes() if room_of(one.urlconf) and ":^" not in one.name}))
    with TEXTS.open(encoding="utf-8") as lines:
        yield from text_places(lines)

"""Reads the lists of danger words, and refuses one whole, with file and line, for whatever is wrong in it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from oncocare.foundation.datafiles import DataFileError, Document, Part, Place, Problem, read, validate
from oncocare.safety.words.notation import (
    BadPattern,
    Groups,
    Sequence_,
    WordChoice,
    WordContext,
    WordGap,
    context,
    pattern,
)
from oncocare.safety.words.writing import Spellings, spelled

FOLDER = Path(__file__).with_name("lists")
LANGUAGES = ("en", "es", "pt")
R = TypeVar("R")


class DangerRank(StrEnum):
    """How much a text asks for, the more first."""

    INTENT = "intent"  # says here and now that the writer, or somebody, wants to die or to harm themselves
    DEATH = "death"  # talks of death, dying or suicide


class WordEntry(Part):
    """What is caught for one reason: by which words, in which contexts not, and the sentences that prove both.

    `unless`: contexts beside or over the words. `near`: what cancels within twelve words. `despite`: the list's own
    contexts that do not cancel this entry.
    """

    name: str
    tier: DangerRank
    means: str
    catch: list[str]
    unless: list[str] = []
    near: list[str] = []
    despite: list[str] = []
    must: list[str]
    must_not: list[str]


class WordSign(Part):
    """A kind of words that say little alone; with signs of other kinds, whose `weight` adds up, they are `intent`.

    A weight below zero is of words that speak against it: these prove themselves by `must_not`, messages that would be
    found without them, and the others by `must`, messages found by this sign with others.
    """

    name: str
    weight: int
    means: str
    catch: list[str]
    unless: list[str] = []
    near: list[str] = []
    despite: list[str] = []
    must: list[str] = []
    must_not: list[str] = []


class SharedContext(Part):
    """What cancels every entry of the tiers named, and of `intent` every sign that speaks for it."""

    name: str
    of: list[DangerRank]
    unless: list[str] = []
    near: list[str] = []


class WordList(Part):
    """The file as written."""

    language: str
    version: int
    review: str
    groups: dict[str, list[str]]
    spellings: dict[str, str]
    ordinary: list[str]
    contexts: list[SharedContext]
    signs: list[WordSign] = []
    entries: list[WordEntry]


@dataclass(frozen=True, eq=False)
class Cancelling:
    """What cancels a catch, as pieces: of one entry, or of all that share it."""

    unless: tuple[WordContext, ...]
    near: tuple[Sequence_, ...]


@dataclass(frozen=True)
class WordRule:
    """The patterns of an entry or a sign as pieces, and all that cancels it."""

    entry: WordEntry | WordSign
    catch: tuple[Sequence_, ...]
    cancelled_by: tuple[Cancelling, ...]


@dataclass(frozen=True)
class ReadList:
    """A list that was found to be without mistake."""

    file: WordList
    spellings: Spellings
    rules: tuple[WordRule, ...]


@cache
def shipped(language: str) -> ReadList:
    """The list of one of `LANGUAGES` that comes with OncoCare; `DataFileError` where it has a mistake."""
    return read_list(read(FOLDER / f"{language}.yaml"))


def read_list(document: Document) -> ReadList:
    """The list in a data file. Raises `DataFileError` with every line that is wrong."""
    file = validate(document, WordList)
    return _Reader(document, file).read()


class _Reader:
    """Reads every pattern of a list, and gathers what is wrong."""

    def __init__(self, document: Document, file: WordList) -> None:
        self.document, self.file = document, file
        self.problems: list[Problem] = []
        self.groups: dict[str, WordChoice] = {}

    def read(self) -> ReadList:
        """The whole, or `DataFileError`."""
        for name, texts in self.file.groups.items():
            sequences = self.sequences(texts, ("groups", name))
            self.groups[name] = WordChoice(sequences)
        shared = {one.name: self.contexts(one, ("contexts", number)) for number, one in enumerate(self.file.contexts)}
        rules = tuple(
            WordRule(
                entry,
                self.catch(entry, place),
                (
                    self.contexts(entry, place),
                    *(shared[one.name] for one in self.file.contexts if applies(one, entry)),
                ),
            )
            for place, entry in self.entries()
        )
        self.names(shared)
        if self.problems:
            raise DataFileError(self.document.name, self.problems)
        return ReadList(self.file, written_out(self.file.spellings), rules)

    def entries(self) -> Iterator[tuple[Place, WordEntry | WordSign]]:
        """The entries and the signs, each with its place in the file."""
        yield from ((("entries", number), entry) for number, entry in enumerate(self.file.entries))
        yield from ((("signs", number), sign) for number, sign in enumerate(self.file.signs))

    def attempt(self, make: Callable[[str, Groups], R], text: str, place: Place) -> R | None:
        try:
            return make(text, self.groups)
        except BadPattern as wrong:
            self.wrong(place, str(wrong))
            return None

    def wrong(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.document.line_of(place), message))

    def sequences(self, texts: list[str], place: Place) -> tuple[Sequence_, ...]:
        found = (self.attempt(pattern, text, (*place, number)) for number, text in enumerate(texts))
        return tuple(one for one in found if one)

    def catch(self, entry: WordEntry | WordSign, place: Place) -> tuple[Sequence_, ...]:
        found = self.sequences(entry.catch, (*place, "catch"))
        for number, one in enumerate(found):
            if isinstance(one[0], WordGap):
                self.wrong((*place, "catch", number), "a pattern begins with a word")
        return found

    def contexts(self, one: WordEntry | WordSign | SharedContext, place: Place) -> Cancelling:
        unless = (
            self.attempt(context, text, (*place, "unless", number)) for number, text in enumerate(one.unless)
        )  # fmt: skip
        return Cancelling(tuple(found for found in unless if found), self.sequences(one.near, (*place, "near")))

    def names(self, shared: Iterable[str]) -> None:
        """Names that stand twice, contexts that there are not, entries without proof, a language nobody knows."""
        if self.file.language not in LANGUAGES:
            self.wrong(("language",), f"the language is one of {', '.join(LANGUAGES)}")
        counts = Counter(entry.name for _place, entry in self.entries())
        for place, entry in self.entries():
            if counts[entry.name] > 1:
                self.wrong((*place, "name"), f"the name {entry.name!r} stands here more than once")
            for name in entry.despite:
                if name not in shared:
                    self.wrong((*place, "despite"), f"there is no context {name!r}")
            for key in needed(entry):
                if not getattr(entry, key):
                    self.wrong((*place, key), f"{key} needs at least one line")


def needed(entry: WordEntry | WordSign) -> tuple[str, ...]:
    """What an entry or a sign cannot be without."""
    if isinstance(entry, WordEntry):
        return ("catch", "must", "must_not")
    return ("catch", "must") if entry.weight > 0 else ("catch", "must_not")


def applies(shared: SharedContext, entry: WordEntry | WordSign) -> bool:
    """Whether a shared context cancels what an entry or a sign catches; nothing cancels a sign that speaks against."""
    if isinstance(entry, WordSign) and entry.weight < 0:
        return False
    tier = entry.tier if isinstance(entry, WordEntry) else DangerRank.INTENT
    return tier in shared.of and shared.name not in entry.despite


def written_out(spellings: dict[str, str]) -> Spellings:
    """Spellings by plain word, each as the plain words it stands for."""
    return {
        key.casefold(): tuple(plain for word in words.split() for plain in spelled(word, {}))
        for key, words in spellings.items()
    }  # fmt: skip

"""A text as parts that are read one at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oncocare.library.document import Block, Document, ExerciseField, Heading, SelfCheck, fields, plain

SHORT = 80  # words before the first heading that need no part of their own: half a minute of a tired reader


@dataclass(frozen=True)
class LessonPart:
    """What is read at once: a heading with all that stands under it."""

    blocks: Document

    @property
    def title(self) -> str:
        """What its first heading says; empty where it has none."""
        first = next((block for block in self.blocks if isinstance(block, Heading)), None)
        return "".join(run.words for run in first.line) if first else ""

    @property
    def fields(self) -> list[str]:
        """The names of what is to be written in it, in their order."""
        return fields(self.blocks)

    @property
    def checks(self) -> bool:
        """Whether it asks the reader something for themselves alone."""
        return any(isinstance(block, SelfCheck) for block in self.blocks)


def parts_of(text: Document) -> list[LessonPart]:
    """The parts of a text, one at least: each begins at a heading of the largest kind there is. A few words before the
    first heading stand with it, and a heading with nothing under it stands with what is next, or else before.
    """
    level = min((block.level for block in text if isinstance(block, Heading)), default=0)
    found: list[list[Block]] = [[]]
    for block in text:
        if isinstance(block, Heading) and block.level == level and _ends(found[-1], first=len(found) == 1):
            found.append([])
        found[-1].append(block)
    if len(found) > 1 and not _says(found[-1]):
        last = found.pop()
        found[-1] += last
    return [LessonPart(tuple(blocks)) for blocks in found]


def _ends(blocks: list[Block], *, first: bool) -> bool:
    """Whether a part is whole before another heading."""
    headed = any(isinstance(block, Heading) for block in blocks)
    return _says(blocks) and (headed or not first or len(plain(tuple(blocks)).split()) >= SHORT)


def _says(blocks: list[Block]) -> bool:
    return any(not isinstance(block, Heading) for block in blocks)


def place_in(parts: list[LessonPart], place: int, *, same: bool) -> int:
    """How many parts of a text are behind somebody who had so many behind them: in the `same` version just these, in
    another one at most all but the last, which they have yet to read.
    """
    return min(place, len(parts) if same else len(parts) - 1)


@dataclass(frozen=True)
class Answered:
    """What was asked, empty where no text says it any more, and what the person wrote."""

    asked: str
    words: str


def answers_in(labels: Mapping[str, str], written: Mapping[str, str]) -> list[Answered]:
    """What was written in each field, in the order in which they are asked."""
    return [Answered(asked, written[name].strip()) for name, asked in labels.items() if written.get(name, "").strip()]


def labels_in(texts: Iterable[Document]) -> dict[str, str]:
    """What each field asks, by its name: as the first of these texts that has it says."""
    found: dict[str, str] = {}
    for text in texts:
        for block in text:
            if isinstance(block, ExerciseField):
                found.setdefault(block.name, block.label)
    return found

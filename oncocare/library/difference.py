"""What differs between two texts, line by line as somebody reads them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from oncocare.library import marked
from oncocare.library.document import (
    Block,
    CallOut,
    ExerciseField,
    Heading,
    Line,
    Listing,
    MediaFigure,
    Paragraph,
    Quote,
    SelfCheck,
)


@dataclass(frozen=True)
class LineChange:
    """A line that is gone or new, or a stretch of so many that are the same."""

    kind: str  # gone, new, same
    words: str = ""
    lines: int = 0


@dataclass(frozen=True)
class Difference:
    """What became of a text."""

    changes: tuple[LineChange, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return any(change.kind != "same" for change in self.changes)


def difference(before: str, after: str) -> Difference:
    """What differs between two texts in Markdown, as lines of plain words."""
    return difference_of(read_lines(before), read_lines(after))


def difference_of(old: list[str], new: list[str]) -> Difference:
    """What differs between lines as they are read."""
    return Difference(tuple(_changes(old, new)))


def _changes(old: list[str], new: list[str]) -> Iterator[LineChange]:
    for what, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield LineChange("same", lines=end - begin)
            continue
        yield from (LineChange("gone", words) for words in old[begin:end])
        yield from (LineChange("new", words) for words in new[first:last])


def read_lines(text: str) -> list[str]:
    """The lines of a text as they are read; of one that is not in our Markdown, as they are written."""
    try:
        document = marked.read(text)
    except marked.NotMarked:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return [words for block in document for words in _block(block)]


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(_, line) | Paragraph(line):
            yield _words(line)
        case Listing(items, numbered):
            yield from (f"{f'{at}.' if numbered else '•'} {_words(item)}" for at, item in enumerate(items, start=1))
        case Quote(found):
            yield from (f"“{_words(line)}”" for line in found)
        case CallOut(blocks):
            yield from (words for one in blocks for words in _block(one))
        case MediaFigure(medium, alt, caption):
            yield " · ".join(part for part in (f"[{medium}]", alt, caption) if part)
        case ExerciseField(name, label):
            yield f"{label} [{name}]"
        case SelfCheck(question, answers):
            yield question
            yield from (f"{'☒' if one.right else '☐'} {one.words} · {one.because}" for one in answers)


def _words(line: Line) -> str:
    return "".join(f"{run.words} ({run.href})" if run.href else run.words for run in line)

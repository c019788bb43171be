"""A text as blocks: the few kinds that a lesson needs, whatever form it was written in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

FIELD_NAME = re.compile(r"[a-z][a-z_]{0,39}")
MEDIA_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
LABEL = 100  # characters of what a field asks
QUESTION, ANSWER, BECAUSE = 200, 120, 400  # characters of a self-check: what it asks, an answer, what is said to that
ANSWERS = (2, 4)  # how many there are, least and most
# A page of this site begins with one stroke: browsers read // and /\ as another site.
ADDRESS = re.compile(r"(https://[^\s()<>]+|/[^\s()<>/\\][^\s()<>\\]*|/|mailto:[^\s()<>]+|tel:\+?[0-9]+)")


@dataclass(frozen=True)
class Run:
    """Some words in one style; `href` where they are a link."""

    words: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 or 3: the title of the piece is level 1."""

    level: int
    line: Line


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together."""

    line: Line


@dataclass(frozen=True)
class Listing:
    """A list of one level, with numbers where the order counts."""

    items: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Quote:
    """What somebody says, one line a paragraph."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CallOut:
    """What must not be missed, in a box: paragraphs and lists."""

    blocks: tuple[Paragraph | Listing, ...]


@dataclass(frozen=True)
class MediaFigure:
    """A medium by its name in the library; `alt` says what it shows, and is empty where it only decorates."""

    medium: str
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class ExerciseField:
    """Something for the reader to write; `name` is the same in every language, `label` is what is asked."""

    name: str
    label: str


@dataclass(frozen=True)
class CheckAnswer:
    """One answer of a self-check, whether it is the right one, and what is said to whoever chooses it."""

    words: str
    right: bool
    because: str


@dataclass(frozen=True)
class SelfCheck:
    """A question for the reader alone, 2 to 4 answers of which one is right; what is chosen is never kept."""

    question: str
    answers: tuple[CheckAnswer, ...]


Block: TypeAlias = Heading | Paragraph | Listing | Quote | CallOut | MediaFigure | ExerciseField | SelfCheck
Document: TypeAlias = tuple[Block, ...]


def joined(runs: Iterable[Run]) -> Line:
    """The same words as one line: white space single and none at either end, neighbours of one style made one.

    Emphasis begins and ends with a letter or digit where it touches another word, and inside a word there is one style,
    the first: Markdown can write nothing else.
    """
    return tuple(_trimmed(_merged(_snug(_merged(_single_spaced(runs))))))


def _single_spaced(runs: Iterable[Run]) -> Iterator[Run]:
    before = " "
    for run in runs:
        words = re.sub(r"[ \t\r\n]+", " ", run.words)
        words = words[1:] if words.startswith(" ") and before == " " else words
        if words:
            before = words[-1]
            yield replace(run, words=words)


def _snug(runs: list[Run]) -> Iterator[Run]:
    """Each run with what may not stand at its edge beside it, without emphasis."""
    for at, run in enumerate(runs):
        if not (run.bold or run.italic):
            yield run
            continue
        before = runs[at - 1].words[-1] if at else " "
        after = runs[at + 1].words[0] if at + 1 < len(runs) else " "
        first = _edge(run.words, touches=before.isalnum())
        last = _edge(run.words[::-1], touches=after.isalnum())
        plain = replace(run, bold=False, italic=False)
        if first + last >= len(run.words):
            yield plain
            continue
        middle = run.words[first : len(run.words) - last]
        yield replace(plain, words=run.words[:first])
        yield replace(run, words=middle)
        yield replace(plain, words=run.words[len(run.words) - last :])


def _edge(words: str, *, touches: bool) -> int:
    """How many characters at the beginning cannot be emphasised: spaces, and beside a word whatever is no letter."""
    return next((at for at, sign in enumerate(words) if sign.isalnum() or not (touches or sign == " ")), len(words))


def _merged(runs: Iterable[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if not run.words:
            continue
        if found and _belongs(found[-1], run):
            found[-1] = replace(found[-1], words=found[-1].words + run.words)
        else:
            found.append(run)
    return found


def _belongs(before: Run, run: Run) -> bool:
    """Whether it has the style of the one before, or must take it: two kinds of emphasis that touch."""
    same = replace(before, words="") == replace(run, words="")
    emphasised = (before.bold or before.italic) and (run.bold or run.italic)
    return same or (emphasised and before.href == run.href and " " not in (before.words[-1], run.words[0]))


def _trimmed(runs: list[Run]) -> Iterator[Run]:
    for at, run in enumerate(runs):
        words = run.words.lstrip(" ") if at == 0 else run.words
        words = words.rstrip(" ") if at == len(runs) - 1 else words
        if words:
            yield replace(run, words=words)


def settled(blocks: Iterable[Block]) -> Document:
    """These blocks in one form: none is empty, a heading is not bold besides, and lists or quotes that follow each
    other are one, for no form of writing tells them apart.
    """
    found: list[Block] = []
    for block in filter(_says_something, map(_tidy, blocks)):
        before = found[-1] if found else None
        match before, block:
            case Listing(items, numbered), Listing(more, also) if numbered == also:
                found[-1] = Listing(items + more, numbered)
            case Quote(items), Quote(more):
                found[-1] = Quote(items + more)
            case _:
                found.append(block)
    return tuple(found)


def _tidy(block: Block) -> Block:
    match block:
        case Heading(level, line):
            return Heading(level, joined(replace(run, bold=False) for run in line))
        case Listing(items, numbered):
            return Listing(tuple(filter(None, items)), numbered)
        case Quote(found):
            return Quote(tuple(filter(None, found)))
        case CallOut(blocks):
            inside = settled(blocks)
            return CallOut(tuple(one for one in inside if isinstance(one, Paragraph | Listing)))
        case _:
            return block


def _says_something(block: Block) -> bool:
    return bool(isinstance(block, MediaFigure | ExerciseField | SelfCheck) or any(lines((block,))))


# --- what a document holds --------------------------------------------------------------------------------------------


def lines(document: Document) -> Iterator[Line]:
    """Every line of words, in the order of reading, but for what figures, fields and self-checks say."""
    for block in document:
        match block:
            case Heading(_, line) | Paragraph(line):
                yield line
            case Listing(found, _) | Quote(found):
                yield from found
            case CallOut(blocks):
                yield from lines(blocks)


def plain(document: Document) -> str:
    """The words alone, a line each: what is searched and what reading ease is measured on."""
    said = ["".join(run.words for run in line) for line in lines(document)]
    beside = [
        words for block in document if isinstance(block, MediaFigure) for words in (block.alt, block.caption) if words
    ]
    asked = [block.label for block in document if isinstance(block, ExerciseField)]
    checked = [words for block in document if isinstance(block, SelfCheck) for words in _checked(block)]
    return "\n".join([*said, *beside, *asked, *checked])


def _checked(check: SelfCheck) -> Iterator[str]:
    yield check.question
    for answer in check.answers:
        yield from (answer.words, answer.because)


def fields(document: Document) -> list[str]:
    """The names of its fields, in their order."""
    return [block.name for block in document if isinstance(block, ExerciseField)]


def media(document: Document) -> list[str]:
    """The names of the media it shows, in their order."""
    return [block.medium for block in document if isinstance(block, MediaFigure)]

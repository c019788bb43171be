"""What a patient and their team wrote to each other, on paper. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from textwrap import wrap
from typing import NamedTuple

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from oncocare.paper.letterhead import letterhead
from oncocare.paper.page import over_pages, pdf
from oncocare.paper.text import BODY, BOLD, HEAD, SMALL, paragraph, sized
from oncocare.paper.writable import can_write

SIZE = 10.5
WHO = ParagraphStyle("who", sized(BOLD, SIZE), spaceAfter=0)
ABOUT = ParagraphStyle("about", SMALL, spaceAfter=4)
LAST = ParagraphStyle("last", SMALL, spaceAfter=16)
CHUNK = 900  # letters that stay together: what is in one block is never parted, so that a long message flows on


class PaperMessage(NamedTuple):
    """One message: who wrote it and when, what it asked and what was promised, the words, and who has read it."""

    head: str
    about: str
    words: str
    read: str


class ConversationWords(NamedTuple):
    """What stands around them, in the reader's language. `name` and `key` are whose they are."""

    title: str
    name: str
    key: str
    foot: str
    unwritable: str  # of a message in signs that the fonts do not hold
    number: Callable[[int, int], str]
    language: str


def on_paper(messages: Sequence[PaperMessage], centre: tuple[str, str, str], words: ConversationWords) -> bytes:
    """Every message, the first first. The title of the file names nobody."""
    whose = " · ".join(one for one in (words.name, words.key) if can_write(one))
    head = [*letterhead(*centre), paragraph(words.title, HEAD), paragraph(whose)]
    blocks = chain.from_iterable(_blocks(one, words) for one in messages)
    pages = [replace(page, foot=words.foot) for page in over_pages([head, *blocks], number=words.number)]
    return pdf(pages, title=words.title, language=words.language)


def _blocks(one: PaperMessage, words: ConversationWords) -> Iterator[list[Flowable]]:
    """Who, when and the first words stay together, and so do the last words and who has read them."""
    body = sized(BODY, SIZE)
    lines = [part for line in one.words.splitlines() for part in wrap(line, CHUNK, break_on_hyphens=False)]
    head: list[Flowable] = [paragraph(one.head, WHO)]
    head += [paragraph(one.about, ABOUT)] if one.about else []
    stories: list[list[Flowable]] = [[paragraph(line, body)] for line in lines] or [[]]
    stories[0] = [*head, *stories[0]]
    if not can_write(" ".join(lines)):
        stories[-1].append(paragraph(words.unwritable, SMALL))
    stories[-1].append(paragraph(one.read, LAST))
    yield from stories

"""What keeps a text from being handed in, each by the field it concerns, in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from oncocare.library import document, marked
from oncocare.library.document import Document, MediaFigure
from oncocare.library.folder import LONGEST_SUMMARY, LONGEST_TITLE

Lacking = list[tuple[str, str]]  # the field, and what is to be done there


@dataclass(frozen=True)
class TextAsTyped:
    """A text as somebody has it on the page: nothing of it is checked."""

    title: str
    summary: str
    text: str


def missing(
    words: TextAsTyped, media: Mapping[str, bool], source: TextAsTyped | None = None, language: str = ""
) -> Lacking:
    """What is to be done before it can be handed in. `media`: whether each of the centre, by name, only decorates;
    `source`: the text that it translates, written in `language` as the page calls it.
    """
    return [
        *_short("title", words.title, LONGEST_TITLE),
        *_short("summary", words.summary, LONGEST_SUMMARY),
        *(("text", said) for said in _of_text(words.text, media, source, language)),
    ]


def _short(field: str, words: str, most: int) -> Iterator[tuple[str, str]]:
    if not words.strip():
        yield field, _("Write the title.") if field == "title" else _("Write the summary.")
    elif (length := len(words.strip())) > most:
        said = _("Make it shorter: it has %(length)s characters, and %(most)s fit.")
        yield field, said % {"length": length, "most": most}


def _of_text(text: str, media: Mapping[str, bool], source: TextAsTyped | None, language: str) -> Iterator[str]:
    try:
        blocks = marked.read(text)
    except marked.NotMarked as refused:
        yield from (_line(one.line, one.message) for one in refused.problems)
        return
    if not blocks:
        yield _("Write the text.")
        return
    yield from _pictures(text, blocks, media)
    yield from _fields(text, blocks)
    if source is not None:
        yield from _as_source(text, blocks, source, language)


def _line(number: int, what: str) -> str:
    return _("Line %(line)s: %(what)s") % {"line": number, "what": what}


def _where(text: str, mark: str) -> int:
    """The line on which something stands first, from 1; 0 where it does not."""
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, start=1) if re.search(mark, line)), 0)


def _pictures(text: str, blocks: Document, media: Mapping[str, bool]) -> Iterator[str]:
    for block in blocks:
        if not isinstance(block, MediaFigure):
            continue
        name, line = block.medium, _where(text, rf"\]\({re.escape(block.medium)}[ )]")
        if name not in media:
            yield _line(line, _("the centre has no medium called “%(name)s”.") % {"name": name})
        elif not block.alt and not media[name]:
            said = _("“%(name)s” needs words for whoever cannot see it, or is marked among the media as decoration.")
            yield _line(line, said % {"name": name})


def _fields(text: str, blocks: Document) -> Iterator[str]:
    names = document.fields(blocks)
    for name in sorted({name for name in names if names.count(name) > 1}):
        said = _("two fields are called “%(name)s”; what somebody writes in one would stand in both.")
        yield _line(_where(text, rf"^:::\s*field\s+{name}\b"), said % {"name": name})


def _as_source(text: str, blocks: Document, source: TextAsTyped, language: str) -> Iterator[str]:
    """What somebody writes into a field in one language is theirs in every other, so both have the same."""
    try:
        there = marked.read(source.text)
    except marked.NotMarked:
        return
    if blocks == there:
        yield _("This is still the text in %(language)s, word for word.") % {"language": language}
    theirs, ours = document.fields(there), document.fields(blocks)
    for name in (name for name in ours if name not in theirs):
        said = _("the text in %(language)s has no field “%(name)s”.") % {"language": language, "name": name}
        yield _line(_where(text, rf"^:::\s*field\s+{name}\b"), said)
    for name in (name for name in theirs if name not in ours):
        yield _("The field “%(name)s” of the text in %(language)s is missing.") % {"language": language, "name": name}
    if ours != theirs and sorted(ours) == sorted(theirs):
        said = _("The fields stand in another order than in the text in %(language)s: there it is %(names)s.")
        yield said % {"language": language, "names": ", ".join(theirs)}

"""The summary of a chat: its draft from chosen posts, and taking a quote out of it again. Pure.

Nothing is generated: a draft holds the topics, and under each the words of posts as they were written, cut where they
are long. A quote is one line, `- **name**: “words”`, so that it can be found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from mentoring.community.threads.markup import plain_text

LONGEST_QUOTE = 300  # characters of a post in a draft; its host may shorten it further
SHORTEST_TELLING = 20  # characters; fewer stand in a summary by chance
SIGNS = re.compile(r"([\\*_\[\]<>`~])")
QUOTED = re.compile(r"“(.+)”")
CUT = " …"  # where a quote was cut


@dataclass(frozen=True)
class TopicQuotes:
    """What was chosen of a topic: what each of these people, by name in the group, wrote."""

    label: str
    words: str
    quotes: tuple[tuple[str, str], ...] = ()


def print_of(draft: str) -> str:
    """By what a page says from which draft of a summary it began."""
    return sha256(draft.encode()).hexdigest()[:16]


def assembled(heading: str, topics: Iterable[TopicQuotes]) -> str:
    """The draft of a summary in the Markdown of posts: the heading, then each topic with its quotes."""
    parts = [f"**{as_words(heading)}**"]
    for topic in topics:
        parts.append(f"**{topic.label} {as_words(topic.words)}**")
        if topic.quotes:
            parts.append("\n".join(quote_line(name, words) for name, words in topic.quotes))
    return "\n\n".join(parts)


def quote_line(name: str, words: str) -> str:
    """What somebody wrote, on one line, with their name."""
    return f"- {_called(name)}: “{as_words(_cut(plain_text(words)))}”"


def _called(name: str) -> str:
    return f"**{as_words(name)}**"


def as_words(text: str) -> str:
    """A text whose signs mean nothing in Markdown."""
    return SIGNS.sub(r"\\\1", text)


def _cut(words: str) -> str:
    if len(words) <= LONGEST_QUOTE:
        return words
    return f"{words[: words.rfind(' ', 0, LONGEST_QUOTE) if ' ' in words[:LONGEST_QUOTE] else LONGEST_QUOTE]}{CUT}"


def quotes(summary: str, names: Iterable[str], said: Iterable[str]) -> bool:
    """Whether a summary quotes somebody: by one of these names of theirs, or by one of these texts of a post."""
    return any(mark in summary for mark in _marks(names, said))


def quotes_word_for_word(summary: str, names: Iterable[str], said: Iterable[str]) -> bool:
    """Whether one of these texts of a post stands in a summary on a line of its own, as a draft has it."""
    names, said = list(names), list(said)
    lines = set(summary.split("\n"))
    return any(quote_line(name, words) in lines for name in names for words in said)


def without_quote(summary: str, names: Iterable[str], said: Iterable[str], *, named: bool = True) -> str:
    """The summary without the quote of a post that said one of these texts, by somebody called by one of these names.
    Where its host has changed it, every line goes that has the words or, unless not `named`, names them.
    """
    names, said = list(names), list(said)
    exact = {quote_line(name, words) for name in names for words in said}
    lines = summary.split("\n")
    if any(line in exact for line in lines):
        return _tidied(line for line in lines if line not in exact)
    marks = _marks(names if named else (), said)
    return _tidied(line for line in lines if not any(mark in line for mark in marks))


def as_said_now(summary: str, names: Iterable[str], before: Iterable[str], now: str) -> str:
    """The summary of which a post said one of the texts `before`, of somebody called by one of these names, and says
    `now` something else: its quote is as it says now. Where its host has changed the quote, the line goes of which the
    post says no more what it said; what it never said is the host's and stays.
    """
    names, before = list(names), list(before)
    anew = {quote_line(name, text): quote_line(name, now) for name in names for text in before}
    lines = (anew.get(line, line) for line in summary.split("\n"))
    return _tidied(line for line in lines if not _says_no_more(line, names, before, now))


def _says_no_more(line: str, names: Iterable[str], before: Iterable[str], now: str) -> bool:
    quote = QUOTED.search(line)
    words = quote[1].removesuffix(CUT) if quote else ""
    theirs = len(words) >= SHORTEST_TELLING or any(_called(name) in line for name in names if name)
    return theirs and any(words in _plain(text) for text in before) and words not in _plain(now)


def _plain(text: str) -> str:
    return as_words(plain_text(text))


def _marks(names: Iterable[str], said: Iterable[str]) -> list[str]:
    words = [as_words(_cut(plain_text(text))) for text in said]
    return [*(_called(name) for name in names if name), *(one for one in words if len(one) >= SHORTEST_TELLING)]


def renamed(summary: str, names: Iterable[str], somebody: str) -> str:
    """The summary in which somebody with one of these names is called otherwise."""
    for name in names:
        if name:
            summary = summary.replace(_called(name), _called(somebody))
    return summary


def _tidied(lines: Iterable[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

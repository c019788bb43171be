"""The topics of a chat as somebody types them, one a line, and their labels: T1, T1a, T1b, T2. Pure.

The numbering is that of the weekly #hcsmca chats on health care, where T stands for topic; a question under a topic has
its letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase

from mentoring.community.threads.markup import cleaned

MOST_TOPICS = 10
MOST_QUESTIONS = len(ascii_lowercase)  # under one topic
MOST_LINES = 20  # of both together: in two hours nobody comes to more
LONGEST_LINE = 200  # characters
BULLET = re.compile(r"\s*[-–—•*]+\s*")


@dataclass(frozen=True)
class TopicLine:
    """One topic or question of a chat with its label."""

    label: str
    words: str

    @property
    def is_question(self) -> bool:
        """Whether it stands under a topic."""
        return self.label[-1:].isalpha()


class TopicFault(StrEnum):
    """What is wrong with a line of topics; `NONE` is about all of them."""

    NONE = "none"
    NO_TOPIC = "no topic"
    TOO_LONG = "too long"
    TOO_MANY = "too many"


class TopicsRefused(ValueError):
    """Topics that cannot be labelled; `faults` has each place: the line from 1, or 0, and what is wrong with it."""

    def __init__(self, faults: Iterable[tuple[int, TopicFault]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"line {line}: {fault}" for line, fault in self.faults))


def labelled(text: str) -> list[TopicLine]:
    """The topics of a text, one a line, in order. A line that is indented or begins with a hyphen is a question under
    the topic above it; empty lines are passed over. `TopicsRefused` with every line that cannot stand.
    """
    found: list[TopicLine] = []
    faults: list[tuple[int, TopicFault]] = []
    topics = questions = 0
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(cleaned(BULLET.sub("", line, count=1) if BULLET.match(line) else line).split())
        if not words:
            continue
        question = _is_question(line)
        topics, questions = (topics, questions + 1) if question else (topics + 1, 0)
        if fault := _fault(words, topics, questions, len(found)):
            faults.append((number, fault))
            continue
        letter = ascii_lowercase[questions - 1] if question else ""
        found.append(TopicLine(f"T{topics}{letter}", words))
    if faults or not found:
        raise TopicsRefused(faults or [(0, TopicFault.NONE)])
    return found


def _is_question(line: str) -> bool:
    return line[:1].isspace() or BULLET.match(line) is not None


def _fault(words: str, topics: int, questions: int, before: int) -> TopicFault | None:
    if topics == 0:
        return TopicFault.NO_TOPIC
    if len(words) > LONGEST_LINE:
        return TopicFault.TOO_LONG
    if topics > MOST_TOPICS or questions > MOST_QUESTIONS or before >= MOST_LINES:
        return TopicFault.TOO_MANY
    return None


def as_typed(lines: Iterable[TopicLine]) -> str:
    """The same topics as somebody would type them; `labelled` reads them back."""
    return "\n".join(f"- {one.words}" if one.is_question else one.words for one in lines)

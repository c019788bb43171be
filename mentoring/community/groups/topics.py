"""The usual topics of groups, with words to begin from, and the agreement to share one, as they are shipped. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oncocare.foundation.datafiles import Part, read, validate

FILE = Path(__file__).with_name("topics.yaml")


class TopicWords(Part):
    """What a group about a topic is called, what it is for, and its own rule beside those of every group."""

    name: str
    about: str
    rule: str


class TopicEntry(Part):
    """One usual topic: for whom, and its words by language."""

    phase: str = "any"
    audience: str = "patients"
    words: dict[str, TopicWords]


class TopicsFile(Part):
    """The file as written. `rules`: those of every group, by language; `sharing`: what two centres sign."""

    rules: dict[str, str]
    sharing: dict[str, str]
    topics: dict[str, TopicEntry]


@dataclass(frozen=True)
class GroupTopic:
    """A topic in one language, to begin a group from."""

    code: str
    phase: str
    audience: str
    name: str
    about: str
    rules: str


@cache
def shipped_topics() -> TopicsFile:
    """What is shipped. Raises `DataFileError`."""
    return validate(read(FILE), TopicsFile)


def topics(language: str) -> dict[str, GroupTopic]:
    """The topics by code, in the order of the file; of a language that has no words there are none."""
    file = shipped_topics()
    return {
        code: GroupTopic(
            code=code, phase=entry.phase, audience=entry.audience, name=words.name, about=words.about.strip(),
            rules=f"{file.rules[language].strip()}\n{words.rule.strip()}",
        )
        for code, entry in file.topics.items()
        if (words := entry.words.get(language))
    }  # fmt: skip


def agreement(language: str) -> str:
    """What the centre that opened a group and one that shares it both sign; in English where there is no other."""
    words = shipped_topics().sharing
    return words.get(language, words["en"]).strip()

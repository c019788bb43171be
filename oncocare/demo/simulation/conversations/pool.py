"""Reads the messages that made-up people and their team write, by language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from oncocare.foundation.datafiles import Part, read, validate
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import LANGUAGES, DangerRank

FOLDER = Path(__file__).with_name("said")
FALLBACK = "es"  # as at the campus
MESSAGES, ANSWERS = 60, 25  # a language, at least

Words = Annotated[str, StringConstraints(min_length=3, max_length=400)]
Several = Annotated[tuple[Words, ...], Field(min_length=2)]


class Exchange(Part):
    """What people write about one thing, and answers of which each fits any of it."""

    messages: Several
    answers: Several


class MessagePool(Part):
    """One language: `topics` that want an answer in words, `call` and `private` that ask for that, what is written
    `again` while an answer is waited for, and `thanks` after it.
    """

    language: Literal["en", "es", "pt"]
    topics: dict[str, Exchange]
    call: Exchange
    private: Exchange
    again: Several
    thanks: Several

    @model_validator(mode="after")
    def _enough(self) -> MessagePool:
        if len(set(self.messages)) != len(self.messages):
            raise ValueError("the same message stands there twice")
        if len(self.messages) < MESSAGES or len(self.answers) < ANSWERS:
            raise ValueError(f"a language needs {MESSAGES} messages and {ANSWERS} answers")
        return self

    @property
    def exchanges(self) -> Mapping[str, Exchange]:
        """By what is asked for or spoken of."""
        return {**self.topics, "call": self.call, "private": self.private}

    @property
    def messages(self) -> tuple[str, ...]:
        """Everything that a patient may write."""
        about = [words for one in self.exchanges.values() for words in one.messages]
        return (*about, *self.again, *self.thanks)

    @property
    def answers(self) -> tuple[str, ...]:
        """Everything that the team may answer."""
        return tuple(words for one in self.exchanges.values() for words in one.answers)


@cache
def pool(language: str) -> MessagePool:
    """The messages of a language, or those of the language of the house; `DataFileError` with each mistake's line."""
    chosen = language if language in LANGUAGES else FALLBACK
    return validate(read(FOLDER / f"{chosen}.yaml"), MessagePool)


@cache
def found(words: str) -> DangerRank | None:
    """The tier of the danger words in a message; looked for once, for a cohort writes the same ones over and over."""
    return tier(words)


def figures() -> tuple[int, int, int]:
    """How many messages there are in all languages, and in how many intent is found, and death."""
    tiers = [found(words) for language in LANGUAGES for words in pool(language).messages]
    return len(tiers), tiers.count(DangerRank.INTENT), tiers.count(DangerRank.DEATH)

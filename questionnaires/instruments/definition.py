"""An instrument as the rest of the house knows it: its items, texts, scores and risks. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from oncocare.safety.concerns import SUICIDE
from questionnaires.instruments.file import (
    ChangeThreshold,
    Cutoff,
    Direction,
    ItemScore,
    Licence,
    Recall,
    RiskRule,
    Score,
    UnsaidRule,
    ValueSet,
)
from questionnaires.instruments.parts import items_of

SECONDS_PER_ITEM = 8


@dataclass(frozen=True)
class Item:
    """One item, compiled: `codes` are all it accepts, `low` and `high` the ends of those that count in a score."""

    key: str
    codes: frozenset[int]
    allowed: str
    low: int
    high: int
    options: str
    labelled: bool
    optional: bool
    scored: bool
    reverse: bool
    loinc: str | None
    not_if: Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class InstrumentText:
    """The wording of one instrument in one language, as it is shown; `sha256` is stored with every response to it."""

    instrument: str
    language: str
    title: str
    instructions: str | None
    stem: str | None
    recall: str | None
    items: Mapping[str, str]
    labels: Mapping[str, Mapping[int, str]]
    sha256: str
    grade: str | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    licence_note: str | None = None

    def options_of(self, item: str) -> Mapping[int, str]:
        """Code -> label of `item`, in the order of the form; a code without a label shows itself. KeyError."""
        return self.labels[item]


@dataclass(frozen=True)
class Definition:
    """One instrument, compiled: everything that scoring, forms and exports ask of it. Immutable."""

    code: str
    version: str
    title: str
    owner: str
    licence: Licence
    attribution: str
    source: str
    direction: Direction
    recall: Recall
    results_for: Literal["patient", "clinician"]
    not_answered: frozenset[int]
    items: Mapping[str, Item]
    scores: Mapping[str, Score]
    cutoffs: tuple[Cutoff, ...]
    risk: tuple[RiskRule, ...]
    unsaid: tuple[UnsaidRule, ...]
    reliable_change: Mapping[str, ChangeThreshold]
    loinc: str | None
    loinc_answers: Mapping[str, Mapping[int, str]]
    notes: tuple[str, ...]
    value_sets: Mapping[str, ValueSet]
    grades: Mapping[tuple[int | None, ...], int]
    texts: Mapping[str, InstrumentText]
    sha256: str

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 codes of the languages whose wording ships, in alphabetical order."""
        return tuple(sorted(self.texts))

    @property
    def may_skip(self) -> bool:
        """Whether an item may be left out ("I'd rather not say"): true where some score has a missing-item rule."""
        return any(isinstance(score, ItemScore) and score.max_missing > 0 for score in self.scores.values())

    def may_skip_item(self, item: str) -> bool:
        """Whether this item may be left out: every item where `may_skip`, else only an optional one. KeyError."""
        return self.may_skip or self.items[item].optional

    @property
    def minutes(self) -> int:
        """Estimated minutes: 8 seconds for each item that is not optional, rounded up; our estimate, not published."""
        asked = sum(not item.optional for item in self.items.values())
        return max(1, math.ceil(asked * SECONDS_PER_ITEM / 60))

    @property
    def worrying_items(self) -> frozenset[str]:
        """The items of which some answer, or none, raises a flag."""
        return frozenset(rule.item for rule in self.risk) | {rule.item for rule in self.unsaid}

    @property
    def suicide_items(self) -> Mapping[str, int]:
        """The items that ask about suicidal thoughts, each with the lowest answer that is worrying."""
        graded = sorted((rule for rule in self.risk if rule.name in SUICIDE), key=lambda rule: -rule.at_least)
        return {rule.item: rule.at_least for rule in graded}

    def direction_of(self, score: str) -> Direction:
        """Which way `score` points: its own direction, or that of the instrument. KeyError for an unknown score."""
        return self.scores[score].direction or self.direction

    def items_of(self, score: str) -> tuple[str, ...]:
        """Keys of the items behind `score`, through its parts, each once. KeyError for an unknown score."""
        return items_of(self.scores, score)

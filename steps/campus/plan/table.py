"""The table of rules by which a plan is made, as types. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from oncocare.foundation.datafiles import Problem
from steps.policy import Condition, Measure

CLINICIAN = "clinician"  # what stands in place of a rule where a clinician recommended it


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """What a rule offers: pieces by name, the pieces of modules, what is begun, or whatever has one of these topics.

    What is named comes in that order; what has a topic comes as its module orders it.
    """

    pieces: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    begun: bool = False


@dataclass(frozen=True, slots=True)
class PlanRule:
    """One rule: when it holds (None: always), what it offers, why in the words of the person, and its source.

    After `most` pieces that were finished because of it, it has given what it has.
    """

    id: str
    when: Condition | None
    offer: PlanOffer
    because: dict[str, str]
    source: str
    most: int


@dataclass(frozen=True, slots=True)
class PlanTable:
    """One version of the table, named for ever by `sha256` of its file. So many `things` are offered at once."""

    slug: str
    version: int
    title: dict[str, str]
    things: int
    measures: dict[str, Measure]
    rules: tuple[PlanRule, ...]
    sha256: str
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

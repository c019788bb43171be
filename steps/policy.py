"""The policy language: what a policy may say, as types. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from steps.levels import DecisionOutcome, Level

# What a policy says


class HigherIs(StrEnum):
    """Which way a measure points."""

    WORSE = "worse"
    BETTER = "better"


class Bound(StrEnum):
    """The two sides of a number: at least it, or below it."""

    AT_LEAST = "at_least"
    BELOW = "below"


class Caseness(StrEnum):
    """On which side of a measure's `case` a value lies; a value of exactly `case` is a case."""

    CASE = "case"
    NOT_CASE = "not_case"


class Changed(StrEnum):
    """How a value compares with a reference, in steps of the measure's `reliable_change`."""

    IMPROVED = "improved"
    WORSE = "worse"
    NONE = "none"


class Since(StrEnum):
    """The value a change is measured from."""

    BASELINE = "baseline"
    LEVEL_ENTRY = "level_entry"
    PREVIOUS = "previous"


class Counted(StrEnum):
    """The whole numbers of a pathway: two clocks in days, and assignments missed in a row."""

    DAYS_IN_LEVEL = "days_in_level"
    DAYS_IN_PATHWAY = "days_in_pathway"
    MISSED = "missed"


class Fact(StrEnum):
    """The yes-or-no facts of a pathway."""

    FIRST = "first"
    OPEN_FLAG = "open_flag"


@dataclass(frozen=True, slots=True)
class Measure:
    """One score of one instrument, and the points at which it means something, None where the policy gives none."""

    slug: str
    instrument: str
    score: str
    case: Decimal | None
    reliable_change: Decimal | None
    higher_is: HigherIs


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; also a mapping with several keys."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; so it is true of a condition on a missing measure."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AtLevel:
    """The pathway is at one of these levels."""

    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class IsFact:
    """A yes-or-no fact is as wanted."""

    fact: Fact
    wanted: bool


@dataclass(frozen=True, slots=True)
class Count:
    """A count of days, or of missed assignments, is at least or below `limit`."""

    counted: Counted
    bound: Bound
    limit: int


@dataclass(frozen=True, slots=True)
class Value:
    """The current value is at least or below `limit`, in points of the measure, whichever way the measure points."""

    measure: Measure
    bound: Bound
    limit: Decimal


@dataclass(frozen=True, slots=True)
class IsCase:
    """The current value is, or is not, a case."""

    measure: Measure
    wanted: Caseness


@dataclass(frozen=True, slots=True)
class Change:
    """The current value has, or has not, changed reliably since a reference."""

    measure: Measure
    wanted: Changed
    since: Since


@dataclass(frozen=True, slots=True)
class Held:
    """A condition holds now and at every point back to one at least `points - 1` points and `days` days earlier."""

    points: int
    days: int
    condition: Condition


Condition = AnyOf | AllOf | Not | AtLevel | IsFact | Count | Value | IsCase | Change | Held


@dataclass(frozen=True, slots=True)
class FlagRequest:
    """A safety flag that a rule asks for."""

    kind: str
    severity: str


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule does when it decides; `to` is set for a move only."""

    outcome: DecisionOutcome
    to: Level | None
    approval: bool
    nominate: bool
    flag: FlagRequest | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it holds (None: always), what follows, and why, in each language."""

    id: str
    when: Condition | None
    then: Then
    because: dict[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the step rules; `sha256` is the hash of the file's text and names it for ever."""

    slug: str
    version: int
    title: dict[str, str]
    start_level: Level
    max_age_days: int
    measures: dict[str, Measure]
    rules: tuple[Rule, ...]
    sha256: str

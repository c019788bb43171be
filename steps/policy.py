"""The policy language: what a policy may say, as types. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from oncocare.foundation.datafiles import Problem
from oncocare.safety.concerns import FlagKind, Severity
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
    """How a value compares with a reference: beyond the measure's `reliable_change`, one way or the other, or not."""

    IMPROVED = "improved"
    WORSE = "worse"
    NONE = "none"


class Since(StrEnum):
    """The value a change is measured from."""

    BASELINE = "baseline"
    LEVEL_ENTRY = "level_entry"
    PREVIOUS = "previous"


class Counted(StrEnum):
    """The whole numbers of a pathway: three clocks in days, and sets of questions missed in a row."""

    DAYS_IN_LEVEL = "days_in_level"
    DAYS_IN_PATHWAY = "days_in_pathway"
    DAYS_OF_HELP = "days_of_help"
    MISSED = "missed"


class Fact(StrEnum):
    """The yes-or-no facts of a pathway."""

    FIRST = "first"
    OPEN_FLAG = "open_flag"


class Reads(StrEnum):
    """What a point is to a measure: its first reading, a reading (the first too), or no reading."""

    FIRST = "first"
    NEW = "new"
    OLD = "old"


class HelpIs(StrEnum):
    """How the help of the present level stands: it has not begun, or it began and has ended."""

    WAITING = "waiting"
    ENDED = "ended"


class Way(StrEnum):
    """Where a proposal led from the level then."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Measure:
    """One score of one instrument, and the points at which it means something, None where the policy gives none.

    A value older than `max_age_days` does not count. `words` are what a person reads, by language. `source` says where
    `case` and `reliable_change` come from; it decides nothing and is empty where the policy gives none. On pages
    `reliable_change` is “changed beyond a week's noise”: reliable change is what an instrument's owners published.
    """

    slug: str
    instrument: str
    score: str
    case: Decimal | None
    reliable_change: Decimal | None
    higher_is: HigherIs
    max_age_days: int
    words: dict[str, str]
    source: str = ""


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
    """A count of days, or of sets missed in a row, is at least or below `limit`."""

    counted: Counted
    bound: Bound
    limit: int


@dataclass(frozen=True, slots=True)
class HelpStands:
    """The help of the present level is as wanted."""

    wanted: HelpIs


@dataclass(frozen=True, slots=True)
class Declined:
    """On an earlier day, at most `within_days` before, a proposal was declined that led this way (None: either)."""

    within_days: int
    way: Way | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """On an earlier day, at most `within_days` before, a person set the level."""

    within_days: int


@dataclass(frozen=True, slots=True)
class IsTold:
    """One of these is known of the person, such as a phase of the illness. A policy of levels never asks it; a table of
    the campus does.
    """

    about: str
    among: tuple[str, ...]


# Of a measure. `any_age`: the latest value however old, else the current one.


@dataclass(frozen=True, slots=True)
class Value:
    """The value is at least or below `limit`, in points of the measure, whichever way the measure points."""

    measure: Measure
    bound: Bound
    limit: Decimal
    any_age: bool = False


@dataclass(frozen=True, slots=True)
class IsCase:
    """The value is, or is not, a case."""

    measure: Measure
    wanted: Caseness
    any_age: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The value has, or has not, changed beyond a week's noise since a reference; since the one before only at a
    reading.
    """

    measure: Measure
    wanted: Changed
    since: Since
    any_age: bool = False


@dataclass(frozen=True, slots=True)
class IsReading:
    """The measure has a value, and this point is its first reading, a reading, or none."""

    measure: Measure
    wanted: Reads
    any_age: bool = False


@dataclass(frozen=True, slots=True)
class IsMissing:
    """The measure has no value, or only one that is too old."""

    measure: Measure


@dataclass(frozen=True, slots=True)
class Held:
    """The latest value and every one before it, back to one at least `points - 1` values and `days` days earlier, keep
    every bound; the latest is not too old.
    """

    measure: Measure
    bounds: tuple[Value | IsCase, ...]
    points: int
    days: int


OfMeasure = Value | IsCase | Change | IsReading | IsMissing | Held
Condition = AnyOf | AllOf | Not | AtLevel | IsFact | Count | HelpStands | Declined | ByHand | IsTold | OfMeasure


@dataclass(frozen=True, slots=True)
class FlagRequest:
    """A safety flag that a rule asks for."""

    kind: FlagKind
    severity: Severity


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule does when it decides; `to` is set for a move only, `meanwhile` for one that may have to wait."""

    outcome: DecisionOutcome
    to: Level | None
    approval: bool
    meanwhile: Level | None
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
    """One version of the step rules; `sha256` is the hash of the file's text and names it for ever.

    `warnings` are what is allowed but probably not meant, each with its line.
    """

    slug: str
    version: int
    title: dict[str, str]
    start_level: Level
    max_age_days: int
    measures: dict[str, Measure]
    rules: tuple[Rule, ...]
    sha256: str
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

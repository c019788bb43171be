"""What the rules say about one pathway on one day, with the whole trace of why, and as JSON. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from steps.levels import DecisionOutcome, Level
from steps.policy import FlagRequest, HigherIs, Since
from steps.standing import Ruling


class Missing(StrEnum):
    """Why a measure has no value to look at, or a change nothing to compare."""

    NEVER_MEASURED = "never measured"
    TOO_OLD = "too old"
    NO_REFERENCE = "nothing to compare with"
    NOTHING_NEW = "no new value"


class StayReason(StrEnum):
    """Why the level stays although no rule said `stay`."""

    NO_RULE_HELD = "no rule held"
    SAME_LEVEL = "already at this level"
    NO_LEVEL = "no level beyond"
    NOT_APPROVED = "not approved"


@dataclass(frozen=True, slots=True)
class Observation:
    """A value in points of its measure, its own day, and its age in days at the point."""

    value: Decimal
    day: date
    age: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was current of one measure: the value, or why it is missing (with the last value where there is one)."""

    instrument: str
    score: str
    higher_is: HigherIs
    words: dict[str, str]
    current: Observation | None
    last: Observation | None
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Node:
    """One condition, judged. `test` is its key in the policy; which other fields are set depends on it.

    any, all, not: `parts`. level: `wanted` levels, `value` the level. first, open_flag: `wanted`, `value` 1 or 0.
    days_in_level, days_in_pathway, days_of_help, missed: `wanted` at_least or below, `value` and `threshold`.
    told: `wanted` what it is about, and the codes of which one is known. help: `wanted`, `day` it began.
    declined, by_hand: on `day`, `value` days ago, at most `threshold`; `wanted` way.
    at_least, below, is: `measure`, `value` with `day` and `age`, `threshold` in points.
    reading, missing: `measure`, `value` with `day` and `age`; `wanted` of a reading.
    change: also `since`, `reference` with `reference_day`; `amount` is the change in the direction asked for (toward
    better, toward worse, or either way for `none`) and `threshold` the `reliable_change`; `none` holds below it.
    held: `points` wanted, `threshold` days wanted, `value` days held so far; `parts` the values judged, newest first.
    value: one of these, with `value`, its own `day`, and as parts the bounds it keeps or breaks.
    `margin` is what was observed minus `threshold`; `missing` says why there is no value, no reference or nothing new.
    `carries`: something new on this day stands behind it, so that a step may rest on it.
    """

    test: str
    holds: bool
    parts: tuple[Node, ...] = ()
    wanted: str | None = None
    measure: str | None = None
    value: Decimal | None = None
    threshold: Decimal | None = None
    margin: Decimal | None = None
    day: date | None = None
    age: int | None = None
    since: Since | None = None
    reference: Decimal | None = None
    reference_day: date | None = None
    amount: Decimal | None = None
    points: int | None = None
    missing: Missing | None = None
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule, judged: whether its turn came, whether it holds, and the level it leads to from the present one.

    A rule with `step` whose condition holds does not, where it is not `carried` by anything new on this day.
    """

    rule: str
    reached: bool
    holds: bool
    leads_to: Level
    condition: Node | None
    carried: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules said on one day, with all that is needed to show why and to compute it again.

    `outcome` and `level_after` are what the rules ask for; while `approval` is true they wait for a clinician, and
    `settle` gives what becomes of them: `meanwhile` is the level entered at once, None where the present one stays.
    `nominate` and `flag` take effect at once. `proposed` is what an open proposal asked for before. `values` and
    `references` are by measure; `trace` has every rule of the policy in order.
    """

    policy: str
    version: int
    hash: str
    point: date
    level_before: Level
    entered: date
    started: date
    proposed: Level | None
    open_flag: bool
    missed: int
    help_began: date | None
    help_ended: bool
    rule: str | None
    outcome: DecisionOutcome
    level_after: Level
    approval: bool
    meanwhile: Level | None
    nominate: bool
    flag: FlagRequest | None
    reason: StayReason | None
    values: dict[str, Seen]
    references: dict[str, dict[Since, Observation | None]]
    because: dict[str, str]
    trace: tuple[Tried, ...]

    @property
    def ruling(self) -> Ruling:
        """What it does to the pathway."""
        return Ruling(self.point, self.level_after, self.approval, self.meanwhile, self.nominate)


_DECISION = TypeAdapter(Decision)


def to_json(decision: Decision) -> dict[str, Any]:
    """The decision as plain JSON data: dates as ISO text, numbers as exact decimal text, no empty fields."""
    plain: dict[str, Any] = _DECISION.dump_python(decision, mode="json", exclude_defaults=True)
    return plain


def from_json(data: dict[str, Any]) -> Decision:
    """The decision that `to_json` wrote; pydantic's `ValidationError` for anything else."""
    return _DECISION.validate_python(data)

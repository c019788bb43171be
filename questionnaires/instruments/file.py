"""What the files of an instrument may say. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, StringConstraints

from oncocare.foundation.datafiles import Part, Place
from oncocare.safety.concerns import FlagKind, Severity

TABLES = ("value-sets.yaml", "grades.yaml")  # files of an instrument that are no wording
Direction = Literal["higher_is_worse", "higher_is_better", "neutral"]


Complaint = tuple[Place, str]


def _code(value: Any) -> Any:
    if not re.fullmatch(r"0|[1-9][0-9]{0,3}", str(value)):
        raise ValueError("a code is a whole number from 0 to 9999")
    return value


def _plain(text: str) -> str:
    if re.search(r"<[A-Za-z/!?]", text):
        raise ValueError("wording is plain text: no markup")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in text):
        raise ValueError("wording has a control character")
    if re.search("[\u202a-\u202e\u2066-\u2069]", text):
        raise ValueError("wording has a character that turns the direction of writing")
    return text


def _nothing_means_default(value: Any) -> Any:
    return {} if value is None else value


Code = Annotated[int, BeforeValidator(_code)]


Key = Annotated[str, BeforeValidator(str)]


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]


Prose = Annotated[str, StringConstraints(pattern=r"\S", max_length=2000), AfterValidator(_plain)]


class Licence(Part):
    """What the owner allows: `wording` says whether text stands in the repository, and on which conditions."""

    name: str
    wording: Literal["ship", "conditions", "definition_only"]
    statement: str | None = None
    url: str | None = None
    quoted_via: str | None = None
    conditions: str | None = None


class Recall(Part):
    """The period a person is asked about; `days` is 0 for now, 1 for today, null when it is no fixed number of days."""

    period: str
    days: int | None = None


class Interval(Part):
    """Every whole number from `low` to `high` is a code; labels, if any, stand at some of them."""

    low: StrictInt
    high: StrictInt


class ItemSpec(Part):
    """One item: which option set answers it and when it does not apply (`not_if`: other item -> codes)."""

    options: str = "main"
    optional: bool = False
    reverse: bool = False
    loinc: str | None = None
    not_if: dict[str, tuple[Code, ...]] = {}


class Band(Part):
    """An inclusive range of a score, tested on the rounded value."""

    name: Name
    low: Decimal
    high: Decimal


class Gate(Part):
    """When `item` was answered `code`, the score is `value`; when `item` is unanswered, there is no score."""

    item: Key
    code: Code
    value: int


class ScoreSpec(Part):
    """What every score has; `decimals` is the place it is rounded to, half away from zero."""

    range: tuple[Decimal, Decimal]
    decimals: int = Field(default=0, ge=0, le=7)
    bands: tuple[Band, ...] = ()
    direction: Direction | None = None
    loinc: str | None = None
    note: str | None = None


class ItemScore(ScoreSpec):
    """A score of items: up to `max_missing` may be unanswered and count as the mean of the answered ones."""

    items: tuple[Key, ...] = Field(min_length=1)
    max_missing: int = Field(default=0, ge=0)


class Sum(ItemScore):
    """Sum of the items, times `multiply`."""

    method: Literal["sum"]
    multiply: int = 1
    gate: Gate | None = None


class Mean(ItemScore):
    """Mean of the items."""

    method: Literal["mean"]


class Linear(ItemScore):
    """Mean of the items stretched to 0-100; `invert` turns it round."""

    method: Literal["linear100"]
    invert: bool = False


class Total(ScoreSpec):
    """Sum of other scores; none when a part is none or more than `max_missing` of all their items are unanswered."""

    method: Literal["total"]
    parts: tuple[str, ...] = Field(min_length=2)
    max_missing: int | None = None


class Average(ScoreSpec):
    """Mean of other scores, those in `inverted` taken as 100 minus the score; none when any is none."""

    method: Literal["average"]
    parts: tuple[str, ...] = Field(min_length=1)
    inverted: tuple[str, ...] = ()


class Utility(ScoreSpec):
    """1 plus the coefficients of a country's value set; none without a value set or with an unanswered item."""

    method: Literal["value_set"]
    items: tuple[Key, ...] = Field(min_length=1)


class Lookup(ScoreSpec):
    """The entry of `table` for the score named `of`."""

    method: Literal["table"]
    of: str
    table: dict[Code, Decimal] = Field(min_length=1)


class Grade(ScoreSpec):
    """The grade of the combination of answers; an item that was not asked is part of the combination."""

    method: Literal["grade"]
    items: tuple[Key, ...] = Field(min_length=1)


class Share(ScoreSpec):
    """100 times `part` over the sum of `whole`; none when the sum is zero."""

    method: Literal["share"]
    part: Key
    whole: tuple[Key, ...] = Field(min_length=1)


class Combined(ScoreSpec):
    """Two percentages of loss, one after the other: a + (1 - a) b; 100 as soon as one of them is 100."""

    method: Literal["combined"]
    parts: tuple[str, ...] = Field(min_length=2)


Score = Sum | Mean | Linear | Total | Average | Utility | Lookup | Grade | Share | Combined


class Cutoff(Part):
    """A published threshold of one score; `verified: false` marks one that must not be a default."""

    name: Name
    score: str
    when: Literal[">=", ">", "<=", "<"]
    value: Decimal
    source: str
    verified: bool = True


class RiskRule(Part):
    """The answer that raises a flag, whatever else was answered; `severity` decides how soon it must be answered.

    Of several rules for one item the last that holds counts: each asks for a higher code and is more severe.
    """

    name: FlagKind
    item: Key
    at_least: Code
    severity: Severity
    source: str


class UnsaidRule(Part):
    """The item at which "I'd rather not say" raises a flag, where the person themselves chose it."""

    name: FlagKind
    item: Key
    severity: Severity
    source: str


class ChangeThreshold(Part):
    """How far a score must move to be more than noise; without SD and reliability only a threshold was published.

    `name` says on every page whose threshold it is, such as NHS; one that nobody verified is shown nowhere.
    """

    threshold: Decimal = Field(gt=0)
    name: Annotated[Prose, StringConstraints(max_length=40)] | None = None
    sd: Decimal | None = None
    reliability: Decimal | None = None
    source: str
    note: str | None = None
    verified: bool = True


class InstrumentFile(Part):
    """`definition.yaml` of one instrument."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    version: str
    title: str
    owner: str
    licence: Licence
    attribution: str
    source: str
    direction: Direction
    recall: Recall
    results_for: Literal["patient", "clinician"] = "patient"
    options: dict[str, tuple[StrictInt, ...] | Interval]
    not_answered: tuple[StrictInt, ...] = ()
    items: dict[str, Annotated[ItemSpec, BeforeValidator(_nothing_means_default)]]
    scores: dict[Name, Annotated[Score, Field(discriminator="method")]]
    cutoffs: tuple[Cutoff, ...] = ()
    risk: tuple[RiskRule, ...] = ()
    unsaid: tuple[UnsaidRule, ...] = ()
    reliable_change: dict[str, ChangeThreshold] = {}
    loinc: str | None = None
    loinc_answers: dict[str, dict[Code, str]] = {}
    notes: tuple[str, ...] = ()


class Wording(Part):
    """What a person reads of one instrument in one language; `options` by option set, or by item where they differ."""

    instrument: str
    language: Language
    title: Prose
    instructions: Prose | None = None
    stem: Prose | None = None
    recall: Prose | None = None
    items: dict[str, Prose]
    options: dict[str, dict[Code, Prose | None]] = {}


class TextFile(Wording):
    """`<language>.yaml` of one instrument: shipped wording.

    `grade` of provenance: A two independent sources or more agree, one of them official (the owner, FHIR, LOINC, HL7);
    B one good source or two weak ones; a minus is a step below, for what `notes` say. Nothing lower ships.
    """

    grade: Literal["A", "A-", "B", "B-"]
    sources: tuple[str, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()
    licence_note: str | None = None


class ValueSet(Part):
    """A country's preferences: the loss for each dimension and level above 1."""

    country: str
    citation: str
    doi: str
    method: str
    notes: tuple[str, ...] = ()
    coefficients: dict[str, dict[Code, Decimal]]


class ValueSetFile(Part):
    """`value-sets.yaml`: one value set per country code."""

    value_sets: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ValueSet]


class GradeFile(Part):
    """`grades.yaml`: one row per combination: a code for each item of the score (null: not asked), then the grade."""

    source: str
    rows: tuple[tuple[StrictInt | None, ...], ...]

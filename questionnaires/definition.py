"""What an instrument is: the schema of its files, their lock, and the definitions compiled once per process. Pure."""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints

from oncocare.foundation.datafiles import DataFileError, Document, Place, Problem, read, validate

INSTRUMENTS = Path(__file__).parent / "instruments"
LOCK = "LOCK"
RENEW = "review the change, then run: python manage.py lock_instruments"
SECONDS_PER_ITEM = 8
TABLES = ("value-sets.yaml", "grades.yaml")

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


class Part(BaseModel):
    """A piece of a data file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    """The answer that raises a flag, whatever else was answered; `severity` decides how soon it must be answered."""

    name: Name
    item: Key
    at_least: Code
    severity: Literal["urgent", "high", "medium"]
    source: str


class Change(Part):
    """How far a score must move to be more than noise; without SD and reliability only a threshold was published."""

    threshold: Decimal = Field(gt=0)
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
    reliable_change: dict[str, Change] = {}
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
    """`<language>.yaml` of one instrument: shipped wording, never below provenance grade B-."""

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
class Text:
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
    reliable_change: Mapping[str, Change]
    loinc: str | None
    loinc_answers: Mapping[str, Mapping[int, str]]
    notes: tuple[str, ...]
    value_sets: Mapping[str, ValueSet]
    grades: Mapping[tuple[int | None, ...], int]
    texts: Mapping[str, Text]
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

    def direction_of(self, score: str) -> Direction:
        """Which way `score` points: its own direction, or that of the instrument. KeyError for an unknown score."""
        return self.scores[score].direction or self.direction

    def items_of(self, score: str) -> tuple[str, ...]:
        """Keys of the items behind `score`, through its parts, each once. KeyError for an unknown score."""
        return _items_of(self.scores, score)


@cache
def catalogue() -> Mapping[str, Definition]:
    """Every instrument of this installation by code, in alphabetical order; read once. DataFileError for a mistake."""
    return read_catalogue(INSTRUMENTS)


def definition(code: str) -> Definition:
    """The instrument `code`; KeyError when there is none."""
    return catalogue()[code]


def read_catalogue(root: Path) -> Mapping[str, Definition]:
    """Every instrument under `root`, after its lock was checked. DataFileError for any mistake, with file and line."""
    documents = _documents(root)
    _check_lock(root, documents)
    return _compile(documents)


def renew_lock(root: Path) -> Mapping[str, Definition]:
    """Write the lock of all instrument files under `root` and return the instruments; DataFileError, and no lock, for
    any mistake in them. The lock has one line `sha256  relative/path` per file, by path.
    """
    documents = _documents(root)
    compiled = _compile(documents)
    lines = (f"{sha256}  {name}\n" for name, sha256 in _hashes(root, documents).items())
    (root / LOCK).write_text("".join(lines), encoding="utf-8")
    return compiled


def _documents(root: Path) -> Mapping[Path, Document]:
    return {path: read(path) for path in sorted(root.rglob("*.yaml"))}


def _hashes(root: Path, documents: Mapping[Path, Document]) -> Mapping[str, str]:
    return {path.relative_to(root).as_posix(): document.sha256 for path, document in documents.items()}


def _compile(documents: Mapping[Path, Document]) -> Mapping[str, Definition]:
    folders: dict[Path, dict[str, Document]] = {}
    for path, document in documents.items():
        folders.setdefault(path.parent, {})[path.name] = document
    found: dict[str, Definition] = {}
    for folder, files in folders.items():
        compiled = compile_instrument(folder, files)
        if compiled.code in found:
            raise files["definition.yaml"].error(("code",), f"instrument {compiled.code} is defined twice")
        found[compiled.code] = compiled
    return MappingProxyType(dict(sorted(found.items())))


def _check_lock(root: Path, documents: Mapping[Path, Document]) -> None:
    path = root / LOCK
    if not path.exists():
        raise DataFileError(str(path), [Problem(0, f"there is no lock of the instrument files; {RENEW}")])
    problems = list(_lock_problems(path.read_text(encoding="utf-8").splitlines(), _hashes(root, documents)))
    if problems:
        raise DataFileError(str(path), problems)


def _lock_problems(lines: list[str], actual: Mapping[str, str]) -> Iterator[Problem]:
    locked: set[str] = set()
    for number, line in enumerate(lines, 1):
        sha256, _, name = line.partition("  ")
        locked.add(name)
        if name not in actual:
            yield Problem(number, f"{name or repr(line)} is locked but not there; {RENEW}")
        elif actual[name] != sha256:
            yield Problem(number, f"{name} is not the file that was locked; {RENEW}")
    for name in sorted(actual.keys() - locked):
        yield Problem(0, f"{name} is not locked; {RENEW}")


def compile_instrument(folder: Path, files: Mapping[str, Document]) -> Definition:
    """The instrument in `folder` from its parsed `files` by name. DataFileError with file:line for any mistake."""
    if "definition.yaml" not in files:
        raise DataFileError(str(folder), [Problem(0, "there is no definition.yaml beside these files")])
    document = files["definition.yaml"]
    spec = validate(document, InstrumentFile)
    refuse(document, _spec_complaints(spec, folder.name))
    items = {key: _item(key, spec) for key in spec.items}
    refuse(document, _score_complaints(spec, items))
    texts = _texts(document, spec, items, files)
    return Definition(
        code=spec.code,
        version=spec.version,
        title=spec.title,
        owner=spec.owner,
        licence=spec.licence,
        attribution=spec.attribution,
        source=spec.source,
        direction=spec.direction,
        recall=spec.recall,
        results_for=spec.results_for,
        not_answered=frozenset(spec.not_answered),
        items=MappingProxyType(items),
        scores=MappingProxyType(spec.scores),
        cutoffs=spec.cutoffs,
        risk=spec.risk,
        reliable_change=MappingProxyType(spec.reliable_change),
        loinc=spec.loinc,
        loinc_answers=MappingProxyType(spec.loinc_answers),
        notes=spec.notes,
        value_sets=_value_sets(document, spec, items, files.get("value-sets.yaml")),
        grades=_grades(document, spec, items, files.get("grades.yaml")),
        texts=MappingProxyType(texts),
        sha256=_sha256("".join(files[name].text for name in ("definition.yaml", *TABLES) if name in files)),
    )


def refuse(document: Document, complaints: Iterable[Complaint]) -> None:
    """Raise one DataFileError with every complaint at its line; do nothing without any."""
    problems = [Problem(document.line_of(place), f"{_at(place)}: {message}") for place, message in complaints]
    if problems:
        raise DataFileError(document.name, problems)


def _at(place: Place) -> str:
    return ".".join(str(part) for part in place)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def _numbers(options: tuple[int, ...] | Interval) -> tuple[int, ...]:
    return tuple(range(options.low, options.high + 1)) if isinstance(options, Interval) else options


def _item(key: str, spec: InstrumentFile) -> Item:
    item = spec.items[key]
    options = spec.options[item.options]
    numbers = _numbers(options)
    codes = (*numbers, *spec.not_answered)
    discrete = not isinstance(options, Interval)
    return Item(
        key=key,
        codes=frozenset(codes),
        allowed=", ".join(map(str, codes)) if discrete else f"{numbers[0]} to {numbers[-1]}",
        low=min(numbers),
        high=max(numbers),
        options=item.options,
        labelled=discrete,
        optional=item.optional,
        scored=any(key in _items_of(spec.scores, name) for name in spec.scores),
        reverse=item.reverse,
        loinc=item.loinc,
        not_if=MappingProxyType({other: frozenset(codes) for other, codes in item.not_if.items()}),
    )


def _own_items(score: Score) -> tuple[str, ...]:
    if isinstance(score, Share):
        return (score.part, *score.whole)
    if isinstance(score, (ItemScore, Utility, Grade)):
        return score.items
    return ()


def _parts(score: Score) -> tuple[str, ...]:
    if isinstance(score, Lookup):
        return (score.of,)
    if isinstance(score, Average):
        return (*score.parts, *score.inverted)
    if isinstance(score, (Total, Combined)):
        return score.parts
    return ()


def _items_of(scores: Mapping[str, Score], name: str) -> tuple[str, ...]:
    score = scores[name]
    behind = [key for part in _parts(score) for key in _items_of(scores, part)]
    return tuple(dict.fromkeys((*_own_items(score), *behind)))


def _spec_complaints(spec: InstrumentFile, folder: str) -> Iterator[Complaint]:
    if spec.code != folder:
        yield ("code",), f"the folder is called {folder}"
    for name, options in spec.options.items():
        yield from _option_complaints(name, options, spec)
    for key, item in spec.items.items():
        yield from _item_complaints(key, item, spec)
    yield from _reference_complaints(spec)


def _option_complaints(name: str, options: tuple[int, ...] | Interval, spec: InstrumentFile) -> Iterator[Complaint]:
    codes = _numbers(options)
    if len(codes) < 2 or len(set(codes)) < len(codes) or min(codes) < 0:
        yield ("options", name), "an option set needs two or more different codes, none below 0"
    if name in spec.items:
        yield ("options", name), "an option set cannot have the name of an item"
    if set(codes) & set(spec.not_answered):
        yield ("not_answered",), f"a code that means 'not answered' stands in option set {name}"


def _item_complaints(key: str, item: ItemSpec, spec: InstrumentFile) -> Iterator[Complaint]:
    if item.options not in spec.options:
        yield ("items", key, "options"), f"unknown option set {item.options!r}; known: {', '.join(spec.options)}"
    for other, codes in item.not_if.items():
        yield from _code_complaints(("items", key, "not_if", other), other, codes, spec)


def _code_complaints(place: Place, key: str, codes: Iterable[int], spec: InstrumentFile) -> Iterator[Complaint]:
    if key not in spec.items:
        yield place, f"unknown item {key!r}"
        return
    options = spec.options.get(spec.items[key].options, ())
    for code in sorted(set(codes) - set(_numbers(options))):
        yield place, f"item {key} has no code {code}"


def _reference_complaints(spec: InstrumentFile) -> Iterator[Complaint]:
    known: set[str] = set()
    for name, score in spec.scores.items():
        for key in _own_items(score):
            if key not in spec.items:
                yield ("scores", name), f"unknown item {key!r}"
        for part in _parts(score):
            if part not in known:
                yield ("scores", name), f"there is no score {part!r} above this one"
        if isinstance(score, Sum) and score.gate:
            yield from _code_complaints(("scores", name, "gate"), score.gate.item, [score.gate.code], spec)
        known.add(name)
    for index, rule in enumerate(spec.risk):
        yield from _code_complaints(("risk", index), rule.item, [rule.at_least], spec)
    for index, cutoff in enumerate(spec.cutoffs):
        if cutoff.score not in known:
            yield ("cutoffs", index), f"unknown score {cutoff.score!r}"
    for name in spec.reliable_change:
        if name not in known:
            yield ("reliable_change", name), f"unknown score {name!r}"
        elif (spec.scores[name].direction or spec.direction) == "neutral":
            yield ("reliable_change", name), "a score without a direction cannot improve"


def _score_complaints(spec: InstrumentFile, items: Mapping[str, Item]) -> Iterator[Complaint]:
    for name, score in spec.scores.items():
        place = ("scores", name)
        if isinstance(score, ItemScore):
            yield from _item_score_complaints(place, score, items)
        if isinstance(score, Lookup) and set(score.table) != _whole(spec.scores[score.of].range):
            yield (*place, "table"), f"needs an entry for every value of {score.of}"
        reach = _reach(score, items, spec.scores)
        if reach and reach != score.range:
            yield (*place, "range"), f"the rule reaches from {reach[0]} to {reach[1]}"
        yield from _band_complaints((*place, "bands"), score)


def _item_score_complaints(place: Place, score: ItemScore, items: Mapping[str, Item]) -> Iterator[Complaint]:
    spans = {(items[key].low, items[key].high) for key in score.items}
    if len(set(score.items)) < len(score.items):
        yield (*place, "items"), "an item stands here twice"
    if score.max_missing >= len(score.items):
        yield (*place, "max_missing"), "at least one item must be answered"
    if len(spans) > 1 and (score.max_missing or not isinstance(score, Sum)):
        yield (*place, "items"), "a mean needs items with the same range of codes"


def _whole(ends: tuple[Decimal, Decimal]) -> set[int]:
    return set(range(int(ends[0]), int(ends[1]) + 1))


def _reach(score: Score, items: Mapping[str, Item], scores: Mapping[str, Score]) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest value the rule can give, where that follows from the items."""
    if isinstance(score, Linear):
        return Decimal(0), Decimal(100)
    if isinstance(score, Total):
        parts = [scores[part].range for part in score.parts]
        return sum((low for low, _ in parts), Decimal(0)), sum((high for _, high in parts), Decimal(0))
    if isinstance(score, Lookup):
        return min(score.table.values()), max(score.table.values())
    if isinstance(score, (Sum, Mean)):
        times = Fraction(score.multiply if isinstance(score, Sum) else Fraction(1, len(score.items)))
        ends = (sum(items[key].low for key in score.items), sum(items[key].high for key in score.items))
        low, high = (Decimal((end * times).numerator) / (end * times).denominator for end in ends)
        return low, high
    return None


def _band_complaints(place: Place, score: Score) -> Iterator[Complaint]:
    if not score.bands:
        return
    step = Decimal(1).scaleb(-score.decimals)
    if (score.bands[0].low, score.bands[-1].high) != score.range:
        yield place, f"the bands must reach from {score.range[0]} to {score.range[1]}"
    for index, (below, above) in enumerate(pairwise(score.bands)):
        if above.low - below.high != step or above.high < above.low:
            yield (*place, index + 1), f"this band must begin {step} above {below.high} and not end before it"


def _texts(
    document: Document, spec: InstrumentFile, items: Mapping[str, Item], files: Mapping[str, Document]
) -> dict[str, Text]:
    wordings = {name: file for name, file in files.items() if name not in ("definition.yaml", *TABLES)}
    if (spec.licence.wording == "definition_only") == bool(wordings):
        raise document.error(("licence", "wording"), f"{spec.licence.wording}, with {len(wordings)} files of wording")
    texts = (_text(name, file, spec.code, items) for name, file in wordings.items())
    return {text.language: text for text in texts}


def _text(name: str, document: Document, code: str, items: Mapping[str, Item]) -> Text:
    file = validate(document, TextFile)
    complaints = list(wording_complaints(file, items))
    if file.instrument != code:
        complaints.append((("instrument",), f"this folder is of {code}"))
    if name != f"{file.language}.yaml":
        complaints.append((("language",), f"the file is called {name}"))
    refuse(document, complaints)
    provenance = {"grade": file.grade, "sources": file.sources, "notes": file.notes, "licence_note": file.licence_note}
    return compile_text(file, items, **provenance)


def compile_text(wording: Wording, items: Mapping[str, Item], **provenance: Any) -> Text:
    """The text to show for a wording without complaints, items in the order of the instrument, and its SHA-256."""
    shown = [items[key] for key in items if key in wording.items]
    return Text(
        instrument=wording.instrument,
        language=wording.language,
        title=wording.title,
        instructions=wording.instructions,
        stem=wording.stem,
        recall=wording.recall,
        items=MappingProxyType({item.key: wording.items[item.key] for item in shown}),
        labels=MappingProxyType({item.key: _labels(item, wording) for item in shown}),
        sha256=wording_sha256(wording),
        **provenance,
    )


def _labels(item: Item, wording: Wording) -> Mapping[int, str]:
    labels = wording.options.get(item.key) or wording.options.get(item.options, {})
    codes = labels if item.labelled else range(item.low, item.high + 1)
    return MappingProxyType({code: labels.get(code) or str(code) for code in codes})


def wording_sha256(wording: Wording) -> str:
    """Hex SHA-256 of what a person reads: a JSON list in a fixed order, UTF-8, the option labels in the order shown."""
    shown = [
        *(wording.instrument, wording.language, wording.title),
        *(wording.instructions, wording.stem, wording.recall),
        sorted(wording.items.items()),
        [[name, list(labels.items())] for name, labels in sorted(wording.options.items())],
    ]
    return _sha256(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))


def wording_complaints(wording: Wording, items: Mapping[str, Item]) -> Iterator[Complaint]:
    """Every way in which a wording does not fit: items missing or unknown, labels missing or of other codes."""
    for key in wording.items.keys() - items.keys():
        yield ("items", key), f"unknown item; items: {', '.join(items)}"
    for key, item in items.items():
        if key not in wording.items and not item.optional:
            yield ("items",), f"item {key} is missing"
    shown = [items[key] for key in wording.items if key in items]
    own = {item.key for item in shown if item.key in wording.options}
    needed = {item.options: item for item in shown if item.key not in own} | {key: items[key] for key in own}
    for name in wording.options.keys() - needed.keys():
        yield ("options", name), f"no item shown here uses these options; needed: {', '.join(needed)}"
    for name, item in needed.items():
        yield from _label_complaints(name, item, wording.options.get(name, {}))


def _label_complaints(name: str, item: Item, labels: Mapping[int, str | None]) -> Iterator[Complaint]:
    if not item.labelled:
        for code in sorted(labels.keys() - item.codes):
            yield ("options", name, str(code)), f"no such code; allowed: {item.allowed}"
    elif not item.codes.issuperset(labels) or not set(range(item.low, item.high + 1)) & item.codes <= labels.keys():
        place: Place = ("options", name) if labels else ("options",)
        yield place, f"{name} must have exactly the codes {item.allowed}"
    elif not (labels[item.low] and labels[item.high]):
        yield ("options", name), "the first and the last code need a label"


def _value_sets(
    document: Document, spec: InstrumentFile, items: Mapping[str, Item], tables: Document | None
) -> Mapping[str, ValueSet]:
    needed = [name for name, score in spec.scores.items() if isinstance(score, Utility)]
    if bool(needed) != bool(tables):
        raise document.error(("scores",), "value-sets.yaml and a score by value_set belong together")
    if tables is None:
        return MappingProxyType({})
    sets = validate(tables, ValueSetFile).value_sets
    levels = {key: items[key].codes - {items[key].low} for name in needed for key in _items_of(spec.scores, name)}
    given = {name: {key: set(losses) for key, losses in one.coefficients.items()} for name, one in sets.items()}
    short = [("value_sets", country) for country in sets if given[country] != levels]
    refuse(tables, ((place, "needs one coefficient for every level above the first") for place in short))
    return MappingProxyType(sets)


def _grades(
    document: Document, spec: InstrumentFile, items: Mapping[str, Item], tables: Document | None
) -> Mapping[tuple[int | None, ...], int]:
    needed = [score for score in spec.scores.values() if isinstance(score, Grade)]
    if bool(needed) != bool(tables):
        raise document.error(("scores",), "grades.yaml and a score by grade belong together")
    if tables is None:
        return MappingProxyType({})
    grades: dict[tuple[int | None, ...], int] = {}
    for index, (*codes, grade) in enumerate(validate(tables, GradeFile).rows):
        if grade is None or tuple(codes) in grades or not _fits(codes, [items[key] for key in needed[0].items]):
            raise tables.error(("rows", index), "each combination once: a code or null per item, then the grade")
        grades[tuple(codes)] = grade
    return MappingProxyType(grades)


def _fits(codes: list[int | None], items: list[Item]) -> bool:
    return len(codes) == len(items) and all(
        code is None or code in item.codes for item, code in zip(items, codes, strict=True)
    )

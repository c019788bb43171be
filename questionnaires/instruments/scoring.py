"""Turns the answers to one instrument into scores, bands and risks, driven by its definition. Pure, exact, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor, prod
from typing import Any, Literal

from oncocare.safety.concerns import Severity, worst
from questionnaires.instruments.definition import Definition, InstrumentText, Item
from questionnaires.instruments.file import (
    Average,
    Combined,
    Grade,
    ItemScore,
    Linear,
    Lookup,
    Mean,
    RiskRule,
    Score,
    Share,
    Sum,
    Total,
    Utility,
)

SHOWN = 5
Answers = Mapping[str, int | None]


@dataclass(frozen=True)
class AnswerProblem:
    """One answer that cannot be taken: the item, what was given, and what is allowed."""

    item: str
    given: str
    allowed: str

    def __str__(self) -> str:
        return f"item {self.item}: {self.given} is not allowed; allowed: {self.allowed}"


class AnswerError(ValueError):
    """Answers are refused whole; the text names the first few problems with the allowed codes, `problems` has all."""

    def __init__(self, problems: Iterable[AnswerProblem]) -> None:
        self.problems = tuple(problems)
        more = f"; and {len(self.problems) - SHOWN} more" if len(self.problems) > SHOWN else ""
        super().__init__("; ".join(map(str, self.problems[:SHOWN])) + more)


@dataclass(frozen=True)
class Scored:
    """One score: an int when it is whole by definition, else a Decimal at its place; None when it must be missing."""

    value: Decimal | int | None
    band: str | None = None
    prorated: bool = False


@dataclass(frozen=True)
class Result:
    """All scores of one response, the items asked but not answered, and the names of the risks it shows."""

    instrument: str
    version: str
    complete: bool
    missing: tuple[str, ...]
    scores: Mapping[str, Scored]
    risk: tuple[str, ...]


@dataclass(frozen=True)
class _Exact:
    """A score before it is rounded for showing."""

    value: Fraction | None
    prorated: bool = False


@dataclass(frozen=True)
class _Sheet:
    """The answers at work: `given` as sent, `counted` those that count, `known` the scores computed so far."""

    definition: Definition
    given: Answers
    counted: Mapping[str, int]
    losses: Mapping[str, Mapping[int, Decimal]] | None
    known: dict[str, _Exact] = field(default_factory=dict)


NOTHING = _Exact(None)


def validate(definition: Definition, answers: Any) -> Answers:
    """The answers in the order of the instrument, item -> code or None (asked, not answered); absent items stay absent.

    A code is an int: not a bool, a float such as 2.0 or a text such as "2". Raises AnswerError with every problem.
    """
    if not isinstance(answers, Mapping):
        raise AnswerError([AnswerProblem("answers", _brief(answers), "an object of item and code")])
    problems = [problem for key, code in answers.items() if (problem := _problem(definition, key, code))]
    if problems:
        raise AnswerError(problems)
    return {key: answers[key] for key in definition.items if key in answers}


def score(definition: Definition, answers: Any, value_set: Any = None) -> Result:
    """Validate and score one response; a score that must be missing is None, never 0.

    `value_set` is the country of an EQ-5D value set; without it the index is None. Raises AnswerError.
    Source of every rule: the definition itself. Arithmetic is exact; rounding is half away from zero, once, at the end.
    """
    given = validate(definition, answers)
    answered = _answered(definition, given)
    counted = {key: code for key, code in answered.items() if _applies(definition.items[key], answered)}
    sheet = _Sheet(definition, given, counted, _losses(definition, value_set))
    scores = {name: _scored(name, spec, sheet) for name, spec in definition.scores.items()}
    missing = tuple(item.key for item in definition.items.values() if _is_missing(item, given, answered))
    return Result(
        instrument=definition.code,
        version=definition.version,
        complete=bool(answered) and not missing,
        missing=missing,
        scores=scores,
        risk=_risks(definition, answered),
    )


def concerns(definition: Definition, answers: Answers, *, own: bool) -> dict[str, Severity]:
    """The kinds of flag that these answers raise, each with its severity, whatever else was answered.

    `own`: the person answered themselves, so an item that was asked and not answered was left out knowingly.
    Source of every rule: the definition itself. Raises AnswerError.
    """
    given = validate(definition, answers)
    answered = _answered(definition, given)
    fired = [(rule.name, rule.severity) for rule in definition.risk if _fires(rule, answered)]
    if own:
        unsaid = (rule for rule in definition.unsaid if rule.item in given and rule.item not in answered)
        fired += [(rule.name, rule.severity) for rule in unsaid]
    return {name: worst(*(severity for other, severity in fired if other == name)) for name, _severity in fired}


def items_that_apply(definition: Definition, answers: Answers, text: InstrumentText | None = None) -> list[str]:
    """The items to ask, in order, after these answers; with `text` only those that have wording in it.

    An item does not apply once another was answered in a way that rules it out (PC-PTSD-5: no exposure, no questions).
    """
    answered = _answered(definition, answers)
    applying = (key for key, item in definition.items.items() if _applies(item, answered))
    return [key for key in applying if text is None or key in text.items]


@dataclass(frozen=True)
class ReliableChange:
    """Which way a score went by the published threshold of its instrument, and `name`: whose threshold it is."""

    way: Literal["improved", "worse", "none"]
    name: str


def reliable_change(
    definition: Definition, score_name: str, before: Decimal | int | None, after: Decimal | int | None
) -> ReliableChange | None:
    """Whether a score moved by at least its verified reliable-change threshold, and which way.

    None when either score is missing or no verified threshold is published. KeyError for an unknown score.
    Source: the threshold's own `source` in the definition (Jacobson & Truax 1991 for the idea).
    A policy compares with a number of its own, which is no reliable change.
    """
    worse_is_up = definition.direction_of(score_name) == "higher_is_worse"
    change = definition.reliable_change.get(score_name)
    if change is None or not change.verified or change.name is None or before is None or after is None:
        return None
    moved = Decimal(after) - Decimal(before)
    if abs(moved) < change.threshold:
        return ReliableChange("none", change.name)
    return ReliableChange("worse" if (moved > 0) == worse_is_up else "improved", change.name)


def half_up(value: Fraction, decimals: int = 0) -> Decimal:
    """`value` at `decimals` places, a half going away from zero, also below zero."""
    units = floor(abs(value) * 10**decimals + Fraction(1, 2))
    return Decimal(units if value >= 0 else -units).scaleb(-decimals)


def recode(item: Item, code: int) -> int:
    """The code as it counts: turned round within the item's range when the item is a reverse item."""
    return item.low + item.high - code if item.reverse else code


def _brief(given: object) -> str:
    text = repr(given) if isinstance(given, (str, int, float, type(None))) else f"a {type(given).__name__}"
    return text if len(text) <= 40 else text[:40] + "..."


def _problem(definition: Definition, key: Any, code: Any) -> AnswerProblem | None:
    item = definition.items.get(key) if isinstance(key, str) else None
    if item is None:
        return AnswerProblem(_brief(key), "an unknown item", "items " + ", ".join(definition.items))
    if code is None or (type(code) is int and code in item.codes):
        return None
    return AnswerProblem(key, _brief(code), item.allowed)


def _losses(definition: Definition, value_set: Any) -> Mapping[str, Mapping[int, Decimal]] | None:
    if value_set is None:
        return None
    if not isinstance(value_set, str) or value_set not in definition.value_sets:
        allowed = ", ".join(definition.value_sets) or f"none for {definition.code}"
        raise AnswerError([AnswerProblem("value_set", _brief(value_set), allowed)])
    return definition.value_sets[value_set].coefficients


def _answered(definition: Definition, given: Answers) -> dict[str, int]:
    return {key: code for key, code in given.items() if code is not None and code not in definition.not_answered}


def _applies(item: Item, answered: Mapping[str, int]) -> bool:
    return not any(answered.get(other) in codes for other, codes in item.not_if.items())


def _is_missing(item: Item, given: Answers, answered: Mapping[str, int]) -> bool:
    """Asked and not answered; an optional item counts as asked only when it was sent empty and feeds a score."""
    if item.key in answered or not _applies(item, answered):
        return False
    return not item.optional or (item.scored and item.key in given and given[item.key] is None)


def _risks(definition: Definition, answered: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.name for rule in definition.risk if _fires(rule, answered)))


def _fires(rule: RiskRule, answered: Mapping[str, int]) -> bool:
    return answered.get(rule.item, -1) >= rule.at_least


def _scored(name: str, spec: Score, sheet: _Sheet) -> Scored:
    exact = _compute(spec, sheet)
    sheet.known[name] = exact
    if exact.value is None:
        return Scored(None)
    shown = half_up(exact.value, spec.decimals)
    if spec.decimals == 0:  # a score defined as a whole number is that number, also inside a total
        sheet.known[name] = _Exact(Fraction(shown), exact.prorated)
    band = next((band.name for band in spec.bands if shown <= band.high), None)
    return Scored(shown if spec.decimals else int(shown), band, exact.prorated)


def _compute(spec: Score, sheet: _Sheet) -> _Exact:
    match spec:
        case Sum():
            return _sum(spec, sheet)
        case Mean():
            return _mean(spec, sheet)
        case Linear():
            return _linear(spec, sheet)
        case Total():
            return _total(spec, sheet)
        case Average():
            return _average(spec, sheet)
        case Utility():
            return _utility(spec, sheet)
        case Lookup():
            return _lookup(spec, sheet)
        case Grade():
            return _grade(spec, sheet)
        case Share():
            return _share(spec, sheet)
        case _:
            return _combined(spec, sheet)


def _mean(spec: ItemScore, sheet: _Sheet) -> _Exact:
    items = (sheet.definition.items[key] for key in spec.items if key in sheet.counted)
    codes = [recode(item, sheet.counted[item.key]) for item in items]
    missing = len(spec.items) - len(codes)
    return NOTHING if missing > spec.max_missing else _Exact(Fraction(sum(codes), len(codes)), missing > 0)


def _sum(spec: Sum, sheet: _Sheet) -> _Exact:
    if spec.gate and spec.gate.item not in sheet.counted:
        return NOTHING
    if spec.gate and sheet.counted[spec.gate.item] == spec.gate.code:
        return _Exact(Fraction(spec.gate.value))
    mean = _mean(spec, sheet)
    return mean if mean.value is None else _Exact(mean.value * len(spec.items) * spec.multiply, mean.prorated)


def _linear(spec: Linear, sheet: _Sheet) -> _Exact:
    mean, item = _mean(spec, sheet), sheet.definition.items[spec.items[0]]
    if mean.value is None:
        return mean
    percent = (mean.value - item.low) / (item.high - item.low) * 100
    return _Exact(100 - percent if spec.invert else percent, mean.prorated)


def _values(parts: Iterable[str], sheet: _Sheet) -> list[Fraction] | None:
    values = [sheet.known[part].value for part in parts]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None


def _prorated(parts: Iterable[str], sheet: _Sheet) -> bool:
    return any(sheet.known[part].prorated for part in parts)


def _total(spec: Total, sheet: _Sheet) -> _Exact:
    values = _values(spec.parts, sheet)
    behind = {key for part in spec.parts for key in sheet.definition.items_of(part)}
    too_few = spec.max_missing is not None and len(behind - sheet.counted.keys()) > spec.max_missing
    if values is None or too_few:
        return NOTHING
    return _Exact(sum(values, Fraction(0)), _prorated(spec.parts, sheet))


def _average(spec: Average, sheet: _Sheet) -> _Exact:
    plain, turned = _values(spec.parts, sheet), _values(spec.inverted, sheet)
    if plain is None or turned is None:
        return NOTHING
    values = [*plain, *(100 - value for value in turned)]
    return _Exact(sum(values, Fraction(0)) / len(values), _prorated((*spec.parts, *spec.inverted), sheet))


def _utility(spec: Utility, sheet: _Sheet) -> _Exact:
    losses = sheet.losses
    if losses is None or any(key not in sheet.counted for key in spec.items):
        return NOTHING
    lost = (Fraction(losses[key].get(sheet.counted[key], Decimal(0))) for key in spec.items)
    return _Exact(sum(lost, Fraction(1)))


def _lookup(spec: Lookup, sheet: _Sheet) -> _Exact:
    raw = sheet.known[spec.of].value
    return NOTHING if raw is None else _Exact(Fraction(spec.table[int(raw)]))


def _grade(spec: Grade, sheet: _Sheet) -> _Exact:
    if any(key in sheet.given and key not in sheet.counted for key in spec.items):
        return NOTHING
    grade = sheet.definition.grades.get(tuple(sheet.counted.get(key) for key in spec.items))
    return NOTHING if grade is None else _Exact(Fraction(grade))


def _share(spec: Share, sheet: _Sheet) -> _Exact:
    if any(key not in sheet.counted for key in (spec.part, *spec.whole)):
        return NOTHING
    whole = sum(sheet.counted[key] for key in spec.whole)
    return _Exact(Fraction(100 * sheet.counted[spec.part], whole)) if whole else NOTHING


def _combined(spec: Combined, sheet: _Sheet) -> _Exact:
    if any(sheet.known[part].value == 100 for part in spec.parts):
        return _Exact(Fraction(100))
    values = _values(spec.parts, sheet)
    if values is None:
        return NOTHING
    return _Exact(100 - 100 * prod((1 - value / 100 for value in values), start=Fraction(1)))

"""Reads a policy file whole, or refuses it with every mistake at its line. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from oncocare.foundation.datafiles import DataFileError, Document, Place, Problem, parse, read
from steps.levels import DecisionOutcome, Level, is_level
from steps.policy import (
    AllOf,
    AnyOf,
    AtLevel,
    Bound,
    Caseness,
    Change,
    Changed,
    Condition,
    Count,
    Counted,
    Fact,
    FlagRequest,
    Held,
    HigherIs,
    IsCase,
    IsFact,
    Measure,
    Not,
    Policy,
    Rule,
    Since,
    Then,
    Value,
)

T = TypeVar("T")


W = TypeVar("W", bound=StrEnum)


def load_policy(path: Path) -> Policy:
    """The policy in the file at `path`; `DataFileError` lists every mistake as `file:line: message`."""
    try:
        return policy_from(read(path))
    except UnicodeDecodeError as error:
        raise DataFileError(str(path), [Problem(1, "not UTF-8 text")]) from error


def parse_policy(text: str, name: str = "policy") -> Policy:
    """The policy in YAML `text`; `DataFileError` lists every mistake as `name:line: message`."""
    return policy_from(parse(text, name))


def policy_from(document: Document) -> Policy:
    """The policy in a parsed document; `DataFileError` lists every mistake, none is repaired."""
    reader = _Reader(document)
    policy = _policy(reader, document.data)
    if reader.problems:
        raise DataFileError(document.name, reader.problems)
    return policy


# Each function notes what is wrong and returns a stand-in, so that one pass finds every mistake.

_SLUG = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")


_POLICY_KEYS = ("policy", "version", "title", "start_level", "max_age_days", "measures", "rules")


_MEASURE_KEYS = ("instrument", "score", "higher_is")


_RULE_KEYS = ("id", "then", "because", "source")


_TEST_KEYS = ("at_least", "below", "is", "change", "since")


_CONDITION_KEYS = ("any", "all", "not", "level", *Fact, *Counted, "measure", *_TEST_KEYS, "held")


_HELD_KEYS = ("any", "all", "not", "measure", "at_least", "below", "is")


_NOBODY = Measure("", "", "", None, None, HigherIs.WORSE)


class _Reader:
    """Plain data in, typed values out; keeps what was wrong, and the measures that rules may name."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.measures: dict[str, Measure] = {}

    def wrong(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.document.line_of(place), message))

    def mapping(self, data: Any, place: Place, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
        """The mapping at `place`; notes keys that are unknown or absent."""
        required, name = tuple(required), _name(place)
        allowed = (*required, *optional)
        if not isinstance(data, dict):
            self.wrong(place, f"{name} must be a mapping with the keys {_list(allowed)}")
            return {}
        for key in data:
            if key not in allowed:
                self.wrong((*place, key), f"unknown key {key!r} in {name}; allowed: {_list(allowed)}")
        for key in required:
            if key not in data:
                self.wrong(place, f"{name} needs the key {key!r}")
        return data

    def text(self, data: Any, place: Place) -> str:
        if isinstance(data, str) and data.strip():
            return data
        self.wrong(place, f"{_name(place)} must be text, not {_shown(data)}")
        return ""

    def slug(self, data: Any, place: Place) -> str:
        if isinstance(data, str) and _SLUG.fullmatch(data):
            return data
        self.wrong(place, f"{_name(place)} must be a slug of letters, digits, '-' and '_', not {_shown(data)}")
        return ""

    def texts(self, data: Any, place: Place) -> dict[str, str]:
        """A human text: a map of languages, `en` at least."""
        if not isinstance(data, dict):
            self.wrong(place, f"{_name(place)} must be a map of languages such as {{en: ...}}")
            return {}
        if "en" not in data:
            self.wrong(place, f"{_name(place)} has no text in 'en'")
        return {language: self.text(words, (*place, language)) for language, words in data.items()}

    def word(self, data: Any, place: Place, words: type[W]) -> W:
        if isinstance(data, str) and data in tuple(words):
            return words(data)
        self.wrong(place, f"{_name(place)} must be {_either(words)}, not {_shown(data)}")
        return next(iter(words))

    def number(self, data: Any, place: Place) -> Decimal:
        if isinstance(data, (int, float)) and not isinstance(data, bool) and isfinite(data):
            return Decimal(str(data))
        self.wrong(place, f"{_name(place)} must be a number, not {_shown(data)}")
        return Decimal(1)

    def whole(self, data: Any, place: Place, least: int) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and data >= least:
            return data
        self.wrong(place, f"{_name(place)} must be a whole number of at least {least}, not {_shown(data)}")
        return least

    def truth(self, data: Any, place: Place) -> bool:
        if not isinstance(data, bool):
            self.wrong(place, f"{_name(place)} must be true or false, not {_shown(data)}")
        return data is True

    def only(self, data: Any, place: Place, value: Any) -> None:
        """Notes anything but the one value that is allowed here."""
        if type(data) is not type(value) or data != value:
            self.wrong(place, f"{_name(place)} can only be {_shown(value)}, not {_shown(data)}")

    def level(self, data: Any, place: Place) -> Level:
        if isinstance(data, int) and not isinstance(data, bool) and is_level(data):
            return Level(data)
        self.wrong(place, f"{_name(place)} must be a level from 1 to 4, not {_shown(data)}")
        return Level.MONITORING


def _policy(reader: _Reader, data: Any) -> Policy:
    data = reader.mapping(data, (), _POLICY_KEYS)
    reader.measures = _measures(reader, data.get("measures", {}))
    return Policy(
        slug=_read(reader.slug, data, (), "policy", ""),
        version=_read(lambda value, place: reader.whole(value, place, 1), data, (), "version", 1),
        title=_read(reader.texts, data, (), "title", {}),
        start_level=_read(reader.level, data, (), "start_level", Level.MONITORING),
        max_age_days=_read(lambda value, place: reader.whole(value, place, 0), data, (), "max_age_days", 0),
        measures=reader.measures,
        rules=_rules(reader, data.get("rules", [])),
        sha256=reader.document.sha256,
    )


def _read(how: Callable[[Any, Place], T], data: dict[str, Any], place: Place, key: str, absent: T) -> T:
    """`data[key]` read by `how`, or `absent` where the key is not there."""
    return how(data[key], (*place, key)) if key in data else absent


def _measures(reader: _Reader, data: Any) -> dict[str, Measure]:
    if not isinstance(data, dict):
        reader.wrong(("measures",), "measures must be a mapping of names to measures")
        return {}
    return {reader.slug(slug, ("measures", slug)): _measure(reader, slug, data[slug]) for slug in data}


def _measure(reader: _Reader, slug: str, data: Any) -> Measure:
    place = ("measures", slug)
    data = reader.mapping(data, place, _MEASURE_KEYS, ("case", "reliable_change"))
    measure = Measure(
        slug=slug,
        instrument=_read(reader.text, data, place, "instrument", ""),
        score=_read(reader.text, data, place, "score", ""),
        case=_read(reader.number, data, place, "case", None),
        reliable_change=_read(reader.number, data, place, "reliable_change", None),
        higher_is=_read(lambda value, at: reader.word(value, at, HigherIs), data, place, "higher_is", HigherIs.WORSE),
    )
    if measure.reliable_change is not None and measure.reliable_change <= 0:
        reader.wrong((*place, "reliable_change"), "reliable_change must be above 0")
    return measure


def _rules(reader: _Reader, data: Any) -> tuple[Rule, ...]:
    if not isinstance(data, list):
        reader.wrong(("rules",), "rules must be a list")
        return ()
    rules = tuple(_rule(reader, rule, ("rules", index)) for index, rule in enumerate(data))
    _check_order(reader, data, rules)
    return rules


def _check_order(reader: _Reader, data: list[Any], rules: tuple[Rule, ...]) -> None:
    """Every rule has its own id, and none stands after one that always holds."""
    seen: set[str] = set()
    always = ""
    for index, rule in enumerate(rules):
        if always:
            reader.wrong(("rules", index), f"rule {rule.id!r} is never reached: {always!r} before it has no 'when'")
        if rule.id in seen:
            reader.wrong(("rules", index, "id"), f"rule id {rule.id!r} is used twice")
        if isinstance(data[index], dict) and rule.id:
            seen.add(rule.id)
            always = always or ("" if "when" in data[index] else rule.id)


def _rule(reader: _Reader, data: Any, place: Place) -> Rule:
    data = reader.mapping(data, place, _RULE_KEYS, ("when",))
    return Rule(
        id=_read(reader.slug, data, place, "id", ""),
        when=_read(lambda value, at: _condition(reader, value, at), data, place, "when", None),
        then=_then(reader, data.get("then", {"stay": True}), (*place, "then")),
        because=_read(reader.texts, data, place, "because", {}),
        source=_read(reader.text, data, place, "source", ""),
    )


def _then(reader: _Reader, data: Any, place: Place) -> Then:
    data = reader.mapping(data, place, (), ("stay", "step", "move_to", "approval", "nominate", "flag"))
    if len({"stay", "step", "move_to"} & set(data)) != 1:
        reader.wrong(place, f"{_name(place)} needs exactly one of 'stay', 'step' and 'move_to'")
    for key, value in (("stay", True), ("approval", "clinician"), ("nominate", "mentor")):
        if key in data:
            reader.only(data[key], (*place, key), value)
    return Then(
        outcome=_outcome(reader, data, place),
        to=_read(reader.level, data, place, "move_to", None),
        approval="approval" in data,
        nominate="nominate" in data,
        flag=_read(lambda value, at: _flag(reader, value, at), data, place, "flag", None),
    )


class _Step(StrEnum):
    UP = "up"
    DOWN = "down"


def _outcome(reader: _Reader, data: dict[str, Any], place: Place) -> DecisionOutcome:
    if "step" in data:
        return DecisionOutcome(reader.word(data["step"], (*place, "step"), _Step))
    return DecisionOutcome.MOVE if "move_to" in data else DecisionOutcome.STAY


def _flag(reader: _Reader, data: Any, place: Place) -> FlagRequest:
    data = reader.mapping(data, place, ("kind", "severity"))
    return FlagRequest(_read(reader.text, data, place, "kind", ""), _read(reader.text, data, place, "severity", ""))


def _condition(reader: _Reader, data: Any, place: Place, allowed: tuple[str, ...] = _CONDITION_KEYS) -> Condition:
    """The condition at `place`; several keys in one mapping become an `AllOf`, one key stays what it is."""
    data = reader.mapping(data, place, (), allowed)
    if not data:
        reader.wrong(place, f"{_name(place)} is an empty condition; allowed: {_list(allowed)}")
    parts = [part for key in data if key in allowed for part in _parts(reader, key, data, place, allowed)]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _parts(reader: _Reader, key: str, data: dict[str, Any], place: Place, allowed: tuple[str, ...]) -> list[Condition]:
    """The conditions that one key of a mapping stands for; the tests of a measure are read with `measure`."""
    value, at = data[key], (*place, key)
    if key in ("any", "all"):
        return [_several(reader, key, value, at, allowed)]
    if key == "not":
        return [Not(_condition(reader, value, at, allowed))]
    if key == "measure":
        return _tests(reader, data, place)
    if key in _TEST_KEYS:
        return _needs_measure(reader, key, data, at)
    return _facts(reader, key, value, at)


def _several(reader: _Reader, key: str, data: Any, place: Place, allowed: tuple[str, ...]) -> Condition:
    if not isinstance(data, list) or not data:
        reader.wrong(place, f"{_name(place)} must be a list of conditions, not {_shown(data)}")
        return AllOf(())
    parts = tuple(_condition(reader, part, (*place, index), allowed) for index, part in enumerate(data))
    return AnyOf(parts) if key == "any" else AllOf(parts)


def _needs_measure(reader: _Reader, key: str, data: dict[str, Any], place: Place) -> list[Condition]:
    if "measure" not in data:
        reader.wrong(place, f"{key!r} needs the key 'measure' beside it")
    return []


def _facts(reader: _Reader, key: str, data: Any, place: Place) -> list[Condition]:
    if key == "level":
        return [_at_level(reader, data, place)]
    if key == "held":
        return [_held(reader, data, place)]
    if key in tuple(Fact):
        return [IsFact(Fact(key), reader.truth(data, place))]
    return _counts(reader, Counted(key), data, place)


def _at_level(reader: _Reader, data: Any, place: Place) -> AtLevel:
    if isinstance(data, list) and data:
        return AtLevel(tuple(reader.level(number, (*place, index)) for index, number in enumerate(data)))
    return AtLevel((reader.level(data, place),))


def _counts(reader: _Reader, counted: Counted, data: Any, place: Place) -> list[Condition]:
    bounds = (Bound.AT_LEAST,) if counted is Counted.MISSED else tuple(Bound)
    data = reader.mapping(data, place, (), bounds)
    if not data:
        reader.wrong(place, f"{_name(place)} needs {_either(bounds)}")
    return [Count(counted, bound, reader.whole(data[bound], (*place, bound), 0)) for bound in bounds if bound in data]


def _held(reader: _Reader, data: Any, place: Place) -> Held:
    nothing: Condition = AllOf(())
    data = reader.mapping(data, place, ("points", "days", "condition"))
    return Held(
        points=_read(lambda value, at: reader.whole(value, at, 1), data, place, "points", 1),
        days=_read(lambda value, at: reader.whole(value, at, 0), data, place, "days", 0),
        condition=_read(lambda value, at: _condition(reader, value, at, _HELD_KEYS), data, place, "condition", nothing),
    )


def _tests(reader: _Reader, data: dict[str, Any], place: Place) -> list[Condition]:
    """The tests of one measure that stand together in one mapping."""
    measure = _named(reader, data["measure"], (*place, "measure"))
    if not set(_TEST_KEYS) & set(data):
        reader.wrong((*place, "measure"), "'measure' needs a test beside it: at_least, below, is, or change with since")
    tests: list[Condition] = [
        Value(measure, bound, reader.number(data[bound], (*place, bound))) for bound in Bound if bound in data
    ]
    if "is" in data:
        tests.append(_is_case(reader, measure, data["is"], (*place, "is")))
    if "change" in data or "since" in data:
        tests.append(_change(reader, measure, data, place))
    return tests


def _named(reader: _Reader, data: Any, place: Place) -> Measure:
    if isinstance(data, str) and data in reader.measures:
        return reader.measures[data]
    reader.wrong(place, f"unknown measure {_shown(data)}; allowed: {_list(reader.measures) or 'none is defined'}")
    return _NOBODY


def _is_case(reader: _Reader, measure: Measure, data: Any, place: Place) -> IsCase:
    if measure.slug and measure.case is None:
        reader.wrong(place, f"'is' needs the measure {measure.slug!r} to have a 'case'")
    return IsCase(measure, reader.word(data, place, Caseness))


def _change(reader: _Reader, measure: Measure, data: dict[str, Any], place: Place) -> Change:
    for key, other in (("change", "since"), ("since", "change")):
        if key not in data:
            reader.wrong((*place, other), f"{other!r} needs the key {key!r} beside it")
    if measure.slug and measure.reliable_change is None:
        reader.wrong(place, f"'change' needs the measure {measure.slug!r} to have a 'reliable_change'")
    return Change(
        measure,
        _read(lambda value, at: reader.word(value, at, Changed), data, place, "change", Changed.NONE),
        _read(lambda value, at: reader.word(value, at, Since), data, place, "since", Since.BASELINE),
    )


def _name(place: Place) -> str:
    """How a place is named to a person: its last key, with the number of the rule or part it stands in."""
    named = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    return named or "the policy"


def _shown(data: Any) -> str:
    if isinstance(data, (dict, list)):
        return "a mapping" if isinstance(data, dict) else "a list"
    return "nothing" if data is None else json.dumps(data, ensure_ascii=False)


def _list(words: Iterable[str]) -> str:
    return ", ".join(str(word) for word in words)


def _either(words: Iterable[str]) -> str:
    return " or ".join(str(word) for word in words)

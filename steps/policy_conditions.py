"""Reads when a rule of a policy file holds; mistakes are noted at their lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from oncocare.foundation.datafiles import Place
from steps.policy import (
    AllOf,
    AnyOf,
    AtLevel,
    Bound,
    ByHand,
    Caseness,
    Change,
    Changed,
    Condition,
    Count,
    Counted,
    Declined,
    Fact,
    Held,
    HelpIs,
    HelpStands,
    HigherIs,
    IsCase,
    IsFact,
    IsMissing,
    IsReading,
    IsTold,
    Measure,
    Not,
    Reads,
    Since,
    Value,
    Way,
)
from steps.policy_reader import PolicyReader, either, listed, name_of, read_key, shown

_BOUND_KEYS = (*Bound, "is")
_TEST_KEYS = (*_BOUND_KEYS, "change", "since", "reading", "missing")
_ROW_KEYS = (*_TEST_KEYS, "of_any_age")
_HISTORY_KEYS = ("help", "declined", "by_hand")
_CONDITION_KEYS = ("any", "all", "not", "level", *Fact, *Counted, *_HISTORY_KEYS, "measure", *_ROW_KEYS, "held")
_HELD_KEYS = ("measure", "points", "days")
_NOBODY = Measure("", "", "", None, None, HigherIs.WORSE, 0, {})


def condition(reader: PolicyReader, data: Any, place: Place) -> Condition:
    """The condition at `place`; several keys in one mapping become an `AllOf`, one key stays what it is."""
    allowed = (*_CONDITION_KEYS, *reader.told)
    data = reader.mapping(data, place, (), allowed)
    if not data:
        reader.wrong(place, f"{name_of(place)} is an empty condition; allowed: {listed(allowed)}")
    parts = [part for key in data if key in allowed for part in _parts(reader, key, data, place)]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _parts(reader: PolicyReader, key: str, data: dict[str, Any], place: Place) -> Sequence[Condition]:
    """The conditions that one key of a mapping stands for; the tests of a measure are read with `measure`."""
    value, at = data[key], (*place, key)
    if key in ("any", "all"):
        return [_several(reader, key, value, at)]
    if key == "not":
        return [Not(condition(reader, value, at))]
    if key == "held":
        return [_held(reader, value, at)]
    if key == "measure":
        return _row(reader, data, place)
    if key in reader.told:
        return [_told(reader, key, value, at)]
    if key in _ROW_KEYS:
        if "measure" not in data:
            reader.wrong(at, f"{key!r} needs the key 'measure' beside it")
        return []
    return _of_pathway(reader, key, value, at)


def _several(reader: PolicyReader, key: str, data: Any, place: Place) -> Condition:
    if not isinstance(data, list) or not data:
        reader.wrong(place, f"{name_of(place)} must be a list of conditions, not {shown(data)}")
        return AllOf(())
    parts = tuple(condition(reader, part, (*place, index)) for index, part in enumerate(data))
    return AnyOf(parts) if key == "any" else AllOf(parts)


def _told(reader: PolicyReader, about: str, data: Any, place: Place) -> IsTold:
    """One of the codes that a table may ask for, or a list of them."""
    allowed = reader.told[about]
    asked = data if isinstance(data, list) else [data]
    for index, code in enumerate(asked):
        if code not in allowed:
            at = (*place, index) if isinstance(data, list) else place
            reader.wrong(at, f"{name_of(place)} must be one of {listed(allowed)}, not {shown(code)}")
    if not asked:
        reader.wrong(place, f"{name_of(place)} must name at least one of {listed(allowed)}")
    return IsTold(about, tuple(str(code) for code in asked))


# --- the pathway


def _of_pathway(reader: PolicyReader, key: str, data: Any, place: Place) -> Sequence[Condition]:
    if key == "level":
        return [_at_level(reader, data, place)]
    if key in tuple(Fact):
        return [IsFact(Fact(key), reader.truth(data, place))]
    if key == "help":
        return [HelpStands(reader.word(data, place, HelpIs))]
    if key in ("declined", "by_hand"):
        return [_said_before(reader, key, data, place)]
    return _counts(reader, Counted(key), data, place)


def _at_level(reader: PolicyReader, data: Any, place: Place) -> AtLevel:
    if isinstance(data, list) and data:
        return AtLevel(tuple(reader.level(number, (*place, index)) for index, number in enumerate(data)))
    return AtLevel((reader.level(data, place),))


def _counts(reader: PolicyReader, counted: Counted, data: Any, place: Place) -> list[Count]:
    bounds, least = ((Bound.AT_LEAST,), 1) if counted is Counted.MISSED else (tuple(Bound), 0)
    data = reader.mapping(data, place, (), bounds)
    if not data:
        reader.wrong(place, f"{name_of(place)} needs {either(bounds)}")
    return [
        Count(counted, bound, reader.whole(data[bound], (*place, bound), least)) for bound in bounds if bound in data
    ]


def _said_before(reader: PolicyReader, key: str, data: Any, place: Place) -> Declined | ByHand:
    data = reader.mapping(data, place, ("within_days",), ("of",) if key == "declined" else ())
    days = read_key(lambda value, at: reader.whole(value, at, 0), data, place, "within_days", 0)
    if key == "by_hand":
        return ByHand(days)
    return Declined(days, read_key(lambda value, at: reader.word(value, at, Way), data, place, "of", None))


# --- a measure


def _held(reader: PolicyReader, data: Any, place: Place) -> Held:
    data = reader.mapping(data, place, _HELD_KEYS, _BOUND_KEYS)
    measure = read_key(lambda value, at: _named(reader, value, at), data, place, "measure", _NOBODY)
    bounds = tuple(_bounds(reader, measure, data, place))
    if not bounds:
        reader.wrong(place, f"{name_of(place)} needs a bound: at_least, below, both, or is")
    if "is" in data and len(bounds) > 1:
        reader.wrong((*place, "is"), "'is' stands alone here, without at_least and below")
    return Held(
        measure=measure,
        bounds=bounds,
        points=read_key(lambda value, at: reader.whole(value, at, 1), data, place, "points", 1),
        days=read_key(lambda value, at: reader.whole(value, at, 0), data, place, "days", 0),
    )


def _row(reader: PolicyReader, data: dict[str, Any], place: Place) -> list[Condition]:
    """The tests of one measure that stand together in one mapping."""
    measure, tests = _named(reader, data["measure"], (*place, "measure")), set(_TEST_KEYS) & set(data)
    if not tests:
        reader.wrong((*place, "measure"), f"'measure' needs a test beside it: {listed(_TEST_KEYS)}")
    if "missing" in tests:
        return [_missing(reader, measure, data, place)]
    any_age = "of_any_age" in data
    if any_age:
        reader.only(data["of_any_age"], (*place, "of_any_age"), True)
    found: list[Condition] = list(_bounds(reader, measure, data, place, any_age=any_age))
    if "change" in data or "since" in data:
        found.append(_change(reader, measure, data, place, any_age))
    if "reading" in data:
        found.append(IsReading(measure, reader.word(data["reading"], (*place, "reading"), Reads), any_age))
    return found


def _missing(reader: PolicyReader, measure: Measure, data: dict[str, Any], place: Place) -> IsMissing:
    """A measure that is missing has nothing else to be asked."""
    reader.only(data["missing"], (*place, "missing"), True)
    for key in _ROW_KEYS:
        if key in data and key != "missing":
            reader.wrong((*place, key), f"'missing' stands alone with 'measure', without '{key}'")
    return IsMissing(measure)


def _bounds(
    reader: PolicyReader, measure: Measure, data: dict[str, Any], place: Place, *, any_age: bool = False
) -> Iterator[Value | IsCase]:
    for bound in Bound:
        if bound in data:
            yield Value(measure, bound, reader.number(data[bound], (*place, bound)), any_age)
    if "is" in data:
        if measure.slug and measure.case is None:
            reader.wrong((*place, "is"), f"'is' needs the measure {measure.slug!r} to have a 'case'")
        yield IsCase(measure, reader.word(data["is"], (*place, "is"), Caseness), any_age)


def _named(reader: PolicyReader, data: Any, place: Place) -> Measure:
    if isinstance(data, str) and data in reader.measures:
        return reader.measures[data]
    reader.wrong(place, f"unknown measure {shown(data)}; allowed: {listed(reader.measures) or 'none is defined'}")
    return _NOBODY


def _change(reader: PolicyReader, measure: Measure, data: dict[str, Any], place: Place, any_age: bool) -> Change:
    for key, other in (("change", "since"), ("since", "change")):
        if key not in data:
            reader.wrong((*place, other), f"{other!r} needs the key {key!r} beside it")
    if measure.slug and measure.reliable_change is None:
        reader.wrong(place, f"'change' needs the measure {measure.slug!r} to have a 'reliable_change'")
    return Change(
        measure,
        read_key(lambda value, at: reader.word(value, at, Changed), data, place, "change", Changed.NONE),
        read_key(lambda value, at: reader.word(value, at, Since), data, place, "since", Since.BASELINE),
        any_age,
    )


def names_the_level(condition: Condition | None) -> bool:
    """Whether a condition asks anywhere for the level, or for the days at it."""
    match condition:
        case AtLevel() | Count(counted=Counted.DAYS_IN_LEVEL):
            return True
        case AnyOf(parts) | AllOf(parts):
            return any(map(names_the_level, parts))
        case Not(part):
            return names_the_level(part)
        case _:
            return False

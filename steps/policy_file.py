"""Reads a policy file whole, or refuses it with every mistake at its line. Pure."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from oncocare.foundation.datafiles import DataFileError, Document, Place, parse, read
from oncocare.safety.concerns import FlagKind, Severity
from questionnaires.instruments.catalogue import catalogue
from steps.levels import DecisionOutcome, Level
from steps.policy import (
    FlagRequest,
    HigherIs,
    Measure,
    Policy,
    Rule,
    Then,
)
from steps.policy_conditions import condition, names_the_level
from steps.policy_reader import PolicyReader, listed, name_of, read_key, shown

LANGUAGE = 2
LONGEST_NAME, LAST_VERSION = 50, 9999
_POLICY_KEYS = ("language", "policy", "version", "title", "start_level", "max_age_days", "measures", "rules")
_MEASURE_KEYS = ("instrument", "score", "higher_is", "words")
_MEASURE_MAY = ("case", "reliable_change", "max_age_days", "source")
_RULE_KEYS = ("id", "then", "because", "source")
_THEN_KEYS = ("stay", "step", "move_to", "approval", "meanwhile", "nominate", "flag")


def load_policy(path: Path) -> Policy:
    """The policy in the file at `path`; `DataFileError` lists every mistake as `file:line: message`."""
    return policy_from(read(path))


def parse_policy(text: str, name: str = "policy") -> Policy:
    """The policy in YAML `text`; `DataFileError` lists every mistake as `name:line: message`."""
    return policy_from(parse(text, name))


def policy_from(document: Document) -> Policy:
    """The policy in a parsed document; `DataFileError` lists every mistake, none is repaired."""
    _check_language(document)
    reader = PolicyReader(document)
    policy = _policy(reader, document.data)
    if reader.problems:
        raise DataFileError(document.name, reader.problems)
    return replace(policy, warnings=tuple(reader.warnings))


def _check_language(document: Document) -> None:
    """Nothing else is said of a file in another language: most of it would seem wrong."""
    said = document.data.get("language") if isinstance(document.data, dict) else None
    if type(said) is not int or said != LANGUAGE:
        given = "no language is given" if said is None else f"this is language {shown(said)}"
        raise document.error(
            ("language",),
            f"the first line must be 'language: {LANGUAGE}' ({given}); docs/policies.md says what it means",
        )


def _policy(reader: PolicyReader, data: Any) -> Policy:
    data = reader.mapping(data, (), _POLICY_KEYS)
    max_age_days = read_key(lambda value, place: reader.whole(value, place, 0), data, (), "max_age_days", 0)
    title: dict[str, str] = read_key(reader.texts, data, (), "title", {})
    reader.measures = _measures(reader, data.get("measures", {}), max_age_days)
    rules = _rules(reader, data.get("rules", []))
    _check_words(reader, {*title, *(language for rule in rules for language in rule.because)})
    return Policy(
        slug=read_key(lambda value, place: reader.slug(value, place, LONGEST_NAME), data, (), "policy", ""),
        version=read_key(lambda value, place: reader.whole(value, place, 1, LAST_VERSION), data, (), "version", 1),
        title=title,
        start_level=read_key(reader.level, data, (), "start_level", Level.MONITORING),
        max_age_days=max_age_days,
        measures=reader.measures,
        rules=rules,
        sha256=reader.document.sha256,
    )


def _measures(reader: PolicyReader, data: Any, max_age_days: int) -> dict[str, Measure]:
    if not isinstance(data, dict):
        reader.wrong(("measures",), "measures must be a mapping of names to measures")
        return {}
    return {reader.slug(slug, ("measures", slug)): _measure(reader, slug, data[slug], max_age_days) for slug in data}


def _measure(reader: PolicyReader, slug: str, data: Any, max_age_days: int) -> Measure:
    place = ("measures", slug)
    data = reader.mapping(data, place, _MEASURE_KEYS, _MEASURE_MAY)
    instrument = read_key(reader.text, data, place, "instrument", "")
    measure = Measure(
        slug=slug,
        instrument=instrument,
        score=read_key(lambda value, at: _score(reader, instrument, value, at), data, place, "score", ""),
        case=read_key(reader.number, data, place, "case", None),
        reliable_change=read_key(reader.number, data, place, "reliable_change", None),
        higher_is=read_key(
            lambda value, at: reader.word(value, at, HigherIs), data, place, "higher_is", HigherIs.WORSE
        ),
        max_age_days=read_key(lambda value, at: reader.whole(value, at, 0), data, place, "max_age_days", max_age_days),
        words=read_key(reader.texts, data, place, "words", {}),
        source=read_key(reader.text, data, place, "source", ""),
    )
    if measure.reliable_change is not None and measure.reliable_change <= 0:
        reader.wrong((*place, "reliable_change"), "reliable_change must be above 0")
    return measure


def _score(reader: PolicyReader, instrument: str, data: Any, place: Place) -> str:
    """A score of the catalogue: of one that nobody can have, no rule would ever hold."""
    score = reader.text(data, place)
    known = catalogue().get(instrument)
    if instrument and known is None:
        reader.wrong((*place[:-1], "instrument"), f"{instrument!r} is not an instrument; known: {listed(catalogue())}")
    elif known and score and score not in known.scores:
        reader.wrong(place, f"{score!r} is not a score of {instrument}; its scores: {listed(known.scores)}")
    return score


def _check_words(reader: PolicyReader, languages: set[str]) -> None:
    """Every measure has words in every language that the policy speaks."""
    spoken = sorted(languages - {"en"})
    for slug, measure in reader.measures.items():
        lacks = [language for language in spoken if language not in measure.words] if measure.words else []
        if lacks:
            named = ", ".join(repr(language) for language in lacks[:5])
            reader.wrong(("measures", slug, "words"), f"words of {slug!r} has no text in {named}, as the policy has")


def _rules(reader: PolicyReader, data: Any) -> tuple[Rule, ...]:
    if not isinstance(data, list):
        reader.wrong(("rules",), "rules must be a list")
        return ()
    rules = tuple(_rule(reader, rule, ("rules", index)) for index, rule in enumerate(data))
    _check_order(reader, data, rules)
    _check_steps(reader, rules)
    return rules


def _check_steps(reader: PolicyReader, rules: tuple[Rule, ...]) -> None:
    """A rule with `step` that names no level may climb from any, which is seldom meant."""
    for index, rule in enumerate(rules):
        if rule.then.outcome in (DecisionOutcome.UP, DecisionOutcome.DOWN) and not names_the_level(rule.when):
            reader.doubtful(
                ("rules", index, "then", "step"),
                f"rule {rule.id!r} steps from whatever level: it names neither 'level' nor 'days_in_level'",
            )


def _check_order(reader: PolicyReader, data: list[Any], rules: tuple[Rule, ...]) -> None:
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


def _rule(reader: PolicyReader, data: Any, place: Place) -> Rule:
    data = reader.mapping(data, place, _RULE_KEYS, ("when",))
    return Rule(
        id=read_key(reader.slug, data, place, "id", ""),
        when=read_key(lambda value, at: condition(reader, value, at), data, place, "when", None),
        then=_then(reader, data.get("then", {"stay": True}), (*place, "then")),
        because=read_key(reader.texts, data, place, "because", {}),
        source=read_key(reader.text, data, place, "source", ""),
    )


def _then(reader: PolicyReader, data: Any, place: Place) -> Then:
    data = reader.mapping(data, place, (), _THEN_KEYS)
    if len({"stay", "step", "move_to"} & set(data)) != 1:
        reader.wrong(place, f"{name_of(place)} needs exactly one of 'stay', 'step' and 'move_to'")
    for key, value in (("stay", True), ("approval", "clinician"), ("nominate", "mentor")):
        if key in data:
            reader.only(data[key], (*place, key), value)
    to = read_key(reader.level, data, place, "move_to", None)
    return Then(
        outcome=_outcome(reader, data, place),
        to=to,
        approval="approval" in data,
        meanwhile=read_key(lambda value, at: _meanwhile(reader, value, at, data, to), data, place, "meanwhile", None),
        nominate="nominate" in data,
        flag=read_key(lambda value, at: _flag(reader, value, at), data, place, "flag", None),
    )


def _meanwhile(reader: PolicyReader, value: Any, place: Place, then: dict[str, Any], to: Level | None) -> Level:
    """A level below the one that has to wait for a clinician."""
    level = reader.level(value, place)
    if "approval" not in then or to is None:
        reader.wrong(place, "'meanwhile' needs 'approval' and 'move_to' beside it")
    elif level >= to:
        reader.wrong(place, f"'meanwhile' must be a level below {int(to)}, the one of 'move_to'")
    return level


class _Step(StrEnum):
    UP = "up"
    DOWN = "down"


def _outcome(reader: PolicyReader, data: dict[str, Any], place: Place) -> DecisionOutcome:
    if "step" in data:
        return DecisionOutcome(reader.word(data["step"], (*place, "step"), _Step))
    return DecisionOutcome.MOVE if "move_to" in data else DecisionOutcome.STAY


def _flag(reader: PolicyReader, data: Any, place: Place) -> FlagRequest:
    data = reader.mapping(data, place, ("kind", "severity"))
    return FlagRequest(
        read_key(lambda value, at: reader.word(value, at, FlagKind), data, place, "kind", FlagKind.WORSENING),
        read_key(lambda value, at: reader.word(value, at, Severity), data, place, "severity", Severity.MEDIUM),
    )

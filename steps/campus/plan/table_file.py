"""Reads a table of the plan whole, or refuses it with every mistake at its line. Pure.

Conditions are those of a policy (`docs/policies.md`), and what `steps/told.py` knows of a person. A measure is a score,
or the answer to one `item` of an instrument, or a `symptom` that a person reports.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from oncocare.foundation.datafiles import DataFileError, Document, Place
from oncocare.library.choices import PieceTopic
from questionnaires.instruments.catalogue import catalogue
from steps.campus.plan.table import CLINICIAN, PlanOffer, PlanRule, PlanTable
from steps.policy import HigherIs, IsTold, Measure
from steps.policy_conditions import condition
from steps.policy_reader import PolicyReader, listed, name_of, read_key, shown
from steps.single_readings import SYMPTOM, item_score
from steps.told import TOLD

LANGUAGE = 1
MOST = 4  # pieces that a rule offers in all, where it does not say
_TABLE_KEYS = ("language", "table", "version", "title", "things", "max_age_days", "measures", "rules")
_MEASURE_MAY = ("instrument", "score", "item", "symptom", "max_age_days", "higher_is", "case", "source")
_OFFER_KEYS = ("pieces", "modules", "topics", "begun")


def table_from(document: Document, symptoms: Collection[str]) -> PlanTable:
    """The table in a parsed document; `symptoms` are those that people can report. `DataFileError` lists every mistake,
    none is repaired.
    """
    reader = PolicyReader(document)
    reader.told = {about: tuple(asked.words) for about, asked in TOLD.items()}
    table = _table(reader, document.data, symptoms)
    if reader.problems:
        raise DataFileError(document.name, reader.problems)
    return table


def _table(reader: PolicyReader, data: Any, symptoms: Collection[str]) -> PlanTable:
    data = reader.mapping(data, (), _TABLE_KEYS)
    reader.only(data.get("language"), ("language",), LANGUAGE)
    most = read_key(lambda value, place: reader.whole(value, place, 0), data, (), "max_age_days", 0)
    measures = reader.mapping(data.get("measures", {}), ("measures",), (), data.get("measures") or ())
    reader.measures = {
        slug: _measure(reader, slug, measures[slug], most, symptoms)
        for slug in measures
        if reader.slug(slug, ("measures", slug))
    }
    return PlanTable(
        slug=read_key(reader.slug, data, (), "table", ""),
        version=read_key(lambda value, place: reader.whole(value, place, 1), data, (), "version", 1),
        title=read_key(reader.texts, data, (), "title", {}),
        things=read_key(lambda value, place: reader.whole(value, place, 1), data, (), "things", 1),
        measures=reader.measures,
        rules=_rules(reader, data.get("rules")),
        sha256=reader.document.sha256,
    )


# --- measures ---------------------------------------------------------------------------------------------------------


def _measure(reader: PolicyReader, slug: str, data: Any, most: int, symptoms: Collection[str]) -> Measure:
    place: Place = ("measures", slug)
    data = reader.mapping(data, place, ("words",), _MEASURE_MAY)
    instrument, score = _made_of(reader, data, place, symptoms)
    return Measure(
        slug=slug,
        instrument=instrument,
        score=score,
        case=read_key(reader.number, data, place, "case", None),
        reliable_change=None,
        higher_is=read_key(
            lambda value, at: reader.word(value, at, HigherIs), data, place, "higher_is", HigherIs.WORSE
        ),
        max_age_days=read_key(lambda value, at: reader.whole(value, at, 0), data, place, "max_age_days", most),
        words=read_key(reader.texts, data, place, "words", {}),
        source=read_key(reader.text, data, place, "source", ""),
    )


def _made_of(reader: PolicyReader, data: dict[str, Any], place: Place, symptoms: Collection[str]) -> tuple[str, str]:
    """The instrument and score that the measure looks at: a score, an item, or a symptom."""
    if "symptom" in data:
        if data["symptom"] not in symptoms:
            reader.wrong((*place, "symptom"), f"{shown(data['symptom'])} is not a symptom; known: {listed(symptoms)}")
        return SYMPTOM, str(data["symptom"])
    code = read_key(reader.text, data, place, "instrument", "")
    known = catalogue().get(code)
    if known is None:
        reader.wrong(place, f"{name_of(place)} needs an instrument of the catalogue, or a symptom")
        return code, ""
    if "item" in data:
        item = str(data["item"])
        if item not in known.items:
            reader.wrong((*place, "item"), f"{shown(item)} is not an item of {code}; its items: {listed(known.items)}")
        return code, item_score(item)
    score = read_key(reader.text, data, place, "score", "")
    if score not in known.scores:
        reader.wrong((*place, "score"), f"{shown(score)} is not a score of {code}; its scores: {listed(known.scores)}")
    return code, score


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules(reader: PolicyReader, data: Any) -> tuple[PlanRule, ...]:
    if not isinstance(data, list) or not data:
        reader.wrong(("rules",), "rules must be a list of rules")
        return ()
    rules = tuple(_rule(reader, one, ("rules", index)) for index, one in enumerate(data))
    seen = {CLINICIAN}
    for index, rule in enumerate(rules):
        if rule.id in seen:
            reader.wrong(("rules", index, "id"), f"rule id {rule.id!r} is used twice")
        seen.add(rule.id)
    if rules[-1].when is not None:
        reader.wrong(("rules", len(rules) - 1), "the last rule must hold always, so that nobody is offered nothing")
    return rules


def _rule(reader: PolicyReader, data: Any, place: Place) -> PlanRule:
    data = reader.mapping(data, place, ("id", "offer", "because", "source"), ("when", "most"))
    rule = PlanRule(
        id=read_key(reader.slug, data, place, "id", ""),
        when=read_key(lambda value, at: condition(reader, value, at), data, place, "when", None),
        offer=read_key(lambda value, at: _offer(reader, value, at), data, place, "offer", PlanOffer()),
        because=read_key(reader.texts, data, place, "because", {}),
        source=read_key(reader.text, data, place, "source", ""),
        most=read_key(lambda value, at: reader.whole(value, at, 1), data, place, "most", MOST),
    )
    _unasked(reader, rule, place)
    return rule


def _unasked(reader: PolicyReader, rule: PlanRule, place: Place) -> None:
    """What is about dying is offered by a rule for those who chose it, and by no other."""
    asked = isinstance(rule.when, IsTold) and (rule.when.about, rule.when.among) == ("chosen", (PieceTopic.DYING,))
    if PieceTopic.DYING in rule.offer.topics and not asked:
        reader.wrong((*place, "offer", "topics"), "dying may be offered only when: {chosen: dying}, never unasked")


def _offer(reader: PolicyReader, data: Any, place: Place) -> PlanOffer:
    data = reader.mapping(data, place, (), _OFFER_KEYS)
    if not data:
        reader.wrong(place, f"{name_of(place)} needs at least one of {listed(_OFFER_KEYS)}")
    if "begun" in data:
        reader.only(data["begun"], (*place, "begun"), True)
    return PlanOffer(
        pieces=_slugs(reader, data, place, "pieces"),
        modules=_slugs(reader, data, place, "modules"),
        topics=tuple(topic.value for topic in _topics(reader, data, place)),
        begun="begun" in data,
    )


def _slugs(reader: PolicyReader, data: dict[str, Any], place: Place, key: str) -> tuple[str, ...]:
    named = data.get(key, [])
    if not isinstance(named, list):
        reader.wrong((*place, key), f"{name_of((*place, key))} must be a list")
        return ()
    return tuple(reader.slug(one, (*place, key, index), 100) for index, one in enumerate(named))


def _topics(reader: PolicyReader, data: dict[str, Any], place: Place) -> tuple[PieceTopic, ...]:
    named = data.get("topics", [])
    if not isinstance(named, list):
        reader.wrong((*place, "topics"), f"{name_of((*place, 'topics'))} must be a list")
        return ()
    return tuple(reader.word(one, (*place, "topics", index), PieceTopic) for index, one in enumerate(named))

"""A small shelf and a small table, from which the tests of plans are made."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from oncocare.foundation.datafiles import parse
from steps.campus.plan.planning import PlanFacts, ShelfPiece
from steps.campus.plan.table import PlanTable
from steps.campus.plan.table_file import table_from
from steps.facts import Facts, PathwayState, Reading, Record
from steps.levels import Level
from steps.single_readings import SYMPTOM, item_score

DAY = date(2026, 5, 4)
SYMPTOMS = ("nausea", "pain")
TABLE = """language: 1
table: small
version: 1
title: {en: "My plan", es: "Mi plan"}
things: 3
max_age_days: 42
measures:
  sleep: {instrument: phq-9, item: 3, words: {en: sleep, es: el sueño}}
  worry: {instrument: gad-7, score: total, words: {en: worry, es: la preocupación}}
  nausea: {symptom: nausea, words: {en: nausea, es: las náuseas}}
rules:
  - {id: go-on, when: {begun: piece}, offer: {begun: true}, because: {en: "You began this."}, source: "ours"}
  - {id: sleep-hard, when: {measure: sleep, at_least: 2}, offer: {modules: [nights]}, most: 2, because: {en: "You said that sleep was hard."}, source: "ours"}
  - {id: worried, when: {any: [{measure: worry, at_least: 8}, {chosen: worry}]}, offer: {topics: [worry]}, because: {en: "Your answers speak of worry."}, source: "ours"}
  - {id: sick, when: {measure: nausea, at_least: 1}, offer: {pieces: [eating]}, because: {en: "You feel sick."}, source: "ours"}
  - {id: begin, offer: {pieces: [hello]}, because: {en: "Many begin here."}, source: "ours"}
"""
PHASES = ("new", "treatment", "after", "living_with")


def piece(
    slug: str, *topics: str, phases: tuple[str, ...] = PHASES, way: str = "read", end_of_life: bool = False
) -> ShelfPiece:
    """A piece of the shelf."""
    return ShelfPiece(f"id-{slug}", slug, slug.title(), 4, topics, phases, way, end_of_life)


SHELF = (
    piece("night-one", "sleep"),
    piece("night-two", "sleep", "worry"),
    piece("night-three", "sleep"),
    piece("worrying", "worry"),
    piece("breath", "worry", way="listen"),
    piece("eating", "nausea", phases=("treatment",)),
    piece("hello"),
)
MODULES = {"nights": ("night-one", "night-two", "night-three")}


def small_table(text: str = TABLE) -> PlanTable:
    """The small table."""
    return table_from(parse(text, "small.yaml"), SYMPTOMS)


def answered(instrument: str, score: str, value: int, ago: int = 0) -> Reading:
    """A score of some days ago."""
    day = DAY - timedelta(days=ago)
    return Reading(day, day, instrument, score, Decimal(value))


def slept_badly(ago: int = 0) -> Reading:
    """The item about sleep: more than half the days."""
    return answered("phq-9", item_score("3"), 2, ago)


def worried(ago: int = 0) -> Reading:
    """A case by GAD-7."""
    return answered("gad-7", "total", 9, ago)


def sick(ago: int = 0) -> Reading:
    """Nausea as it was reported."""
    return answered(SYMPTOM, "nausea", 5, ago)


def of(*readings: Reading, **more: object) -> PlanFacts:
    """Somebody at level 2 since two weeks, with these readings."""
    entered = DAY - timedelta(days=14)
    facts = Facts(PathwayState(Level.CAMPUS, entered, entered), Record(readings))
    return PlanFacts(facts, **{"shelf": SHELF, "modules": MODULES, **more})  # type: ignore[arg-type]

"""One decision as it is stored, for tests of what is told about it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from steps.decision import to_json
from steps.facts import Facts, PathwayState, Reading, Record
from steps.levels import Level
from steps.policy_file import parse_policy
from steps.rules import decide

DAY = date(2026, 1, 1)
HEAD = """
language: 2
policy: told
version: 1
title: {en: Told}
start_level: 1
max_age_days: 14
measures:
  depression: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, words: {en: low mood, es: ánimo bajo}}
  short: {instrument: phq-4, score: phq2, case: 3, higher_is: worse, words: {en: low mood, es: ánimo bajo}}
  calm: {instrument: who-5, score: raw, case: 13, reliable_change: 5, higher_is: better, words: {en: well-being, es: bienestar}}
rules:
"""
PHQ = ("phq-9", "total")


def on(number):
    return DAY + timedelta(days=number)


def reading(value, own=0, known=None, of=PHQ):
    return Reading(on(own), on(own if known is None else known), *of, Decimal(str(value)))


def stored(*rules, readings=((12, 0),), level=2, misses=(), help=(), flags=(), **state):  # noqa: A002 -- as the record
    """The last day of these readings, which are values with their own days, as `to_json` stores its decision."""
    texts = "because: {en: Because., es: Porque.}, source: s"
    text = HEAD + "".join(f"  - {{id: r{i}, {rule}, {texts}}}\n" for i, rule in enumerate(rules))
    return decided(text, readings, level=level, misses=misses, help=help, flags=flags, **state)


def decided(text, readings, *, level=2, misses=(), help=(), flags=(), **state):  # noqa: A002 -- as the record
    """The same, by the policy of this text."""
    policy = parse_policy(text)
    known = tuple(one if isinstance(one, Reading) else reading(*one) for one in readings)
    record = Record(readings=known, misses=tuple(map(on, misses)), help=help, flags_opened=flags)
    facts = Facts(PathwayState(Level(level), state.pop("entered", DAY), DAY, **state), record)
    return to_json(decide(facts, policy, max(record.points)))

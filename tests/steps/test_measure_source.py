"""A measure may say where its numbers come from: the source is kept and shown, and it decides nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from steps.decision import from_json
from steps.explain import for_clinician, for_patient
from steps.policy import HigherIs, Measure
from steps.policy_file import parse_policy
from tests.steps.stored_decisions import HEAD, decided

RULE = "when: {measure: depression, change: worse, since: previous}, then: {step: up}"
TEXTS = "because: {en: B.}, source: s"
BEFORE = f"{HEAD}  - {{id: r, {RULE}, {TEXTS}}}\n"
SOURCE = "A week's retest (r .83 as commonly quoted, SD 5) gives 5.7"
NOW = BEFORE.replace("instrument: phq-9,", f'source: "{SOURCE}", instrument: phq-9,')


def test_the_source_of_a_measure_is_kept_as_it_is_written():
    assert {slug: one.source for slug, one in parse_policy(NOW).measures.items()} == {
        "depression": SOURCE, "short": "", "calm": "",
    }  # fmt: skip


def test_a_file_from_before_loads_as_it_did():
    assert parse_policy(BEFORE).measures["short"] == Measure(
        "short", "phq-4", "phq2", Decimal(3), None, HigherIs.WORSE, 14, {"en": "low mood", "es": "ánimo bajo"}
    )


def test_the_source_is_part_of_the_hash_and_of_nothing_else():
    before, now = parse_policy(BEFORE), parse_policy(NOW)
    assert before.sha256 != now.sha256
    assert replace(now.measures["depression"], source="") == before.measures["depression"]


def test_a_decision_is_the_same_with_and_without_it_and_is_told_the_same():
    readings = ((12, 0), (19, 7))
    before, now = decided(BEFORE, readings), decided(NOW, readings)
    assert before.pop("hash") != now.pop("hash")
    assert before == now
    assert now["rule"] == "r"
    stored = {**before, "hash": parse_policy(BEFORE).sha256}
    assert from_json(stored).rule == "r"
    assert for_clinician(stored, "en")[2] == (
        "True: low mood (PHQ-9 total) is worse than the time before by 6 or more (changed beyond a week's noise); from "
        "12 on 1 January 2026 to 19 on 8 January 2026, 1 point above."
    )
    assert for_patient(stored, "en")[:3] == [
        "B.",
        "Your answers about low mood came to 19 of 27 points.",
        "That is 7 points harder than your answers of 1 January 2026.",
    ]

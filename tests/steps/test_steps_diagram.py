"""The diagram shows each rule from each level it can lead from, and no other."""

from __future__ import annotations

from steps.diagram import diagram
from steps.policy_file import parse_policy

HEAD = """
language: 2
policy: drawn
version: 1
title: {en: Drawn}
start_level: 2
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, words: {en: low mood}}
rules:
"""
STATES = """stateDiagram-v2
    state "1 Monitoring" as L1
    state "2 Campus" as L2
    state "3 Community" as L3
    state "4 Group therapy" as L4
    [*] --> L2
"""


def drawn(*rules):
    texts = "because: {en: Because.}, source: s"
    return diagram(parse_policy(HEAD + "".join(f"  - {{id: r{i}, {rule}, {texts}}}\n" for i, rule in enumerate(rules))))


def froms(condition):
    return [
        int(line.strip()[1])
        for line in drawn(f"when: {condition}, then: {{step: up}}").removeprefix(STATES).splitlines()
    ]


def test_steps_and_moves_and_approval():
    rules = "then: {move_to: 3, approval: clinician}"
    assert drawn(rules) == STATES + "".join(f"    L{level} --> L3: r0 (clinician)\n" for level in (1, 2, 4))


def test_where_somebody_is_meanwhile_is_drawn_too():
    assert drawn("when: {level: [1, 3]}, then: {move_to: 4, approval: clinician, meanwhile: 3}") == STATES + (
        "    L1 --> L4: r0 (clinician)\n    L1 --> L3: r0 (meanwhile)\n    L3 --> L4: r0 (clinician)\n"
    )


def test_a_stay_draws_nothing_and_the_text_is_always_the_same():
    assert drawn("then: {stay: true}") == drawn("then: {stay: true}") == STATES


def test_only_levels_the_rule_can_hold_at():
    assert froms("{level: 1}") == [1]
    assert froms("{level: [1, 3]}") == [1, 3]
    assert froms("{not: {level: 1}}") == [2, 3]
    assert froms("{any: [{level: 1}, {measure: mood, is: case}]}") == [1, 2, 3]
    assert froms("{any: [{level: 1}, {level: 2}]}") == [1, 2]
    assert froms("{level: 1, measure: mood, is: case}") == [1]
    assert froms("{not: {measure: mood, is: case}}") == [1, 2, 3]
    assert froms("{not: {any: [{level: 1}, {by_hand: {within_days: 28}}]}}") == [2, 3]


def test_nothing_but_the_level_rules_a_level_out():
    for condition in (
        "{first: true}",
        "{measure: mood, reading: first}",
        "{days_in_pathway: {below: 1}}",
        "{help: ended}",
    ):
        assert froms(condition) == [1, 2, 3]
        assert froms(f"{{level: [1, 2], all: [{condition}]}}") == [1, 2]

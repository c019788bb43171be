"""A small policy by which severe answers bring somebody to level 3 with a call, and people who live by it."""

from __future__ import annotations

from steps.actions import adopt_policy
from steps.models import Pathway
from steps.policy_file import parse_policy
from tests.cast import BY, take_in
from tests.factories.rooms import sit

SOURCE = """
language: 2
policy: severe-first
version: 1
title: {en: Severe first}
start_level: 1
max_age_days: 14
measures:
  mood: {instrument: phq-9, score: total, case: 10, reliable_change: 6, higher_is: worse, words: {en: low mood}}
rules:
  - id: severe
    when: {measure: mood, at_least: 20}
    then: {move_to: 4, approval: clinician, meanwhile: 3, flag: {kind: severe_distress, severity: high}}
    because: {en: Severe.}
    source: made up
  - {id: moderate, when: {measure: mood, at_least: 15}, then: {move_to: 3}, because: {en: Moderate.}, source: made up}
  - {id: mild, when: {measure: mood, at_least: 10}, then: {move_to: 2}, because: {en: Mild.}, source: made up}
  - {id: keep, then: {stay: true}, because: {en: Stays.}, source: made up}
"""


def lives_by_it(cast, name, when=None, phq=None):
    """Somebody new at Ana's centre who lives by this policy, with their first answers if these are given."""
    adopt_policy(by=BY, centre=cast.here, policy=parse_policy(SOURCE), source=SOURCE)
    user = take_in(cast, name)
    if when:
        sit(user.patients.get(), when, phq=phq)
    return Pathway.objects.select_related("patient__user").get(patient__user=user)

"""Two programs written from the page of the policy language agree on every case, and explanations with decisions."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steps.decision import from_json, to_json
from steps.explain import for_clinician, for_patient
from steps.facts import Facts
from steps.levels import DecisionOutcome
from steps.policy_file import parse_policy
from steps.replay import course, decisions_csv, parse_scores, replay
from steps.rules import advance, begin, decide, settle
from tests.steps.naive import naive_replay
from tests.steps.policy_strategies import policies, score_rows


class Spelled(yaml.SafeDumper):
    """Writes a part that stands twice out twice, as a person would."""

    def ignore_aliases(self, data):
        return True


MANY = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def loaded(data):
    return parse_policy(yaml.dump(data, Dumper=Spelled, sort_keys=False))


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([("patient", "date", "instrument", "score", "value", "recorded"), *rows])
    return text.getvalue()


def readings_by_patient(rows):
    found = {}
    for row in parse_scores(as_csv(rows)):
        found.setdefault(row.patient, []).append(row.reading)
    return {patient: tuple(readings) for patient, readings in found.items()}


@pytest.mark.slow
@MANY
@given(policies(), score_rows(), st.booleans())
def test_replay_is_what_the_other_reading_says(data, rows, grant):
    ours = decisions_csv(replay(loaded(data), parse_scores(as_csv(rows)), grant))
    theirs = naive_replay(data, rows, grant)
    assert [tuple(row) for row in csv.reader(io.StringIO(ours))][1:] == theirs


@pytest.mark.slow
@MANY
@given(policies(), score_rows(), st.booleans())
def test_a_live_course_with_whole_traces_agrees_with_the_replay(data, rows, grant):
    policy = loaded(data)
    for readings in readings_by_patient(rows).values():
        state = begin(policy, min(reading.recorded for reading in readings))
        live = []
        for day in sorted({reading.recorded for reading in readings}):
            known = tuple(reading for reading in readings if reading.recorded <= day)
            facts = Facts(state.level, state.entered, state.started, state.nominated, known)
            decision = decide(facts, policy, day)
            assert from_json(json.loads(json.dumps(to_json(decision)))) == decision
            assert [tried.rule for tried in decision.trace] == [rule.id for rule in policy.rules]
            live.append(settle(decision, grant))
            state = advance(state, decision, grant)
        replayed = list(course(policy, readings, grant))
        assert [to_json(lived) | {"trace": None} for lived in live] == [
            to_json(again) | {"trace": None} for again in replayed
        ]


def numbers_agree(node):
    """Whether every test in a trace follows from the numbers beside it."""
    if node.test in ("at_least", "below") and node.margin is not None:
        assert node.margin == node.value - node.threshold
        assert node.holds is ((node.margin >= 0) is (node.test == "at_least"))
    if node.test == "change" and node.margin is not None:
        assert node.holds is ((node.margin >= 0) is not (node.wanted == "none"))
    if node.missing:
        assert not node.holds
    for part in node.parts:
        numbers_agree(part)


@pytest.mark.slow
@MANY
@given(policies(), score_rows())
def test_explanation_and_decision_never_disagree(data, rows):
    policy = loaded(data)
    for readings in readings_by_patient(rows).values():
        first = min(reading.recorded for reading in readings)
        last = max(reading.recorded for reading in readings)
        facts = Facts(policy.start_level, first, first, False, readings)
        decision = decide(facts, policy, last)
        stored = to_json(decision)
        told, shown = for_patient(stored, "en"), for_clinician(stored, "en")
        assert len(for_patient(stored, "es")) == len(told)
        for tried in decision.trace:
            if tried.condition:
                numbers_agree(tried.condition)
                assert tried.holds is tried.condition.holds
        held = [tried for tried in decision.trace if tried.reached and tried.holds]
        assert [tried.rule for tried in held] == ([decision.rule] if decision.rule else [])
        if held:
            assert held[0].leads_to == decision.level_after
            assert told[0] == shown[0] == "Because."
        waits = [line for line in told if "care team will look" in line]
        assert len(waits) == (decision.approval and decision.outcome is not DecisionOutcome.STAY)
        stays = [line for line in told if line.startswith("Your support stays as it is")]
        assert len(stays) == (decision.outcome is DecisionOutcome.STAY)


def test_numbers_stay_exact():
    assert parse_scores("patient,date,instrument,score,value\nA,2026-01-01,x,y,0.1\n")[0].reading.value == Decimal(
        "0.1"
    )

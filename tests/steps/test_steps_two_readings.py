"""Two programs written from the page of the policy language agree on every case, and explanations with decisions."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncocare.foundation.datafiles import DataFileError
from steps.course_file import parse_course
from steps.decision import from_json, to_json
from steps.explain import for_clinician, for_patient
from steps.facts import Facts
from steps.policy_file import parse_policy
from steps.replay import Approvals, course, decisions, decisions_csv, replay
from steps.rules import decide, settle
from steps.standing import advance, begin
from tests.steps.policies_and_courses import choices, courses, policies, with_answers
from tests.steps.second_reading import NothingToAnswer, read_again

LAST = date(2026, 12, 31)
MANY = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FEWER = settings(MANY, max_examples=100)


class Spelled(yaml.SafeDumper):
    """Writes a part that stands twice out twice, as a person would."""

    def ignore_aliases(self, data):
        return True


def loaded(data):
    return parse_policy(yaml.dump(data, Dumper=Spelled, sort_keys=False))


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([("patient", "date", "instrument", "score", "value", "recorded"), *rows])
    return text.getvalue()


def parsed(rows):
    return parse_course(as_csv(rows), "course", LAST)


def ours(data, rows, approvals):
    text = decisions_csv(replay(loaded(data), parsed(rows), Approvals(approvals)))
    return [tuple(row) for row in csv.reader(io.StringIO(text))][1:]


def courses_of(rows):
    found = {}
    for row in parsed(rows):
        found.setdefault(row.patient, []).append(row)
    return [course(own) for own in found.values()]


@pytest.mark.slow
@MANY
@given(policies(), courses(), st.sampled_from(["grant", "ignore"]))
def test_replay_is_what_the_other_reading_says(data, rows, approvals):
    assert ours(data, rows, approvals) == read_again(data, rows, approvals)


@pytest.mark.slow
@MANY
@given(policies(), courses(), choices())
def test_a_recorded_course_is_replayed_as_the_other_reading_says(data, rows, chosen):
    answered = with_answers(data, rows, chosen)
    assert ours(data, answered, "recorded") == read_again(data, answered, "recorded")


@pytest.mark.slow
@MANY
@given(policies(), courses())
def test_an_answer_to_nothing_is_refused_by_both_readings_or_by_none(data, rows):
    try:
        theirs = read_again(data, rows, "recorded")
    except NothingToAnswer:
        with pytest.raises(DataFileError, match="no proposal is open"):
            ours(data, rows, "recorded")
    else:
        assert ours(data, rows, "recorded") == theirs


@pytest.mark.slow
@FEWER
@given(policies(), courses(), st.booleans())
def test_a_course_with_whole_traces_agrees_with_the_replay(data, rows, grant):
    policy = loaded(data)
    for happened in courses_of(rows):
        state, lived = None, []
        for day in happened.record.points:
            state = state or begin(policy.start_level, day)
            decision = decide(Facts(state, happened.record.until(day)), policy, day)
            assert from_json(json.loads(json.dumps(to_json(decision)))) == decision
            assert [tried.rule for tried in decision.trace] == [rule.id for rule in policy.rules]
            lived.append(settle(decision, grant))
            state = advance(state, decision.ruling, grant)
        replayed = decisions(policy, happened, Approvals.GRANT if grant else Approvals.IGNORE)
        assert [to_json(one) | {"trace": None} for one in lived] == [
            to_json(again) | {"trace": None} for again in replayed
        ]


def numbers_agree(node):
    """Whether every test in a trace follows from the numbers beside it."""
    if node.test in ("at_least", "below") and node.margin is not None:
        assert node.value is None or node.margin == node.value - node.threshold  # a value held stands one node above
        assert node.holds is ((node.margin >= 0) is (node.test == "at_least"))
    if node.test == "change" and node.margin is not None and node.missing is None:
        assert node.holds is ((node.margin >= 0) is not (node.wanted == "none"))
    if node.missing and node.test != "missing":
        assert not node.holds
    for part in node.parts:
        numbers_agree(part)


@pytest.mark.slow
@FEWER
@given(policies(), courses())
def test_explanation_and_decision_never_disagree(data, rows):
    policy = loaded(data)
    for happened in courses_of(rows):
        for day in happened.record.points[-1:]:
            decision = decide(Facts(begin(policy.start_level, day), happened.record), policy, day)
            stored = to_json(decision)
            told, shown = for_patient(stored, "en"), for_clinician(stored, "en")
            assert len(for_patient(stored, "es")) == len(told)
            for tried in decision.trace:
                if tried.condition:
                    numbers_agree(tried.condition)
                    assert tried.holds is (tried.condition.holds and tried.carried)
            held = [tried for tried in decision.trace if tried.reached and tried.holds]
            assert [tried.rule for tried in held] == ([decision.rule] if decision.rule else [])
            if held:
                assert held[0].leads_to == decision.level_after
                assert told[0] == shown[0] == decision.because["en"]

"""What a flag can be about, and which severity is the worse one."""

from itertools import permutations

import pytest

from oncocare.safety.concerns import FlagKind, Severity, worst
from questionnaires.instruments.catalogue import catalogue


def test_the_kinds_and_severities_are_these_and_no_others():
    assert list(FlagKind) == [
        "suicidal_ideation", "suicide_not_said", "worsening", "silence", "severe_distress", "help_over", "waiting_long", "no_better",
    ]  # fmt: skip
    assert [(one, one.rank) for one in Severity] == [("medium", 0), ("high", 1), ("urgent", 2)]


def test_urgent_is_worse_than_high_and_high_than_medium():
    assert {worst(*some) for some in permutations(["urgent", "high", "medium"])} == {Severity.URGENT}
    assert [worst("high", "medium"), worst("medium", "high"), worst("medium")] == ["high", "high", "medium"]
    with pytest.raises(ValueError, match="'low' is not a valid Severity"):
        worst("high", "low")


def test_every_risk_rule_of_an_instrument_names_a_kind_and_a_severity_of_these_lists():
    """Or the answer that it worries about could not be kept."""
    rules = [rule for known in catalogue().values() for rule in (*known.risk, *known.unsaid)]
    assert {(FlagKind(rule.name), Severity(rule.severity)) for rule in rules} == {
        ("suicidal_ideation", "high"), ("suicidal_ideation", "urgent"), ("suicide_not_said", "medium"),
    }  # fmt: skip

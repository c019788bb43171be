"""Whether a schedule asks what a policy reads: the shipped pairs do, and each way not to is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.schedule import ScheduleLine, shipped
from steps.fit import Misfit, MisfitKind, misfits
from steps.levels import Level
from steps.shipped import shipped_policy
from steps.words import misfit_words


def policy(name="stepped-care-phq", **ages):
    found, _source = shipped_policy(name)
    measures = {
        slug: replace(one, max_age_days=ages.get(slug, one.max_age_days)) for slug, one in found.measures.items()
    }
    return replace(found, measures=measures)


def asking(*lines):
    return shipped()["every-two-weeks"].model_copy(update={"lines": tuple(ScheduleLine(**line) for line in lines)})


def found(policy, schedule):
    return [
        (one.kind, one.measure.instrument if one.measure else "", one.level, one.days, one.limit)
        for one in misfits(policy, schedule, catalogue())
    ]


BOTH = ["phq-9", "gad-7"]


@pytest.mark.parametrize(
    ("rules", "asked"), [("stepped-care-phq", "two-stage"), ("stepped-care-hads", "two-stage-hads")]
)
def test_what_ships_together_fits(rules, asked):
    assert found(policy(rules), shipped()[asked]) == []


def test_two_questionnaires_every_two_weeks_never_ask_the_screen():
    assert found(policy(), shipped()["every-two-weeks"]) == [(MisfitKind.NEVER, "phq-4", None, 0, 0)]


def test_a_screen_alone_gives_a_phq_9_policy_nothing_to_decide_on():
    only = asking({"line": "screen", "instruments": ["phq-4"], "anchor": "enrolment", "every": 14})
    assert found(policy(), only) == [(MisfitKind.NEVER, "phq-9", None, 0, 0), (MisfitKind.NEVER, "gad-7", None, 0, 0)]


def test_an_interval_longer_than_a_value_counts_is_found_at_every_level():
    monthly = asking({"line": "monthly", "instruments": [*BOTH, "phq-4"], "anchor": "enrolment", "every": 28})
    assert found(policy(), monthly) == [
        (MisfitKind.SELDOM, code, level, 28, 14) for level in Level for code in BOTH
    ]  # fmt: skip
    assert found(policy(depression=28, anxiety=28), monthly) == []


def test_a_value_that_is_too_old_when_another_comes_in_is_found():
    uneven = asking(
        {"line": "often", "instruments": ["gad-7", "phq-4"], "anchor": "enrolment", "every": 14},
        {"line": "seldom", "instruments": ["phq-9"], "anchor": "enrolment", "every": 84},
    )
    assert found(policy(), uneven) == [(MisfitKind.SELDOM, "phq-9", level, 70, 14) for level in Level]


def test_a_level_at_which_nothing_is_asked_is_found():
    at_two = asking(
        {"line": "one", "instruments": [*BOTH, "phq-4"], "anchor": "enrolment", "every": 14, "levels": [1, 2, 4]}
    )
    assert found(policy(), at_two) == [(MisfitKind.NOTHING, "", Level.COMMUNITY, 0, 0)]


def test_what_is_asked_for_some_weeks_only_grows_too_old():
    ends = asking(
        {"line": "start", "instruments": [*BOTH, "phq-4"], "anchor": "level:3", "every": 14, "until": 70},
        {"line": "rest", "instruments": [*BOTH, "phq-4"], "anchor": "enrolment", "every": 14, "levels": [1, 2, 4]},
    )
    assert {(gap, code, level) for gap, code, level, _days, _limit in found(policy(), ends)} == {
        (MisfitKind.SELDOM, code, Level.COMMUNITY) for code in (*BOTH, "phq-4")
    }


SCREEN = {"line": "screen", "instruments": ["phq-4"], "anchor": "enrolment", "offset": 14, "every": 14}
OPENS = {"any": [{"instrument": "phq-4", "score": "phq2", "at_least": 3}], "open": BOTH}
ON_JOINING = {"line": "baseline", "instruments": BOTH, "anchor": "enrolment"}


def without_the_screen():
    """A policy that reads the two questionnaires and not the short screen, also not in its last rules."""
    found = policy()
    kept = {slug: one for slug, one in found.measures.items() if one.instrument != "phq-4"}
    rules = tuple(rule for rule in found.rules if rule.id != "mentor-ready")
    return replace(found, measures=kept, rules=rules)


def test_what_is_asked_on_joining_only_is_found_where_a_screen_is_all_that_follows():
    once = asking(ON_JOINING, SCREEN)
    assert found(policy(), once) == [(MisfitKind.ABSENT, code, level, 0, 0) for level in Level for code in BOTH]


def test_what_is_asked_at_some_levels_only_is_found_at_the_others():
    above_monitoring = asking(
        {"line": "whole", "instruments": BOTH, "anchor": "enrolment", "every": 14, "levels": [2, 3, 4]}, SCREEN
    )
    assert found(policy(), above_monitoring) == [(MisfitKind.ABSENT, code, Level.MONITORING, 0, 0) for code in BOTH]


def test_a_screen_that_the_policy_reads_looks_for_what_it_opens():
    assert found(policy(), asking(ON_JOINING, {**SCREEN, "then": OPENS})) == []


def test_a_screen_that_the_policy_does_not_read_leaves_those_who_are_low_on_it_unseen():
    opened = asking(ON_JOINING, {**SCREEN, "then": OPENS})
    assert found(without_the_screen(), opened) == [
        (MisfitKind.SCREENED, code, level, 0, 0) for level in Level for code in BOTH
    ]


def test_a_whole_questionnaire_stands_for_the_screen_that_a_rule_takes_as_well():
    """At level 2 a rule takes either of the two; at levels 3 and 4 no rule looks at the screen."""
    at_one = asking(
        {"line": "screen", "instruments": ["phq-4"], "anchor": "enrolment", "every": 14, "levels": [1]},
        {"line": "whole", "instruments": BOTH, "anchor": "enrolment", "every": 14},
    )
    assert found(policy(), at_one) == []


@given(every=st.integers(7, 60), age=st.integers(7, 60))
def test_one_line_for_everybody_fits_exactly_while_it_asks_as_often_as_values_count(every, age):
    one = asking({"line": "one", "instruments": [*BOTH, "phq-4"], "anchor": "enrolment", "every": every})
    rules = policy(depression=age, anxiety=age, mood_screen=age, worry_screen=age)
    assert (found(rules, one) == []) == (every <= age)


@pytest.mark.parametrize("gap", MisfitKind)
def test_each_is_put_into_a_sentence(gap):
    measure = policy().measures["depression"]
    words = misfit_words(Misfit(gap, measure, Level.CAMPUS, 28, 14))
    assert words.endswith(".")
    assert ("Patient Health Questionnaire-9" in words) == (gap is not MisfitKind.NOTHING)

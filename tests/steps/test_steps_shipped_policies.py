"""The policies in the box load, speak plainly, help quickly, and leave nobody stuck at a level."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest

from steps.course_file import Happened
from steps.diagram import leads_to
from steps.levels import Level
from steps.policy_file import load_policy
from steps.replay import Approvals
from tests.steps.shipped_courses import FILES, NAMES, START, answered, every, levels, lived, said


@pytest.fixture(params=FILES, ids=NAMES)
def policy(request):
    return load_policy(request.param)


# --- words ------------------------------------------------------------------------------------------------------------


def test_both_are_here():
    assert NAMES == ["stepped-care-hads", "stepped-care-phq"]


def test_every_rule_has_plain_words_in_both_languages_and_a_source(policy):
    assert policy.slug in NAMES
    assert set(policy.title) == {"en", "es"}
    for rule in policy.rules:
        assert set(rule.because) == {"en", "es"}
        assert re.search(r"doi:10\.\d+/|centre decision \d{4}-\d\d-\d\d|PMC\d+", rule.source)
        for text in rule.because.values():
            assert all(len(sentence.split()) <= 20 for sentence in re.split(r"[.!?] ", text))
            assert not re.search(r"\d", text)


def test_every_measure_has_words_in_both_languages_that_are_not_its_slug(policy):
    for slug, measure in policy.measures.items():
        assert set(measure.words) == {"en", "es"}
        assert slug not in measure.words.values()


def test_loading_warns_of_nothing(policy):
    assert policy.warnings == ()


# --- severe distress --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hard", [{"low_mood": 21}, {"worry": 16}, {"low_mood": 21, "worry": 16}], ids=str)
def test_severe_starters_wait_at_level_3_and_are_proposed_for_level_4(policy, hard):
    rows = answered(policy, 0, **hard)
    [waiting] = lived(policy, rows, Approvals.IGNORE)
    assert (waiting.rule, waiting.level_after, waiting.approval) == ("severe-now", Level.COMMUNITY, True)
    assert (waiting.flag.kind, waiting.flag.severity) == ("severe_distress", "high")
    assert levels(policy, rows) == [4]


@pytest.mark.parametrize("day", [1, 7, 14])
def test_who_answers_something_else_first_is_a_severe_starter_too(policy, day):
    rows = [*answered(policy, 0, worry=3), *answered(policy, day, low_mood=21)]
    assert levels(policy, rows, Approvals.IGNORE) == [1, 3]
    assert levels(policy, rows) == [1, 4]


@pytest.mark.parametrize("level", [Level.MONITORING, Level.CAMPUS])
def test_severe_distress_is_at_level_3_that_very_day_whenever_it_comes(policy, level):
    for day in (30, 90, 360):
        rows = [*answered(policy, 0, 3, 3), *answered(policy, day, 21, 16), *answered(policy, day + 1, worry=16)]
        assert levels(policy, rows, Approvals.IGNORE, level) == [level, 3, 3]


def test_severe_starters_stay_at_level_3_while_nobody_answers(policy):
    assert levels(policy, every(14, policy, *[21] * 6), Approvals.IGNORE) == [3] * 6


def test_an_acceptance_after_calmer_answers_still_leads_to_level_4(policy):
    rows = [
        *answered(policy, 0, 21, 16),
        *answered(policy, 9, 9, 7),
        *said(9, Happened.ACCEPTED),
        *answered(policy, 10, 9, 7),
    ]
    assert levels(policy, rows, Approvals.RECORDED) == [3, 3, 4]


@pytest.mark.parametrize("answer", [Happened.DECLINED, Happened.LEVEL])
def test_what_a_clinician_declined_or_set_is_not_proposed_anew_for_four_weeks(policy, answer):
    answers = said(0, answer, Level.COMMUNITY if answer is Happened.LEVEL else None)
    rows = [*every(7, policy, *[21] * 6), *answers]
    decided = lived(policy, rows, Approvals.RECORDED)
    assert [one.approval for one in decided] == [True, False, False, False, False, True]
    assert decided[-1].rule == "severe-confirmed"


# --- up ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low_mood", "worry", "rule", "level"),
    [(12, 12, "entry-moderately-severe", 3), (9, 3, "entry-mild-or-moderate", 2), (4, 3, "keep", 1)],
)
def test_where_somebody_begins_follows_from_the_first_answers(policy, low_mood, worry, rule, level):
    [decided] = lived(policy, answered(policy, 0, low_mood, worry))
    assert (decided.rule, decided.level_after) == (rule, level)


def test_nobody_climbs_twice_by_one_answer(policy):
    for level, value in product((Level.MONITORING, Level.CAMPUS, Level.COMMUNITY), range(22)):
        calm = [row for day in range(31, 44) for row in answered(policy, day, worry=3)]
        rows = [*every(30, policy, 3), *answered(policy, 30, low_mood=value), *calm]
        climbed = [one for one in lived(policy, rows, level=level) if one.level_after > one.level_before]
        assert len(climbed) <= 1


def test_one_severe_value_of_low_mood_and_a_harmless_one_of_worry_are_not_severe_twice(policy):
    rows = [*answered(policy, 0, 3, 3), *answered(policy, 30, low_mood=21), *answered(policy, 44, worry=3)]
    assert levels(policy, rows, level=Level.COMMUNITY)[-1] == levels(policy, rows[:-1], level=Level.COMMUNITY)[-1]


def test_nobody_is_moved_by_calm_answers(policy):
    assert set(levels(policy, every(14, policy, *[2] * 6))) == {1}


def test_quick_worsening_raises_a_flag_at_every_level(policy):
    for level in Level:
        decided = lived(policy, every(30, policy, 4, 13), level=level)[-1]
        assert (decided.rule.startswith("sharp-rise"), decided.flag.kind, decided.flag.severity) == (
            True,
            "worsening",
            "medium",
        )


def test_quick_worsening_raises_its_flag_once(policy):
    rows = [*every(30, policy, 4, 13), *answered(policy, 31, worry=13), *answered(policy, 33, worry=13)]
    assert [one.flag is not None for one in lived(policy, rows)] == [False, True, False, False]


def test_who_is_not_better_for_weeks_climbs_one_level_after_another(policy):
    climbing = levels(policy, [*every(14, policy, *[9] * 3, *[12] * 9), *said(60, Happened.HELP_BEGAN)])
    assert climbing == sorted(climbing)
    assert (climbing[0], climbing[-1]) == (2, 4)


def test_nobody_who_only_waits_for_the_community_is_said_to_need_more_than_it(policy):
    assert max(levels(policy, every(14, policy, *[9] * 3, *[12] * 9))) == 3


def test_only_a_clinician_leads_into_and_out_of_group_therapy(policy):
    for rule, level in product(policy.rules, Level):
        to = leads_to(rule, level)
        if to and Level.GROUP_THERAPY in (level, to):
            assert rule.then.approval


# --- down -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_a_way_out_that_scores_can_reach(policy, level):
    ways = set()
    for values in ([16] * 8, [12] * 8, [8] * 8, [1] * 9, [3, 18]):
        decided = lived(policy, every(14, policy, *values), level=level)
        ways |= {one.level_after for one in decided if one.level_before is level} - {level}
    assert ways


def test_who_is_well_for_weeks_comes_down_from_every_level(policy):
    for level in (Level.CAMPUS, Level.COMMUNITY, Level.GROUP_THERAPY):
        down = levels(policy, every(14, policy, *[2] * 14), level=level)
        assert down == sorted(down, reverse=True)
        assert (down[1], down[-1]) == (level, 1)


def test_one_good_answer_brings_nobody_down(policy):
    for level in Level:
        decided = lived(policy, every(42, policy, 9, 2), level=level)[-1]
        assert decided.level_after >= decided.level_before


def test_who_is_well_in_one_and_not_in_the_other_does_not_come_down(policy):
    rows = [row for day in range(0, 140, 14) for row in answered(policy, day, 2, 9)]
    assert min(levels(policy, rows, level=Level.COMMUNITY)) == 3


def test_silence_brings_nobody_down(policy):
    rows = [*every(14, policy, 2, 2), *[row for day in range(28, 140, 14) for row in said(day, Happened.MISSED)]]
    assert set(levels(policy, rows, level=Level.COMMUNITY)) == {3}


# --- mentors ----------------------------------------------------------------------------------------------------------


def test_somebody_who_gets_well_comes_down_and_may_help_others_once(policy):
    decided = lived(policy, every(14, policy, 13, 13, 11, *[2] * 20))
    assert decided[-1].level_after is Level.MONITORING
    [nominated] = [one for one in decided if one.nominate]
    assert (nominated.rule, nominated.point - START >= timedelta(180)) == ("mentor-ready", True)


def test_nobody_who_is_still_distressed_or_was_never_distressed_is_nominated(policy):
    for values in ([13] * 20, [2] * 20, [13, *[2] * 11, *[9, 2] * 5]):
        assert not any(one.nominate for one in lived(policy, every(14, policy, *values)))

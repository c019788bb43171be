"""Proposals of the policy language: `meanwhile`, what renews and what ends them, and who answers; a sentence each."""

from __future__ import annotations

import pytest

from oncocare.foundation.datafiles import DataFileError
from steps.levels import Level
from tests.steps.few_lines import levels, lived, policy, table

SEVERE = "when: {measure: mood, reading: new, at_least: 20}, then: {move_to: 4, approval: clinician, meanwhile: 3}"
HARD = "when: {measure: mood, reading: new, at_least: 15}, then: {move_to: 3, approval: clinician}"
WELL = "when: {measure: mood, reading: new, below: 5}, then: {move_to: 1}"
TRIED = policy(SEVERE, HARD, WELL)


def proposed(*lines, tried=TRIED):
    """The level that an open proposal asked for at the end of the day before each point."""
    return [one.proposed and int(one.proposed) for one in lived(tried, *lines)]


def nothing_is_open(*lines, tried=TRIED):
    with pytest.raises(DataFileError, match="no proposal is open then"):
        table(tried, *lines)


# --- meanwhile --------------------------------------------------------------------------------------------------------


def test_below_meanwhile_the_pathway_moves_there_at_once_without_approval_and_the_proposal_asks_for_the_target():
    assert table(TRIED, "0 mood 20", "1 accepted", "7 worry 3") == ["1,r1,move,3,yes,", "4,,stay,4,,"]
    assert proposed("0 mood 20", "7 worry 3") == [None, 4]


def test_at_meanwhile_or_above_the_pathway_stays_and_waits():
    assert table(policy(SEVERE, start_level=3), "0 mood 20") == ["3,r1,stay,3,yes,"]
    downward = "then: {move_to: 3, approval: clinician, meanwhile: 2}"
    assert table(policy(downward, start_level=4), "0 mood 20") == ["4,r1,stay,4,yes,"]


def test_meanwhile_enters_its_level_on_that_day():
    tried = policy("when: {level: 3, days_in_level: {at_least: 7}}, then: {move_to: 1}", SEVERE)
    assert levels(tried, "0 mood 3", "3 mood 20", "9 worry 3", "10 worry 3") == [1, 3, 3, 1]


def test_granted_at_once_the_pathway_goes_to_the_target_and_not_to_meanwhile():
    assert table(TRIED, "0 mood 20", approvals="grant") == ["1,r1,move,4,yes,"]


def test_never_answered_the_level_goes_to_meanwhile_where_that_moves_it():
    assert table(TRIED, "0 mood 20", "7 mood 15", approvals="ignore") == ["1,r1,move,3,yes,", "3,r2,stay,3,,"]


# --- while one is open ------------------------------------------------------------------------------------------------


def test_a_later_decision_that_proposes_the_same_level_renews_the_open_one():
    assert proposed("0 mood 15", "7 mood 16", "8 worry 3") == [None, 3, 3]
    assert levels(TRIED, "0 mood 15", "7 mood 16", "8 accepted", "9 worry 3") == [1, 1, 3]


def test_a_later_decision_that_proposes_another_level_supersedes_it():
    tried = policy(SEVERE.replace(", meanwhile: 3", ""), HARD)
    assert proposed("0 mood 15", "7 mood 20", "8 worry 3", tried=tried) == [None, 3, 4]
    assert levels(tried, "0 mood 15", "7 mood 20", "8 accepted", "9 worry 3") == [1, 1, 4]


def test_a_later_decision_that_moves_the_level_supersedes_it():
    tried = policy("when: {measure: mood, reading: new, below: 5}, then: {move_to: 2}", HARD)
    assert proposed("0 mood 15", "7 mood 3", "8 worry 3", tried=tried) == [None, 3, None]
    nothing_is_open("0 mood 15", "7 mood 3", "8 accepted", tried=tried)


def test_a_later_decision_that_moves_to_meanwhile_and_proposes_another_level_supersedes_it():
    assert proposed("0 mood 15", "7 mood 20", "8 worry 3") == [None, 3, 4]
    assert levels(TRIED, "0 mood 15", "7 mood 20", "8 accepted", "9 worry 3") == [1, 3, 4]


def test_a_later_decision_to_stay_leaves_it_open():
    for calm in ("7 worry 3", "7 mood 3", "7 mood 12", "7 missed"):  # no rule; the present level; no rule; a miss
        assert proposed("0 mood 15", calm, "8 worry 3") == [None, 3, 3]
    assert levels(TRIED, "0 mood 15", "7 mood 12", "7 accepted", "8 worry 3") == [1, 1, 3]


def test_the_decision_of_a_day_stands_before_the_answer_of_that_day():
    assert table(TRIED, "0 mood 15", "0 accepted", "7 worry 3") == ["1,r2,stay,1,yes,", "3,,stay,3,,"]


# --- answers ----------------------------------------------------------------------------------------------------------


def test_accepted_enters_the_level_it_asks_for_on_the_day_of_the_answer():
    assert levels(TRIED, "0 mood 15", "5 accepted", "6 worry 3") == [1, 3]
    stays = policy("when: {level: 3, days_in_level: {at_least: 4}}, then: {move_to: 2}", HARD)
    assert levels(stays, "0 mood 15", "5 accepted", "8 worry 3", "9 worry 3") == [1, 3, 2]


def test_declined_leaves_the_level_and_its_days_as_they_are():
    stays = policy("when: {level: 1, days_in_level: {at_least: 7}}, then: {move_to: 2}", HARD)
    assert levels(stays, "0 mood 15", "5 declined", "6 worry 3", "7 worry 3") == [1, 1, 2]


def test_declined_under_meanwhile_leaves_the_level_of_meanwhile():
    assert levels(TRIED, "0 mood 20", "5 declined", "6 worry 3") == [3, 3]


@pytest.mark.parametrize("answer", ["accepted", "declined", "level 1", "level 2", "level 3"])
def test_any_answer_and_a_level_set_by_hand_end_it(answer):
    assert proposed("0 mood 15", f"5 {answer}", "6 worry 3") == [None, None]
    nothing_is_open("0 mood 15", f"5 {answer}", "6 declined")


def test_a_proposal_may_be_made_anew_after_its_answer():
    assert proposed("0 mood 15", "5 declined", "6 mood 15", "7 worry 3") == [None, None, 3]


def test_a_level_set_by_hand_is_entered_on_that_day():
    decided = lived(TRIED, "0 mood 12", "5 level 3", "6 worry 3")[-1]
    assert (decided.level_before, (decided.point - decided.entered).days) == (Level.COMMUNITY, 1)


def test_set_by_hand_to_the_present_level_nothing_is_entered_anew_but_an_open_proposal_ends():
    decided = lived(TRIED, "0 mood 15", "5 level 1", "6 worry 3")[-1]
    assert (decided.level_before, (decided.point - decided.entered).days) == (Level.MONITORING, 6)
    assert decided.proposed is None


def test_of_several_answers_of_one_day_the_order_of_rows_counts():
    assert levels(TRIED, "0 mood 15", "5 accepted", "5 level 2", "6 worry 3") == [1, 2]
    nothing_is_open("0 mood 15", "5 level 2", "5 accepted", "6 worry 3")


def test_answers_of_several_days_may_stand_in_any_order():
    assert levels(TRIED, "9 level 2", "0 mood 15", "5 accepted", "7 worry 3", "10 worry 3") == [1, 3, 2]


def test_no_answer_is_looked_at_where_proposals_are_granted_or_never_answered():
    lines = "0 accepted", "0 mood 3", "5 level 4", "6 mood 3", "7 declined"
    assert levels(TRIED, *lines, approvals="grant") == levels(TRIED, *lines, approvals="ignore") == [1, 1]


# --- what a decision file says of it ----------------------------------------------------------------------------------


def test_approval_is_yes_when_the_target_is_another_level_and_wants_approval_granted_waiting_or_ignored():
    assert table(TRIED, "0 mood 15", approvals="grant") == ["1,r2,move,3,yes,"]
    assert table(TRIED, "0 mood 15", approvals="ignore") == ["1,r2,stay,1,yes,"]
    assert table(TRIED, "0 mood 15", "0 accepted", approvals="recorded") == ["1,r2,stay,1,yes,"]
    assert table(TRIED, "0 level 3", "1 mood 15") == ["3,r2,stay,3,,"]


def test_nominate_is_yes_or_empty():
    tried = policy("then: {stay: true, nominate: mentor}")
    assert table(tried, "0 mood 3", "1 mood 3") == ["1,r1,stay,1,,yes", "1,r1,stay,1,,"]


def test_rule_is_empty_for_a_stay_without_a_rule():
    assert table(policy(), "0 mood 3") == ["1,,stay,1,,"]

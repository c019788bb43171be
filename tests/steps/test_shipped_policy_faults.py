"""What was wrong with the policies before version 2, replayed under them and under version 2.

The policy before is written in the second version of the language, which closed two of its faults by itself: one rise
read on two days (PHQ-9 and GAD-7 answered apart) moved a person twice, and a severe answer later than the start stayed
at the lightest level. What the language closed is shown as closed; what still came of those faults is shown beside it.
"""

from __future__ import annotations

import pytest

from steps.course_file import Happened
from steps.levels import Level
from steps.policy_file import load_policy
from steps.replay import Approvals
from tests.steps.shipped_courses import BEFORE, FILES, NAMES, answered, lived, on_paper, said, shown

HADS, PHQ = FILES


@pytest.fixture
def before():
    return load_policy(BEFORE)


@pytest.fixture
def now():
    return load_policy(PHQ)


def rows(policy, *answers):
    """Day, low mood, worry."""
    return [row for day, low_mood, worry in answers for row in answered(policy, day, low_mood, worry)]


def quiet(*days, level):
    return [(day, "keep", level, False, None) for day in days]


def test_one_rise_between_two_answers_no_longer_proposes_group_therapy(before, now):
    """GAD-7 alone, and gone at the next answer: this opened 52 of 100 entries to level 4. Now somebody looks."""
    course = rows(now, (0, 8, 5), (14, 8, 12), (28, 8, 6))
    assert shown(lived(before, course, Approvals.IGNORE, Level.COMMUNITY)) == [
        *quiet(0, level=3),
        (14, "worse-in-community", 3, True, "worsening"),
        *quiet(28, level=3),
    ]
    assert shown(lived(now, course, Approvals.IGNORE, Level.COMMUNITY)) == [
        *quiet(0, level=3),
        (14, "sharp-rise", 3, False, "worsening"),
        *quiet(28, level=3),
    ]


def test_one_rise_in_answers_given_two_days_apart_counts_once(before, now):
    """The language closed the second count (day 16). What still came of the first, a level up, is a flag now."""
    course = rows(now, (0, 8, 5), (14, None, 12), (16, 8, None), (28, 8, 6))
    assert shown(lived(before, course)) == [
        (0, "entry-mild", 2, False, None),
        (14, "worse-quickly", 3, False, "worsening"),
        *quiet(16, 28, level=3),
    ]
    assert shown(lived(now, course)) == [
        (0, "entry-mild-or-moderate", 2, False, None),
        (14, "sharp-rise", 2, False, "worsening"),
        *quiet(16, 28, level=2),
    ]


def test_a_severe_person_at_level_1_is_offered_group_therapy_that_day(before, now):
    """The language brought them to level 3; the offer came only to those severe in their first two weeks."""
    course = rows(now, (0, 4, 3), (30, 21, 3), (44, 18, 3))
    old, new = (lived(policy, course, Approvals.IGNORE) for policy in (before, now))
    assert shown(old) == [*quiet(0, level=1), (30, "severe-now", 3, False, "severe_distress"), *quiet(44, level=3)]
    assert shown(new) == [*quiet(0, level=1), (30, "severe-now", 3, True, "severe_distress"), *quiet(44, level=3)]
    assert [one[1].flag.severity for one in (old, new)] == ["medium", "high"]


def test_severe_answers_of_today_are_heard_on_the_day_on_which_an_old_paper_arrives(now):
    """The first draft of version 2 read the paper first, and left the person at level 1."""
    course = [*on_paper(now, 10, 30, 22), *rows(now, (0, 4, 3), (30, None, 16))]
    assert shown(lived(now, course, Approvals.IGNORE)) == [
        *quiet(0, level=1),
        (30, "severe-now", 3, True, "severe_distress"),
    ]


def test_a_wobble_about_the_cut_off_no_longer_moves_anybody_to_and_fro(before, now):
    """A value one point about the case, asked every four weeks: four moves in half a year, and none now."""
    course = rows(now, *((28 * index, value, 4) for index, value in enumerate((9, 9, 10, 10, 9, 9, 10, 10))))
    course += said(1, Happened.HELP_BEGAN)
    moves = [one for one in shown(lived(before, course, level=Level.COMMUNITY)) if one[1] != "keep"]
    assert moves == [
        (28, "down-from-community", 2, False, None),
        (84, "up-from-campus", 3, False, None),
        (140, "down-from-community", 2, False, None),
        (196, "up-from-campus", 3, False, None),
    ]
    assert shown(lived(now, course, level=Level.COMMUNITY)) == quiet(*range(0, 197, 28), level=3)


def test_a_wobble_of_four_points_of_gad_7_is_a_weeks_noise(before, now):
    """Of one who lives near 8: a proposal of level 4, down, up again; now down once, after three calm answers."""
    course = rows(now, *((14 * index, 6, value) for index, value in enumerate((7, 11, 7, 7, 7, 11, 7, 7))))
    assert [one for one in shown(lived(before, course, Approvals.IGNORE, Level.COMMUNITY)) if one[1] != "keep"] == [
        (14, "worse-in-community", 3, True, "worsening"),
        (56, "down-from-community", 2, False, None),
        (70, "worse-quickly", 3, False, "worsening"),
    ]
    assert [one for one in shown(lived(now, course, Approvals.IGNORE, Level.COMMUNITY)) if one[1] != "keep"] == [
        (56, "down-from-community", 2, False, None)
    ]


def test_a_declined_proposal_is_not_made_anew_at_each_rise(before, now):
    """Severe, declined on the first day, and to and fro: proposed anew after two weeks; now somebody looks instead."""
    course = rows(now, (0, 8, 16), (7, 8, 11), (14, 8, 16), (21, 8, 11), (28, 8, 16)) + said(0, Happened.DECLINED)
    assert shown(lived(before, course, Approvals.RECORDED)) == [
        (0, "entry-severe", 3, True, None),
        *quiet(7, level=3),
        (14, "worse-in-community", 3, True, "worsening"),
        *quiet(21, level=3),
        (28, "worse-in-community", 3, True, "worsening"),
    ]
    assert shown(lived(now, course, Approvals.RECORDED)) == [
        (0, "severe-now", 3, True, "severe_distress"),
        *quiet(7, level=3),
        (14, "severe-at-a-higher-level", 3, False, "severe_distress"),
        *quiet(21, level=3),
        (28, "severe-at-a-higher-level", 3, False, "severe_distress"),
    ]


def test_nobody_waits_unseen_for_help_that_does_not_begin(before, now):
    """Fourteen weeks on the waiting list of the community, a case at every answer: nobody was told; now some are."""
    course = rows(now, *((14 * index, 12, 7) for index in range(8)))
    assert shown(lived(before, course, level=Level.COMMUNITY)) == quiet(*range(0, 99, 14), level=3)
    assert shown(lived(now, course, level=Level.COMMUNITY)) == [
        *quiet(0, 14, 28, level=3),
        (42, "waiting-long", 3, False, "waiting_long"),
        (56, "waiting-long", 3, False, "waiting_long"),
        *quiet(70, level=3),
        (84, "waiting-long", 3, False, "waiting_long"),
        (98, "waiting-long", 3, False, "waiting_long"),
    ]


def test_who_waits_is_not_said_to_need_more_than_the_help_that_never_began(before, now):
    """Before, six weeks at level 3 were enough to propose level 4, begun or not."""
    course = rows(now, *((14 * index, 16, 9) for index in range(5)))
    assert [one for one in shown(lived(before, course, Approvals.IGNORE, Level.COMMUNITY)) if one[3]] == [
        (42, "up-from-community", 3, True, None),
        (56, "up-from-community", 3, True, None),
    ]
    assert not any(one.approval for one in lived(now, course, Approvals.IGNORE, Level.COMMUNITY))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_severe_answer_when_therapy_has_ended_does_not_put_off_the_question(path):
    """In the first draft of version 2 the flag of one severe answer came before it, and nobody was asked that day."""
    policy = load_policy(path)
    course = [*rows(policy, (0, 9, 9), (14, 9, 9), (30, 21, 9)), *said(1, Happened.HELP_BEGAN)]
    course += said(20, Happened.HELP_ENDED)
    assert shown(lived(policy, course, Approvals.IGNORE, Level.GROUP_THERAPY)) == [
        *quiet(0, 14, level=4),
        (30, "therapy-over-still-hard", 4, False, "help_over"),
    ]


@pytest.mark.parametrize(("path", "case"), [(HADS, 8), (PHQ, 10)], ids=NAMES)
def test_no_better_for_long_means_a_case_at_every_answer(path, case):
    """The first draft of version 2 asked for a number of its own."""
    policy = load_policy(path)
    for value, raised in ((case - 1, []), (case, [112, 126])):
        course = rows(policy, *((day, value, 3) for day in range(0, 127, 14))) + said(1, Happened.HELP_BEGAN)
        decided = shown(lived(policy, course, Approvals.IGNORE, Level.GROUP_THERAPY))
        assert [day for day, rule, *_ in decided if rule == "long-and-no-better"] == raised


# --- severe distress is never left without a word ---------------------------------------------------------------------


EITHER = pytest.mark.parametrize("path", FILES, ids=NAMES)


@EITHER
@pytest.mark.parametrize("answer", [Happened.DECLINED, Happened.LEVEL])
def test_who_is_severe_again_after_a_no_or_a_level_by_hand_is_looked_after(path, answer):
    """In the second draft whoever was severe before and after was told that nothing needs to change."""
    policy = load_policy(path)
    said_then = said(3, answer, Level.COMMUNITY if answer is Happened.LEVEL else None)
    course = [*rows(policy, (0, 21, 9), (14, 21, 16), (28, 21, 16)), *said_then]
    assert shown(lived(policy, course, Approvals.RECORDED))[1:] == [
        (14, "severe-at-a-higher-level", 3, False, "severe_distress"),
        (28, "severe-at-a-higher-level", 3, False, "severe_distress"),
    ]


@EITHER
def test_who_is_severe_week_after_week_at_level_4_is_seen_every_time(path):
    policy = load_policy(path)
    course = rows(policy, *((7 * week, 21, 9) for week in range(4)))
    assert shown(lived(policy, course, Approvals.IGNORE, Level.GROUP_THERAPY)) == [
        (7 * week, "severe-at-a-higher-level", 4, False, "severe_distress") for week in range(4)
    ]


@EITHER
def test_one_rise_after_the_answer_that_placed_somebody_proposes_nothing(path):
    """The placing answer lies in the upper bands itself, so two readings there are not yet two after it."""
    policy = load_policy(path)
    upper, worse = (16, 19) if path is PHQ else (12, 14)
    course = rows(policy, (0, upper, 5), (14, worse + 3 if path is PHQ else worse, 5), (28, 9, 5))
    assert not any(one.approval and one.rule == "worse-and-stays" for one in lived(policy, course, Approvals.IGNORE))


@EITHER
def test_who_stays_in_the_upper_band_for_twelve_weeks_of_help_is_not_called_better(path):
    """From severe to the upper band is a change beyond a week's noise, and still no reason to wait for ever."""
    policy = load_policy(path)
    begins = said(1, Happened.HELP_BEGAN)
    declined = said(0, Happened.DECLINED)
    upper = 15 if path is PHQ else 12
    course = [*rows(policy, (0, 24 if path is PHQ else 18, 5), *((14 * n, upper, 5) for n in range(1, 9))), *begins]
    decided = shown(lived(policy, [*course, *declined], Approvals.RECORDED))
    assert next(day for day, rule, *_ in decided if rule == "not-enough-in-community") == 98


@EITHER
def test_who_is_worse_on_both_does_not_get_less(path):
    """A sharp rise of worry on the day on which low mood leads to level 3."""
    policy = load_policy(path)
    case, rise = (11, 12) if path is PHQ else (11, 13)
    for worry in (5, rise):
        course = rows(policy, (0, 3, 5), (30, case, 5), (44, case, worry))
        assert lived(policy, course, Approvals.IGNORE, Level.CAMPUS)[-1].level_after is Level.COMMUNITY


@EITHER
def test_whoever_is_hard_hit_when_therapy_ends_is_not_proposed_to_step_down(path):
    policy = load_policy(path)
    course = [*rows(policy, (0, 21, 9), (14, 21, 9), (30, 21, 9)), *said(1, Happened.HELP_BEGAN)]
    course += said(20, Happened.HELP_ENDED)
    [*_, last] = lived(policy, course, Approvals.IGNORE, Level.GROUP_THERAPY)
    assert (last.rule, last.approval, last.flag.kind, last.flag.severity) == (
        "therapy-over-still-hard", False, "help_over", "high",
    )  # fmt: skip


# --- who is asked by HADS is severe by PHQ-9 too ----------------------------------------------------------------------


@pytest.fixture
def hads():
    return load_policy(HADS)


def test_a_severe_phq_9_of_weeks_ago_makes_no_silence_of_one_missed_set_under_hads(hads):
    """Who has answered calmly by HADS since is not asked after for one missed set."""
    course = [row for day in (0,) for row in answered(hads, day, 3, 3, low_mood_phq=20)]
    course += [row for day in (14, 28) for row in answered(hads, day, 3, 3)]
    decided = shown(lived(hads, [*course, *said(42, Happened.MISSED)], Approvals.IGNORE))
    assert [rule for _, rule, *_ in decided] == ["severe-now", "keep", "keep", "keep"]


def test_a_severe_phq_9_on_an_old_paper_is_not_passed_over_under_hads(hads):
    paper = on_paper(hads, 10, 30, 20, measure="low_mood_phq")
    assert shown(lived(hads, [*answered(hads, 0, 3, 3), *paper], Approvals.IGNORE)) == [
        *quiet(0, level=1),
        (30, "severe-on-paper", 1, False, "severe_distress"),
    ]


def test_a_severe_phq_9_twice_a_week_apart_leads_to_group_therapy_under_hads(hads):
    course = [row for day in (0, 7) for row in answered(hads, day, 3, 3, low_mood_phq=20)]
    assert shown(lived(hads, course, Approvals.IGNORE, Level.COMMUNITY)) == [
        (0, "severe-at-a-higher-level", 3, False, "severe_distress"),
        (7, "severe-confirmed", 3, True, None),
    ]

"""What holds of the policies in the box whatever people answer, and of their rules as they are written."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steps.course_file import Happened
from steps.diagram import leads_to
from steps.levels import Level
from steps.policy import AllOf, AnyOf, Bound, Caseness, Held, IsCase, Value
from steps.policy_file import load_policy
from steps.replay import Approvals
from tests.steps.shipped_courses import FILES, NAMES, START, answered, every, lived, on_paper, said

SEVERE = {"stepped-care-phq": (20, 15), "stepped-care-hads": (15, 15)}
SEVERE_FLAG = ("severe_distress", "high")
COMES_FIRST = ("silent-after-severe", "severe-on-paper")
FEW = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])


POLICIES = {path.stem: load_policy(path) for path in FILES}
each = pytest.mark.parametrize("slug", NAMES)


@pytest.fixture(params=NAMES)
def policy(request):
    return POLICIES[request.param]


GAPS, VALUES = st.integers(1, 21), st.integers(0, 21)


def answers(gaps=GAPS, values=VALUES, most=14):
    """The gap to the point before, low mood, worry; who left out both missed the set."""
    return st.lists(st.tuples(gaps, st.none() | values, st.none() | values), min_size=1, max_size=most)


def severe_or_not(most=14):
    """Answers at the edge of severe as often as any others."""
    return answers(values=st.sampled_from([3, 9, 14, 15, 16, 19, 20, 21]), most=most)


def on_days(policy, course):
    """The rows of a course, and what was answered on each day."""
    day, rows, told = -course[0][0], [], {}
    for gap, low_mood, worry in course:
        day += gap
        told[day] = low_mood, worry
        rows += answered(policy, day, low_mood, worry) or said(day, Happened.MISSED)
    return rows, told


def day_of(decision):
    return (decision.point - START).days


def is_severe(policy, low_mood, worry):
    return any(
        value is not None and value >= at for value, at in zip((low_mood, worry), SEVERE[policy.slug], strict=True)
    )


# --- up ---------------------------------------------------------------------------------------------------------------


@each
@FEW
@given(course=answers(), start=st.sampled_from([Level.MONITORING, Level.CAMPUS, Level.COMMUNITY]))
def test_without_a_clinicians_yes_nobody_comes_to_group_therapy(slug, course, start):
    policy = POLICIES[slug]
    decided = lived(policy, on_days(policy, course)[0], Approvals.IGNORE, start)
    assert max(one.level_after for one in decided) < Level.GROUP_THERAPY


def test_no_rule_leads_to_group_therapy_without_a_clinicians_yes(policy):
    leading = [rule for rule in policy.rules if Level.GROUP_THERAPY in [leads_to(rule, level) for level in Level]]
    assert [rule.id for rule in leading] == [
        "severe-now",
        "severe-where-set-by-hand",
        "severe-confirmed",
        "worse-and-stays",
        "not-enough-in-community",
    ]
    assert all(rule.then.approval for rule in leading)


@each
@FEW
@given(
    course=severe_or_not(),
    by_hand=st.dictionaries(st.integers(0, 120), st.sampled_from(list(Level)), max_size=3),
    paper=st.none() | st.tuples(st.integers(0, 60), st.integers(15, 40)),
)
def test_a_severe_answer_at_level_1_or_2_moves_or_calls_somebody_that_day(slug, course, by_hand, paper):
    policy = POLICIES[slug]
    rows, told = on_days(policy, course)
    rows += [row for day, level in by_hand.items() for row in said(day, Happened.LEVEL, int(level))]
    if paper:
        rows += on_paper(policy, paper[0], sum(paper), 21)
    for one in lived(policy, rows, Approvals.RECORDED):
        if one.level_before <= Level.CAMPUS and is_severe(policy, *told.get(day_of(one), (None, None))):
            assert (one.flag.kind, one.flag.severity) == SEVERE_FLAG
            if not any(1 <= day_of(one) - day <= 28 for day in by_hand):
                assert (one.level_after, one.approval) == (Level.COMMUNITY, True)


@each
@FEW
@given(course=severe_or_not())
def test_severe_twice_a_week_apart_at_level_3_is_always_offered_group_therapy(slug, course):
    policy = POLICIES[slug]
    rows, told = on_days(policy, course)
    for one in lived(policy, rows, Approvals.IGNORE, Level.COMMUNITY):
        if one.level_before is Level.COMMUNITY and _severe_for_a_week(policy, told, day_of(one)):
            assert one.approval or one.proposed is Level.GROUP_THERAPY


def _severe_for_a_week(policy, told, day):
    """Whether the answers of this day and all of that measure before it, back for a week at least, are severe."""
    for index, at in enumerate(SEVERE[policy.slug]):
        values = {when: given[index] for when, given in told.items() if when <= day and given[index] is not None}
        calm = max((when for when, value in values.items() if value < at), default=-1)
        hard = [when for when in values if when > calm]
        if day in hard and day - min(hard) >= 7:
            return True
    return False


@each
@FEW
@given(
    calm=answers(values=st.integers(0, 6)),
    spike=st.tuples(st.integers(1, 14), st.integers(0, 21), st.integers(0, 21)),
    at=st.integers(0, 13),
)
def test_one_reading_alone_never_proposes_group_therapy_at_level_3(slug, calm, spike, at):
    policy = POLICIES[slug]
    course = [*calm[:at], spike, *calm[at:]]
    decided = lived(policy, on_days(policy, course)[0], Approvals.IGNORE, Level.COMMUNITY)
    assert not any(one.approval for one in decided if one.level_before is Level.COMMUNITY)


# --- the way down lies under the way up -------------------------------------------------------------------------------


def ways(condition):
    """The conditions that hold together in each way a condition can hold; what stands in a `not` is left out."""
    match condition:
        case AllOf(parts):
            return [sum(one, ()) for one in product(*map(ways, parts))]
        case AnyOf(parts):
            return [way for part in parts for way in ways(part)]
        case Held(_measure, bounds):
            return [tuple(bounds)]
        case Value() | IsCase():
            return [(condition,)]
    return [()]


def upper_end(bound):
    """The measure and the number of a bound from below, or None."""
    match bound:
        case Value(measure, Bound.AT_LEAST, limit):
            return measure.slug, limit
        case IsCase(measure, Caseness.CASE):
            return measure.slug, measure.case


def lower_end(bound):
    """The measure and the number of a bound from above, or None."""
    match bound:
        case Value(measure, Bound.BELOW, limit):
            return measure.slug, limit
        case IsCase(measure, Caseness.NOT_CASE):
            return measure.slug, measure.case


def leading_in(policy, level):
    """Of each measure, the values from which it alone leads up into a level (severe answers to level 3 meanwhile)."""
    for rule, before in product(policy.rules, Level):
        after = rule.then.meanwhile if rule.then.meanwhile and before < rule.then.meanwhile else leads_to(rule, before)
        if before < level and leads_to(rule, before) and after is level:
            for way in ways(rule.when):
                found = [end for end in map(upper_end, way) if end]
                if len({slug for slug, _ in found}) == 1:
                    yield max(found, key=lambda end: end[1])


def leading_out(policy, level):
    """Of each measure, the values below which a rule leads down out of a level."""
    for rule in policy.rules:
        if (to := leads_to(rule, level)) and to < level:
            yield from (end for way in ways(rule.when) for end in map(lower_end, way) if end)


@pytest.mark.parametrize("level", [Level.CAMPUS, Level.COMMUNITY])
def test_the_way_down_lies_at_least_a_point_under_the_way_up(policy, level):
    up, down = set(leading_in(policy, level)), set(leading_out(policy, level))
    assert {slug for slug, _ in down} == {"depression", "anxiety"} <= {slug for slug, _ in up}
    for (slug, leaves_below), (other, enters_from) in product(down, up):
        if slug == other:
            assert leaves_below - 1 <= enters_from - 1, (slug, leaves_below, enters_from)


def test_the_walk_finds_the_numbers_that_stand_in_the_file():
    phq = POLICIES["stepped-care-phq"]
    bounds = {("depression", 7), ("depression", 10), ("anxiety", 8), ("anxiety", 10)}
    assert bounds <= set(leading_in(phq, Level.CAMPUS))
    assert {("depression", 10), ("depression", 15), ("anxiety", 10)} <= set(leading_in(phq, Level.COMMUNITY))
    assert ("depression", 20) in set(leading_in(phq, Level.COMMUNITY))
    assert set(leading_out(phq, Level.COMMUNITY)) == {("depression", 10), ("anxiety", 8)}


# --- nobody is forgotten ----------------------------------------------------------------------------------------------


@each
@FEW
@given(course=answers(), ended=st.integers(1, 60))
def test_when_therapy_has_ended_a_clinician_is_asked_whatever_the_answers_of_that_day(slug, course, ended):
    """A step down is proposed, or who is in the upper bands is flagged for somebody to decide what comes next; only
    silence after severe answers and late paper come before it, with their flags.
    """
    policy = POLICIES[slug]
    rows = [*on_days(policy, course)[0], *said(0, Happened.HELP_BEGAN), *said(ended, Happened.HELP_ENDED)]
    after = [one for one in lived(policy, rows, Approvals.IGNORE, Level.GROUP_THERAPY) if day_of(one) >= ended]
    for one in after:
        asked = one.proposed is Level.COMMUNITY or one.rule == "therapy-over"
        flagged = one.flag is not None and one.rule in {*COMES_FIRST, "therapy-over-still-hard"}
        assert asked or flagged


@each
@FEW
@given(
    gaps=st.lists(st.integers(7, 10), min_size=20, max_size=55),
    value=st.integers(8, 19),
    start=st.sampled_from([Level.CAMPUS, Level.COMMUNITY, Level.GROUP_THERAPY]),
)
def test_the_flags_of_time_come_in_their_weeks_only(slug, gaps, value, start):
    """Three or four weeks in which an answer raises one, so that a missed set is no matter, and then for weeks none."""
    policy = POLICIES[slug]
    course = [(gap, 5, value) for gap in gaps]
    raised = {"no_better": [], "waiting_long": []}
    for one in lived(policy, on_days(policy, course)[0], Approvals.IGNORE, start):
        if one.flag and one.flag.kind.value in raised:
            raised[one.flag.kind.value].append((one.point - one.entered).days)
    windows = [days // 28 for days in raised["no_better"]]
    assert set(windows) <= {4, 8, 12}
    assert max(map(windows.count, windows), default=0) <= 4 * 2  # weekly answers, at each of two levels, at most
    assert {days // 21 for days in raised["waiting_long"] if days < 126} <= {2, 4}


def alike(policy, *, low_mood, worry, days):
    return [row for day in days for row in answered(policy, day, low_mood, worry)]


def lives(policy):
    """Courses that between them reach every rule: rows, and the level they begin at."""
    fortnights = range(0, 140, 14)
    hand = [*answered(policy, 0, 3, 3), *said(1, Happened.LEVEL, 2), *answered(policy, 20, 21, 3)]
    declined = [*every(14, policy, 21, 21), *said(0, Happened.LEVEL, 2)]
    helped = said(1, Happened.HELP_BEGAN)
    ended = [*helped, *said(20, Happened.HELP_ENDED)]
    rise = [*answered(policy, 0, 8, 5), *[row for day in (50, 58, 66) for row in answered(policy, day, 8, 13)]]
    strained = [row for day, worry in ((0, 9), (14, 9), (42, 11), (49, 11)) for row in answered(policy, day, 8, worry)]
    yield [*answered(policy, 0, 21, 16), *said(14, Happened.MISSED)], Level.MONITORING
    yield [*answered(policy, 0, 3, 3), *on_paper(policy, 10, 30, 21)], Level.MONITORING
    yield hand, Level.MONITORING
    yield declined, Level.MONITORING
    yield answered(policy, 0, 12, 12), Level.MONITORING
    yield answered(policy, 0, 9, 3), Level.MONITORING
    yield every(7, policy, 21, 21), Level.COMMUNITY
    yield rise, Level.COMMUNITY
    yield [*every(14, policy, *[13] * 6), *helped], Level.COMMUNITY
    yield [*answered(policy, 0, 4, 4), *answered(policy, 50, 4, 13)], Level.MONITORING
    yield alike(policy, low_mood=5, worry=11, days=fortnights), Level.COMMUNITY
    yield [*alike(policy, low_mood=8, worry=13, days=(0, 14, 28)), *ended], Level.COMMUNITY
    yield [*alike(policy, low_mood=8, worry=13, days=(0, 14, 28)), *ended], Level.GROUP_THERAPY
    yield [*every(14, policy, 5, 5, 5), *ended], Level.GROUP_THERAPY
    yield strained, Level.CAMPUS
    yield [*answered(policy, 0, 8, 4), *answered(policy, 7, 8, 11), *answered(policy, 14, 8, 11)], Level.CAMPUS
    yield [*answered(policy, 0, 3, 3), *answered(policy, 14, 8, 3), *answered(policy, 28, 8, 3)], Level.MONITORING
    yield [*answered(policy, 0, 5, 5), *answered(policy, 14, 5, 16)], Level.COMMUNITY
    yield [*answered(policy, 0, 5, 5), *answered(policy, 14, 5, 13), *helped], Level.GROUP_THERAPY
    yield every(14, policy, *[2] * 5), Level.GROUP_THERAPY
    yield every(14, policy, 13, 13, 11, *[2] * 20), Level.MONITORING


def test_every_rule_is_reached_by_some_course(policy):
    reached = {one.rule for rows, start in lives(policy) for one in lived(policy, rows, Approvals.RECORDED, start)}
    assert reached == {rule.id for rule in policy.rules}

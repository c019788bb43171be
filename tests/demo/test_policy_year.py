"""One made-up person's year in the closed loop: the real rules, questions that follow the level, help, and staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncocare.demo.simulation import bands, courses, exposure
from oncocare.demo.simulation.courses import SuddenWorsening, dice
from oncocare.demo.simulation.exposure import CampusHabit
from oncocare.demo.simulation.helping import HelpStretch, at_work, effects, helped, lasts, wait
from oncocare.demo.simulation.plan import YEAR
from oncocare.demo.simulation.policy_report.year import DAY_0, Service, day_of, live
from questionnaires.instruments.catalogue import definition
from questionnaires.scheduling.schedule import shipped
from steps.course_file import Happened, Happening
from steps.levels import Level
from steps.replay import Approvals, RecordedCourse, decisions
from steps.shipped import shipped_policy
from steps.standing import Said

SCHEDULES = {"stepped-care-phq": "two-stage", "stepped-care-hads": "two-stage-hads"}
NOTHING = dict.fromkeys(Level, 0.0)
FROM_THE_THIRD_DAY = CampusHabit(guided=False, days=(3, *range(30, 360, 30)))
HAPPENED = {"accepted": Happened.ACCEPTED, "declined": Happened.DECLINED, "level": Happened.LEVEL}


def service(slug="stepped-care-phq", whole=NOTHING):
    return Service(shipped_policy(slug)[0], shipped()[SCHEDULES[slug]], whole)


def somebody(points, worsening=None, **fate):
    """Somebody whose course lies so many points high all year, who stays unless said otherwise."""
    course = courses.sources().courses.classes[0].model_copy(update={"points": (float(points),) * 5})
    free = {"leaves": None, "silently": False, "pause": None, "ill": None, "dies": None}
    return courses.SimulatedPerson(course, (0.0, 0.0), worsening, **{**free, **fate})


def year(points, number=0, **how):
    slug = how.pop("slug", "stepped-care-phq")
    whole = how.pop("whole", NOTHING)
    habit = how.pop("habit", FROM_THE_THIRD_DAY)
    return live(somebody(points, **how), habit, dice("year", number), service(slug, whole))


def misses(lived):
    return [(day - DAY_0).days for day in lived.record.misses]


# --- the loop ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SCHEDULES)
def test_the_same_person_and_chance_live_the_same_year(slug):
    assert year(9, slug=slug) == year(9, slug=slug)
    assert year(9, slug=slug) != year(9, 1, slug=slug)


@pytest.mark.parametrize("slug", SCHEDULES)
@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_a_year_is_what_the_replay_of_its_record_comes_to(slug, number):
    """So the loop decides as the house does: same record, same words of clinicians, same days, levels and rules."""
    rng = dice(number, "person")
    habit = exposure.habit(dice(number, "campus"))
    lived = live(courses.person(rng), habit, rng, service(slug, effects(dice(number))))
    said = tuple(
        (0, Happening(word.day, HAPPENED[word.said.value], word.level if word.said.value == "level" else None))
        for word in lived.words
    )
    again = decisions(service(slug).policy, RecordedCourse(lived.record, said), Approvals.RECORDED)
    assert [(one.point, one.level_before, one.level_after, one.rule or "") for one in again] == [
        (day_of(point.day), point.before, point.after, point.rule) for point in lived.points
    ]


def test_who_is_well_stays_at_level_1_and_is_asked_by_the_short_screen():
    lived = year(0)
    assert {point.after for point in lived.points} == {Level.MONITORING}
    assert (lived.moves, lived.proposals, lived.flags) == ([], [], [])
    instruments = [sorted({code for code, _ in point.values}) for point in lived.points if point.values]
    assert instruments[0] in (["gad-7", "phq-9"], ["phq-9"])
    assert ["phq-4"] in instruments


def test_who_is_severe_at_first_is_at_level_3_that_day_with_a_proposal_and_a_flag():
    lived = year(24)
    first = next(point for point in lived.points if bands.severe(point.values))
    assert (first.before, first.after, first.rule, first.proposed) == (
        Level.MONITORING, Level.COMMUNITY, "severe-now", Level.GROUP_THERAPY,
    )  # fmt: skip
    assert lived.proposals[0] == (first.day, Level.GROUP_THERAPY, "severe-now")
    assert [flag.kind for flag in lived.flags if flag.day == first.day and flag.rule] == ["severe_distress"]


def test_a_higher_level_asks_its_own_questions():
    lived = year(24)
    entered = next(move.day for move in lived.moves if move.after is Level.GROUP_THERAPY)
    weekly = [point.day for point in lived.points if entered + 14 <= point.day < entered + 84]
    assert len(weekly) >= 7


# --- silence, leaving, stopping ---------------------------------------------------------------------------------------


def test_who_goes_silent_answers_nothing_from_then_on_and_misses_every_set():
    for number in range(40):
        answered = [point.day for point in year(9, number, leaves=60, silently=True).points if point.values]
        assert max(answered, default=0) < 60
    lived = year(9, leaves=60, silently=True)
    assert len([day for day in misses(lived) if day > 75]) >= 15
    assert lived.days_in_care == YEAR


def test_who_leaves_or_dies_is_in_care_no_longer():
    for fate in ({"leaves": 60}, {"dies": 60}):
        lived = year(9, **fate)
        assert lived.days_in_care == 60
        assert max(point.day for point in lived.points) < 60


def test_nothing_is_asked_or_missed_while_somebody_pauses():
    lived = year(9, pause=(60, 120))
    assert [point.day for point in lived.points if 60 <= point.day < 120] == []
    assert [point.day for point in lived.points if point.day >= 120] != []


def test_no_help_turns_and_no_proposal_is_answered_while_care_is_stopped():
    for number in range(40):
        lived = year(22, number, pause=(2, 60))
        happened = [*(turn.day for turn in lived.record.help), *(word.day for word in lived.words)]
        assert [day for day in happened if 2 <= (day - DAY_0).days < 60] == []
        assert happened != []


def test_a_set_is_sometimes_answered_on_two_days():
    split = [
        point
        for number in range(30)
        for point in year(9, number).points
        if {code for code, _ in point.values} in ({"phq-9"}, {"gad-7"})
    ]
    assert len(split) > 30


def test_a_sudden_worsening_is_followed_by_a_higher_level():
    struck, calm = (year(2, worsening=worse) for worse in (SuddenWorsening(100, 14.0), None))
    assert max(move.after for move in struck.moves) >= Level.COMMUNITY
    assert calm.moves == []


# --- flags and proposals ----------------------------------------------------------------------------------------------


def test_a_flag_of_a_kind_that_is_open_is_joined():
    for number in range(20):
        lived = year(22, number)
        opened = len(lived.record.flags_opened)
        assert opened == len(lived.flags)
        assert len(lived.record.flags_closed) in (opened, opened - 1, opened - 2)


def test_every_proposal_is_answered_unless_the_year_is_over_or_another_took_its_place():
    for number in range(20):
        lived = year(22, number)
        answers = [word for word in lived.words if word.said is not Said.LEVEL]
        assert 1 <= len(answers) <= len(lived.proposals)


# --- help -------------------------------------------------------------------------------------------------------------


def test_help_is_waited_for_and_therapy_has_its_days():
    for number in range(10):
        lived = year(22, number)
        entered = next((move.day for move in lived.moves if move.after is Level.GROUP_THERAPY), None)
        turns = [(turn.began, (turn.day - DAY_0).days) for turn in lived.record.help]
        if entered is None:
            continue
        began = next((day for begins, day in turns if begins and day >= entered), None)
        if began is not None and began + lasts(Level.GROUP_THERAPY) < YEAR and lived.moves[-1].day <= entered:
            assert (False, began + 84) in turns
            assert began - entered >= 7
    rng = dice("waits")
    assert wait(rng, Level.MONITORING, 3) is None
    assert (wait(rng, Level.CAMPUS, 3), wait(rng, Level.CAMPUS, None)) == (3, None)
    assert lasts(Level.COMMUNITY) is None
    assert min(wait(rng, Level.COMMUNITY, None) for _ in range(100)) == 7


def test_help_grows_while_it_lasts_and_fades_afterwards():
    stretch = HelpStretch(Level.CAMPUS, 10, 10 + 28)
    shares = [at_work([stretch], day).get(Level.CAMPUS, 0.0) for day in (10, 38, 38 + 182)]
    assert shares == pytest.approx([0, 0.5, 0.25])
    twice = [stretch, HelpStretch(Level.CAMPUS, 38 + 182)]
    assert at_work(twice, 38 + 182 + 28) == pytest.approx({Level.CAMPUS: 1 - 0.75 * 0.5})


def test_who_is_worse_gains_more_and_nobody_gains_below_nothing():
    whole, shares = {**NOTHING, Level.CAMPUS: 2.0}, {Level.CAMPUS: 1.0}
    assert helped((10.0, 5.0), whole, shares) == pytest.approx((8.0, 4.0))
    assert helped((20.0, -1.0), whole, shares) == pytest.approx((17.0, -1.0))
    everything = dict.fromkeys(Level, 50.0)
    assert helped((10.0, 10.0), everything, shares) == pytest.approx((4.0, 4.0))


def test_effects_are_drawn_from_the_intervals_of_their_sources():
    drawn = [effects(dice("effects", number)) for number in range(2000)]
    for level, middle, low, high in (
        (Level.CAMPUS, 2.05, 1.0, 3.15), (Level.COMMUNITY, 2.25, 0.1, 4.4), (Level.GROUP_THERAPY, 2.24, 1.33, 3.15),
    ):  # fmt: skip
        values = sorted(one[level] for one in drawn)
        assert values[1000] == pytest.approx(middle, abs=0.1)
        assert (values[50], values[1949]) == pytest.approx((low, high), abs=0.3)
        assert values[0] >= 0


def test_help_makes_a_difference_to_how_a_year_goes():
    strong = {**NOTHING, Level.CAMPUS: 5.0, Level.COMMUNITY: 5.0, Level.GROUP_THERAPY: 5.0}

    def last(whole):
        ends = [year(12, number, whole=whole).points[-1] for number in range(40)]
        return sum(point.true[0] for point in ends) / len(ends)

    assert last(NOTHING) == pytest.approx(12)
    assert last(strong) < 8


# --- lines ------------------------------------------------------------------------------------------------------------


def test_a_proposal_has_passed_where_the_newest_values_no_longer_bear_it_out():
    high, low = {("phq-9", "total"): 10}, {("phq-9", "total"): 9, ("phq-4", "phq2"): 6}
    assert [bands.passed(up=True, newest=newest) for newest in (high, low)] == [False, True]
    assert [bands.passed(up=False, newest=newest) for newest in (high, low)] == [True, False]
    assert bands.between(Level.MONITORING, Level.GROUP_THERAPY) is Level.CAMPUS
    assert bands.between(Level.GROUP_THERAPY, Level.CAMPUS) is Level.COMMUNITY
    assert bands.between(Level.COMMUNITY, Level.GROUP_THERAPY) is None


def test_the_lines_of_severe_and_moderate_are_bands_of_the_instruments():
    for lines in (bands.SEVERE, bands.MODERATE):
        for (code, score), line in lines.items():
            known = definition(code).scores[score]
            assert known.range[0] < line <= known.range[1]


def test_a_day_of_a_year_is_a_calendar_day():
    assert day_of(3) == DAY_0 + timedelta(days=3)

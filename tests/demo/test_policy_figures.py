"""The figures of lived years, on years made by hand, each against its definition."""

from __future__ import annotations

import pytest

from oncocare.demo.simulation.policy_report import aims, costs, table
from oncocare.demo.simulation.policy_report.aims import Aim
from oncocare.demo.simulation.policy_report.figures import Kind, Spread, figures, level_on, severe_twice, spread
from oncocare.demo.simulation.policy_report.lived import DecidedDay, LevelMove, LivedYear, RaisedFlag
from oncocare.safety.concerns import FlagKind
from steps.levels import Level

PHQ, GAD = ("phq-9", "total"), ("gad-7", "total")
CHANGE = {PHQ: 6.0, GAD: 6.0}


def point(day, before, after, phq=None, gad=None, rule="keep", proposed=None):
    values = {score: value for score, value in ((PHQ, phq), (GAD, gad)) if value is not None}
    return DecidedDay(day, Level(before), Level(after), values, (5.0, 5.0), rule, proposed)


def moved(day, before, after, true=12.0, rule="severe-now"):
    return LevelMove(day, Level(before), Level(after), (true, true), rule)


def calm():
    """Level 1 all year."""
    return LivedYear("calm", points=[point(0, 1, 1, 3, 3), point(84, 1, 1, 2, 2), point(350, 1, 1, 2, 2)])


def helped_at_2():
    """Placed at level 2, down after 60 days, and nominated."""
    return LivedYear(
        "helped", points=[point(0, 1, 2, 12, 8), point(60, 2, 1, 2, 2)], nominated=200,
        moves=[moved(0, 1, 2, rule="entry-mild-or-moderate"), moved(60, 2, 1, rule="down-from-campus")],
    )  # fmt: skip


def severe():
    """Severe at the first answer: level 3, offered that day, at level 4 from the tenth."""
    return LivedYear(
        "severe",
        points=[point(0, 1, 3, 22, 9, "severe-now", Level.GROUP_THERAPY), point(14, 4, 4, 23, 9)],
        moves=[moved(0, 1, 3), moved(10, 3, 4, true=9.0)],
        proposals=[(0, Level.GROUP_THERAPY, "severe-now")],
        flags=[RaisedFlag(0, FlagKind.SEVERE_DISTRESS, "severe-now"), RaisedFlag(14, FlagKind.SUICIDAL_IDEATION, "")],
    )  # fmt: skip


def left_alone():
    """Severe twice, never offered anything, left at level 2; up and back again within eight weeks; left after half."""
    return LivedYear(
        "alone", days_in_care=182,
        points=[point(0, 1, 2, 9, 9), point(30, 2, 2, 20), point(44, 2, 2, 21), point(58, 2, 2), point(72, 2, 2), point(86, 2, 2)],
        moves=[moved(0, 1, 2), moved(60, 2, 3), moved(100, 3, 2)],
    )  # fmt: skip


def silent():
    """Joined, and no point ever."""
    return LivedYear("silent", days_in_care=0)


YEARS = [calm(), helped_at_2(), severe(), left_alone(), silent()]
FOUND = {figure.key: figure.of(YEARS) for figure in figures(CHANGE)}
PERSON_YEARS = (3 * 365 + 182) / 365
CLINICIAN_WEEKS = (3 * 365 + 182) / 7 / 70


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("day-0-level-1", 1 / 4),
        ("day-0-level-2", 2 / 4),
        ("day-0-level-3", 1 / 4),
        ("day-0-level-4", 0),
        ("day-84-level-1", 2 / 4),
        ("day-84-level-3", 1 / 4),
        ("day-84-level-4", 1 / 4),
        ("day-182-level-4", 1 / 3),
        ("day-364-level-1", 2 / 3),
        ("highest-1", 1 / 4),
        ("highest-2", 1 / 4),
        ("highest-3", 1 / 4),
        ("highest-4", 1 / 4),
        ("never-4", 3 / 4),
        ("solved", 2 / 4),
        ("never-4-stayed", 1),
        ("solved-of-distressed", 1 / 3),
        ("tasks", 1 / CLINICIAN_WEEKS),
        ("ever-severe", 2),
        ("offered-at-once", 1 / 2),
        ("severe-unanswered", 3),
        ("moves", (1 + 1 + 2) / PERSON_YEARS),
        ("returns", 1 / PERSON_YEARS),
        ("proposals", 1 / CLINICIAN_WEEKS),
        ("flags", 2 / CLINICIAN_WEEKS),
        ("flags-by-rules", 1 / CLINICIAN_WEEKS),
        ("flags-by-item-9", 1 / CLINICIAN_WEEKS),
        ("severe-never-offered", 1),
        ("severe-twice-never-offered", 1),
        ("days-to-offer", 0),
        ("days-to-level-4", 10),
        ("calm-entries", 1),
        ("left-light", 2),
        ("mentors", 1 / 4),
        ("mentors-stayed", 0),
        ("could-improve", 3 / 4),
        ("mentors-of-those", 1 / 3),
    ],
)
def test_each_figure_counts_what_its_definition_says(key, value):
    assert FOUND[key] == pytest.approx(value)


def test_every_figure_has_a_key_and_a_definition_of_its_own():
    found = figures(CHANGE)
    assert len({figure.key for figure in found}) == len(found)
    assert len({figure.what for figure in found}) == len(found)
    assert [figure.key for figure in found if len(figure.definition) < 10] == []
    assert {figure.key for figure in found} >= {*aims.AIMS, *aims.VERSION_1}


def test_where_there_is_nothing_to_count_there_is_no_number():
    shares = [figure.of([]) for figure in figures(CHANGE) if figure.kind is not Kind.COUNT]
    assert set(shares) == {None}
    assert spread(figures(CHANGE)[0], [[]]).mean is None
    assert table.cell(Kind.SHARE, Spread(())) == "–"


def test_a_level_counts_from_the_first_decision_to_the_end_of_care():
    year = left_alone()
    assert [level_on(year, day) for day in (0, 59, 60, 99, 100, 181, 182)] == [2, 2, 3, 3, 2, 2, None]
    assert level_on(silent(), 0) is None


def test_severe_twice_is_two_readings_of_one_score_in_a_row():
    for values, twice in (
        ([(20, None), (None, 16)], False),
        ([(20, None), (None, 3), (20, None)], True),
        ([(20, None), (19, None), (20, None)], False),
        ([(None, 15), (None, 15)], True),
    ):
        points = [point(14 * number, 3, 3, *one) for number, one in enumerate(values)]
        assert severe_twice(LivedYear("x", points=points)) is twice


# --- over seeds -------------------------------------------------------------------------------------------------------


def test_an_interval_is_that_of_the_mean_by_student():
    over = Spread((0.80, 0.82, 0.84, 0.86, 0.88))
    low, high = over.interval
    assert over.mean == pytest.approx(0.84)
    assert (low, high) == pytest.approx((0.80074, 0.87926), abs=1e-5)  # 2.776 times 0.031623 over the root of 5
    assert Spread((0.5,)).interval is None
    many = Spread(tuple(float(number) for number in range(11)))
    assert many.interval == pytest.approx((2.7718, 7.2282), abs=1e-3)  # 2.228 times 3.3166 over the root of 11


def test_cells_say_the_mean_and_the_interval_within_what_can_be():
    assert table.cell(Kind.SHARE, Spread((0.5,))) == "50.0 %"
    assert table.cell(Kind.SHARE, Spread((0.9, 1.0))) == "95.0 % (31.5–100.0)"
    assert table.cell(Kind.COUNT, Spread((0.0, 1.0))) == "0.5 (0–6.9)"
    assert table.cell(Kind.NUMBER, Spread((1.0, 1.0))) == "1.00 (1.00–1.00)"
    assert table.cell(Kind.DAYS, Spread((4.0,))) == "4"


def test_an_aim_is_met_at_both_ends_and_said_in_words():
    between, most, none = Aim(0.8, 0.9), Aim(None, 2.5), Aim(0, 0)
    assert [between.met(value) for value in (0.79, 0.8, 0.9, 0.91)] == [False, True, True, False]
    assert [most.met(value) for value in (2.5, 2.6)] == [True, False]
    assert [table.aim(Kind.SHARE, between), table.aim(Kind.NUMBER, most), table.aim(Kind.COUNT, none)] == [
        "80.0 to 90.0 %", "at most 2.50", "0",
    ]  # fmt: skip
    assert [table.verdict(none, Spread(values)) for values in ((0.0,), (0.0, 1.0), ())] == ["yes", "no", "–"]


# --- what a rule costs ------------------------------------------------------------------------------------------------


def test_a_rule_costs_its_proposals_and_flags_and_leads_to_its_entries():
    found = costs.cost(YEARS, ("severe-now",))
    assert (found.points, found.entries, found.calm) == (1, 1, 1)
    assert (found.proposals, found.flags) == pytest.approx((1 / CLINICIAN_WEEKS, 1 / CLINICIAN_WEEKS))
    assert costs.cost(YEARS, ("keep",)).points == 12


def test_a_move_down_that_is_followed_by_the_way_up_is_counted():
    back = LivedYear("back", moves=[moved(50, 2, 1, rule="down-from-campus"), moved(80, 1, 2, rule="up")])
    late = LivedYear("late", moves=[moved(50, 2, 1, rule="down-from-campus"), moved(180, 1, 2, rule="up")])
    [*_, sentence] = costs.choices([*YEARS, back, late])
    assert "of 3 moves down, 33 % were followed" in sentence


def test_every_choice_is_said_where_nothing_happened_too():
    assert len(costs.choices([calm()])) == len(costs.choices(YEARS)) == 8

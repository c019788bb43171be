"""The days of a schedule: anchors, repeats, rests, the budget, stops and second stages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.burden import burden
from questionnaires.scheduling.occasions import Asked, DropReason, ScheduleFacts, costs, occurrences, opened_by
from questionnaires.scheduling.schedule import ScheduleLine, ScreenCutoff, SecondStage
from tests.questionnaires.scheduling.made_up import ONE, YEAR, days, facts, line, naive, repeats, schedule, told

# --- anchors and repeats ----------------------------------------------------------------------------------------------


def test_a_line_without_a_repeat_is_asked_once():
    [one] = occurrences(schedule(line(offset=3, due_days=2, grace_days=5)), facts(), date.min, ONE + YEAR).due
    assert (one.day, one.due, one.closes) == (ONE + timedelta(3), ONE + timedelta(5), ONE + timedelta(10))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"every": 14}, [0, 14, 28, 42, 56]),
        ({"every": 14, "until": 28}, [0, 14, 28]),
        ({"every": 14, "times": 2}, [0, 14]),
        ({"every": 28, "offset": 10}, [10, 38]),
        ({"anchor": "surgery", "offset": -7}, [13]),
        ({"anchor": "surgery", "offset": -30}, []),  # before the person joined
        ({"anchor": "diagnosis", "every": 20}, [15, 35, 55]),  # five days before joining
        ({"anchor": "treatment"}, []),  # nobody knows when
        ({"anchor": "cycle", "offset": 2}, [4, 25, 46]),
        ({"anchor": "cycle", "times": 2}, [2, 23]),
        ({"anchor": "level:2", "offset": 1, "every": 7}, [11, 18, 41, 48, 55]),
        ({"every": 14, "levels": [2]}, [14, 42, 56]),
    ],
)
def test_a_line_counts_from_its_anchor(more: dict, expected: list[int]):
    person = facts(
        anchors={"surgery": ONE + timedelta(20), "diagnosis": ONE - timedelta(5), "cycle": ONE + timedelta(2)},
        cycle_days=21,
        levels=((ONE, 1), (ONE + timedelta(10), 2), (ONE + timedelta(22), 3), (ONE + timedelta(40), 2)),
    )
    assert days(schedule(line(**more)), person) == expected


def test_a_cycle_of_unknown_length_asks_nothing():
    assert days(schedule(line(anchor="cycle")), facts(anchors={"cycle": ONE})) == []


def test_a_level_given_back_by_a_later_record_was_never_left():
    of = schedule(line(anchor="level:1", every=7))
    back = facts(levels=((ONE, 1), (ONE + timedelta(7), 2), (ONE, 1)))
    assert days(of, back, ONE + timedelta(21)) == days(of, facts(), ONE + timedelta(21)) == [0, 7, 14, 21]


def test_without_any_level_a_line_for_levels_asks_nothing():
    assert days(schedule(line(levels=[1])), facts(levels=())) == []


@given(repeats())
def test_the_days_are_what_a_second_reading_says(case: tuple[ScheduleLine, ScheduleFacts]):
    one, who = case
    wanted = [number for number in range(-1, 300) if naive(one, who, ONE + timedelta(number))]
    assert days(schedule(one), who, ONE + timedelta(299)) == wanted


# --- merging and resting ----------------------------------------------------------------------------------------------


def test_what_is_due_within_a_few_days_comes_together_and_each_instrument_once():
    of = schedule(
        line("a", "mood", every=28), line("b", "sleep", "mood", offset=2, every=28), line("c", "long", offset=4)
    )
    assert told(of, facts(), ONE + timedelta(27)) == [(0, "a", "mood"), (0, "b", "sleep"), (4, "c", "long")]


def test_nothing_comes_earlier_than_the_day_it_is_counted_from():
    of = schedule(line("a", every=28), line("b", "sleep", anchor="surgery"))
    assert told(of, facts(anchors={"surgery": ONE + timedelta(2)}), ONE + timedelta(9)) == [
        (0, "a", "mood"),
        (2, "b", "sleep"),
    ]


def test_what_was_asked_lately_is_not_asked_again_and_that_is_said():
    of = schedule(line("a", "mood"), line("b", "mood", "sleep", offset=5))
    plan = occurrences(of, facts(), date.min, ONE + timedelta(60))
    assert [(one.instrument, one.day) for one in plan.due] == [("mood", ONE), ("sleep", ONE + timedelta(5))]
    [drop] = plan.dropped
    assert (drop.line, drop.instrument, drop.reason) == ("b", "mood", DropReason.LATELY)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked("mood", ONE, ONE + timedelta(8), answered=True), [0, 21, 28]),  # rests for a week after its answer
        (Asked("mood", ONE + timedelta(7), ONE + timedelta(14), answered=False), [0, 21, 28]),  # open, then missed
        (Asked("sleep", ONE, ONE + timedelta(14), answered=True), [0, 7, 14, 21, 28]),
    ],
)
def test_what_was_asked_by_hand_counts(asked: Asked, expected: list[int]):
    by_hand = facts(began=ONE, asked=(asked,))
    wanted = [number for number in expected if number >= 7 or asked.opens > ONE or asked.instrument == "sleep"]
    assert days(schedule(line(every=7)), by_hand, ONE + timedelta(28)) == wanted


def test_an_answer_to_its_own_question_moves_nothing():
    of, late = (
        schedule(line(every=7)),
        Asked("mood", ONE, ONE + timedelta(5), answered=True, line="one", occurrence=ONE),
    )
    assert days(of, facts(asked=(late,)), ONE + timedelta(21)) == [0, 7, 14, 21]


# --- the budget -------------------------------------------------------------------------------------------------------


def test_a_full_week_postpones_what_can_wait_and_drops_what_cannot():
    of = schedule(
        line("a", "long"), line("b", "sleep", "mood", due_days=7), line("c", "sleep", offset=1, due_days=2), minutes=12
    )
    plan = occurrences(of, facts(), date.min, ONE + timedelta(30))
    assert [(one.line, one.instrument, (one.day - ONE).days) for one in plan.due] == [
        ("a", "long", 0),
        ("b", "mood", 0),
        ("b", "sleep", 7),
    ]
    [drop] = plan.dropped
    assert (drop.line, drop.reason, drop.minutes, drop.day - ONE) == ("c", DropReason.FULL, 5, timedelta(3))


def test_what_may_show_a_risk_is_asked_however_full_the_week_is():
    of = schedule(line("a", "long"), line("b", "risk", offset=1), line("c", "sleep", never_dropped=True), minutes=1)
    plan = occurrences(of, facts(), date.min, ONE + timedelta(30))
    assert [(one.instrument, one.risk) for one in plan.due] == [("risk", True), ("sleep", True)]
    assert [one.instrument for one in plan.dropped] == ["long"]


# --- stopping ---------------------------------------------------------------------------------------------------------


def test_a_stop_empties_every_day_and_what_fell_into_it_is_not_made_up():
    of = schedule(line(every=7, due_days=7, grace_days=14))
    begin, end = ONE + timedelta(7), ONE + timedelta(16)
    assert days(of, facts(stops=((begin, end),)), ONE + timedelta(30)) == [0, 21, 28]
    assert days(of, facts(stops=((begin, None),)), ONE + YEAR) == [0]


def test_what_was_postponed_is_given_up_by_a_stop():
    of = schedule(line("a", "long"), line("b", "sleep", due_days=10), minutes=10)
    assert days(of, facts()) == [0, 7]
    assert days(of, facts(stops=((ONE + timedelta(3), ONE + timedelta(4)),))) == [0]


def test_what_was_postponed_is_given_up_when_the_person_leaves_its_level():
    of = schedule(line("a", "long"), line("b", "sleep", levels=[1], due_days=10), minutes=10)
    assert days(of, facts(levels=((ONE, 1), (ONE + timedelta(3), 2)))) == [0]


# --- two stages -------------------------------------------------------------------------------------------------------

SCREEN = line(
    "screen", "phq-4",
    then=SecondStage(any=(ScreenCutoff(instrument="phq-4", score="gad2", at_least=3), ScreenCutoff(instrument="phq-4", score="phq2", at_least=3)), open=("phq-9", "gad-7")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("gad2", "phq2", "opens"),
    [(2, 2, False), (3, 0, True), (0, 3, True), (6, 6, True), (None, 0, True)],
)
def test_a_positive_half_opens_the_full_questionnaires(gad2: int | None, phq2: int, opens: bool):
    scores = {"gad2": None if gad2 is None else Decimal(gad2), "phq2": Decimal(phq2), "total": Decimal(0)}
    assert opened_by(SCREEN, "phq-4", scores) == (("phq-9", "gad-7") if opens else ())


def test_other_instruments_and_other_lines_open_nothing():
    assert opened_by(SCREEN, "brs", {}) == ()
    assert opened_by(line("b", "phq-4"), "phq-4", {"gad2": Decimal(6)}) == ()


def test_the_plan_says_what_a_screen_may_open_and_what_that_would_cost():
    of, who = schedule(SCREEN), facts(**costs(catalogue()))
    plan = occurrences(of, who, ONE, ONE)
    assert [(one.instrument, one.may_open) for one in plan.due] == [("phq-4", ("phq-9", "gad-7"))]
    minutes = {code: catalogue()[code].minutes for code in ("phq-4", "phq-9", "gad-7")}
    assert burden(plan.due).minutes == minutes["phq-4"]
    assert burden(plan.due, minutes).minutes == sum(minutes.values())


def test_the_burden_counts_occasions_minutes_and_the_fullest_seven_days():
    of = schedule(line("a", "risk", every=14), line("b", "sleep", offset=6, every=14), line("c", "long", offset=30))
    found = burden(occurrences(of, facts(), ONE, ONE + timedelta(27)).due)
    assert (found.occasions, found.minutes) == (4, 18)
    assert (found.fullest.begins, found.fullest.minutes, found.fullest.risk, found.fullest.lines) == (
        ONE,
        9,
        4,
        ("a", "b"),
    )
    assert burden([]).fullest is None

"""The days of a schedule: each once, none lost, whatever the clocks do; the budget holds, and a risk is never dropped."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.burden import burden
from questionnaires.scheduling.occasions import Asked, Facts, Reason, costs, occurrences, opened_by
from questionnaires.scheduling.schedule import ANCHORS, KNOWN_AHEAD, Cutoff, Schedule, ScheduleLine, SecondStage

ONE = date(2026, 3, 2)
MINUTES = {"risk": 4, "mood": 3, "sleep": 5, "long": 9}
RISK = frozenset({"risk"})
YEAR = timedelta(365)


def line(name: str = "one", *instruments: str, **more) -> ScheduleLine:
    return ScheduleLine(**{"line": name, "instruments": instruments or ("mood",), "anchor": "enrolment", **more})


def schedule(*lines: ScheduleLine, minutes: int = 60, **more) -> Schedule:
    return Schedule(**{"title": {"en": "made up"}, "weekly_minutes": minutes, "lines": lines, **more})


def facts(began: date = ONE, **more) -> Facts:
    anchors = {"enrolment": began, **more.pop("anchors", {})}
    return Facts(**{"anchors": anchors, "minutes": MINUTES, "risk": RISK, "levels": ((began, 1),), **more})


def days(of: Schedule, who: Facts, until: date = ONE + timedelta(60)) -> list[int]:
    """On which days after day one something is asked."""
    return sorted({(one.day - ONE).days for one in occurrences(of, who, date.min, until).due})


def told(of: Schedule, who: Facts, until: date = ONE + timedelta(60)) -> list[tuple[int, str, str]]:
    return [((one.day - ONE).days, one.line, one.instrument) for one in occurrences(of, who, date.min, until).due]


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


@st.composite
def repeats(draw) -> tuple[ScheduleLine, Facts]:
    """One line of its own with any anchor and repeat, and a person."""
    anchor = draw(st.sampled_from([one for one in ANCHORS if not one.startswith("level")]))
    offset = draw(st.integers(-30 if anchor in KNOWN_AHEAD else 0, 60))
    every = draw(st.none() | st.integers(7, 60)) if anchor != "cycle" else None
    more = {}
    if every or anchor == "cycle":
        more = draw(
            st.sampled_from(
                [{}, {"until": max(1, offset + draw(st.integers(0, 90)))}, {"times": draw(st.integers(1, 5))}]
            )
        )
    at = ONE + timedelta(draw(st.integers(-200, 200)))
    person = facts(anchors={anchor: ONE if anchor == "enrolment" else at}, cycle_days=draw(st.integers(7, 60)))
    return line(anchor=anchor, offset=offset, every=every, **more), person


def naive(of: ScheduleLine, who: Facts, day: date) -> bool:
    """Whether a line names a day, read the other way round: from the day back to the anchor."""
    after = (day - who.anchors[of.anchor]).days
    step = who.cycle_days if of.anchor == "cycle" else of.every
    turns, rest = divmod(after - of.offset, step) if step else (0, after - of.offset)
    return (
        day >= who.anchors["enrolment"]
        and rest == 0
        and turns >= 0
        and (of.until is None or after <= of.until)
        and (of.times is None or turns < of.times)
    )


@given(repeats())
def test_the_days_are_what_a_second_reading_says(case: tuple[ScheduleLine, Facts]):
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
    assert (drop.line, drop.instrument, drop.reason) == ("b", "mood", Reason.LATELY)


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
    assert (drop.line, drop.reason, drop.minutes, drop.day - ONE) == ("c", Reason.FULL, 5, timedelta(3))


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


# --- what holds always ------------------------------------------------------------------------------------------------


@st.composite
def schedules(draw) -> Schedule:
    lines = []
    for number in range(draw(st.integers(1, 5))):
        anchor = draw(st.sampled_from(ANCHORS))
        lines.append(
            line(
                f"line-{number}",
                *draw(st.lists(st.sampled_from(sorted(MINUTES)), min_size=1, max_size=3, unique=True)),
                anchor=anchor,
                offset=draw(st.integers(-10 if anchor in KNOWN_AHEAD else 0, 20)),
                every=None if anchor == "cycle" else draw(st.none() | st.integers(7, 40)),
                levels=() if anchor.startswith("level") else draw(st.sampled_from([(), (1,), (2, 3)])),
                due_days=draw(st.integers(1, 9)),
                never_dropped=draw(st.booleans()),
            )
        )
    minutes, merge, gap = draw(st.integers(1, 25)), draw(st.integers(0, 6)), draw(st.integers(1, 10))
    return schedule(*lines, minutes=minutes, merge_days=merge, min_gap=gap)


@st.composite
def people(draw) -> Facts:
    when = st.integers(0, 120).map(lambda number: ONE + timedelta(number))
    anchors = draw(st.dictionaries(st.sampled_from(["diagnosis", "surgery", "treatment", "cycle"]), when))
    levels = draw(st.lists(st.tuples(when, st.integers(1, 4)), max_size=4))
    stops = [(begin, begin + timedelta(draw(st.integers(0, 30)))) for begin in draw(st.lists(when, max_size=2))]
    asked = [
        Asked(
            draw(st.sampled_from(sorted(MINUTES))),
            opens,
            opens + timedelta(draw(st.integers(0, 9))),
            draw(st.booleans()),
        )
        for opens in draw(st.lists(when, max_size=3))
    ]
    return facts(
        anchors=anchors, cycle_days=draw(st.none() | st.integers(7, 30)), levels=((ONE, 1), *levels), stops=tuple(stops),
        asked=tuple(asked),
    )  # fmt: skip


END = ONE + timedelta(150)


@given(schedules(), people(), st.integers(0, 150))
def test_asking_up_to_a_day_and_then_on_is_asking_at_once(of: Schedule, who: Facts, cut: int):
    whole, middle = occurrences(of, who, ONE, END), ONE + timedelta(cut)
    first, rest = occurrences(of, who, ONE, middle), occurrences(of, who, middle + timedelta(1), END)
    assert whole == occurrences(of, who, ONE, END)
    assert (first.due + rest.due, first.dropped + rest.dropped) == (whole.due, whole.dropped)


@given(schedules(), people(), st.integers(0, 150), people())
def test_what_becomes_known_later_changes_no_day_before(of: Schedule, who: Facts, cut: int, later: Facts):
    middle = ONE + timedelta(cut)
    known = Facts(
        anchors=who.anchors, minutes=MINUTES, risk=RISK, cycle_days=who.cycle_days,
        levels=(*who.levels, *((day, level) for day, level in later.levels if day > middle)),
        stops=(*who.stops, *((begin, end) for begin, end in later.stops if begin > middle)),
        asked=(*who.asked, *(one for one in later.asked if one.opens > middle)),
    )  # fmt: skip
    assert occurrences(of, known, ONE, middle) == occurrences(of, who, ONE, middle)


@given(schedules(), people())
def test_nothing_is_asked_twice_and_all_is_in_order(of: Schedule, who: Facts):
    due = occurrences(of, who, ONE, END).due
    assert [one.day for one in due] == sorted(one.day for one in due)
    assert max(Counter((one.line, one.occurrence, one.instrument) for one in due).values(), default=1) == 1
    for instrument in MINUTES:
        asked = [one.day for one in due if one.instrument == instrument]
        assert all(later - day >= timedelta(of.min_gap) for day, later in itertools.pairwise(asked))


@given(schedules(), people())
def test_only_what_may_show_a_risk_is_ever_added_to_a_full_week(of: Schedule, who: Facts):
    due = list(occurrences(of, who, ONE, END).due)
    for one in due:
        if not one.risk:
            week = [other for other in due if one.day - timedelta(7) < other.day <= one.day]
            assert sum(other.minutes for other in week if other.day < one.day or not other.risk) <= of.weekly_minutes


@given(schedules(), people())
def test_a_risk_is_never_dropped_for_a_full_week(of: Schedule, who: Facts):
    plan, named = occurrences(of, who, ONE, END), {one.line: one for one in of.lines}
    assert [
        one
        for one in plan.dropped
        if one.reason is Reason.FULL and (one.instrument in RISK or named[one.line].never_dropped)
    ] == []


@given(schedules(), people())
def test_nothing_is_due_while_stopped(of: Schedule, who: Facts):
    due = occurrences(of, who, ONE, END).due
    assert [one for one in due if any(begin <= one.day < end for begin, end in who.stops)] == []


@given(schedules(), people())
def test_nothing_is_lost(of: Schedule, who: Facts):
    """Each instrument that a line in force named is due, dropped with a reason, or due that same day by another line."""
    still = Facts(anchors=who.anchors, minutes=MINUTES, risk=RISK, cycle_days=who.cycle_days, levels=((ONE, 1),))
    plan = occurrences(of, still, ONE, END + timedelta(20))
    said = {(one.line, one.occurrence, one.instrument) for one in (*plan.due, *plan.dropped)}
    asked = {(one.day, one.instrument) for one in plan.due}
    for one in of.lines:
        if (
            one.at_levels in ((), (1,))
            and (one.anchor in still.anchors)
            and (one.anchor != "cycle" or still.cycle_days)
        ):
            for number in range(150):
                day = ONE + timedelta(number)
                if naive(one, still, day):
                    for code in one.instruments:
                        near = any((day + timedelta(wait), code) in asked for wait in range(-6, 10))
                        assert (one.line, day, code) in said or near


# --- clocks, leap days and moves --------------------------------------------------------------------------------------


def opened(of: Schedule, who: Facts, moments: list[tuple[datetime, str]]) -> Counter:
    """How often each question is opened by a sweep that looks at the calendar where the person is."""
    made: Counter = Counter()
    for moment, zone in moments:
        today = moment.astimezone(ZoneInfo(zone)).date()
        for one in occurrences(of, who, date.min, today).due:
            if today <= one.closes and not made[one.line, one.occurrence, one.instrument]:
                made[one.line, one.occurrence, one.instrument] += 1
    return made


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2026, 10, 25), date(2028, 2, 29)])
def test_no_change_of_the_clock_and_no_leap_day_skips_or_doubles_a_day(change: date):
    began = change - timedelta(21)
    plan = occurrences(schedule(line(every=7)), facts(began), began, change + timedelta(21))
    assert [one.day - began for one in plan.due] == [timedelta(number) for number in range(0, 43, 7)]
    start = datetime.combine(began, datetime.min.time(), UTC) - timedelta(hours=12)
    sweeps = [(start + timedelta(hours=number), "Europe/Madrid") for number in range(42 * 24 + 10)]
    assert opened(schedule(line(every=7)), facts(began), sweeps) == Counter(
        {("one", began + timedelta(number), "mood"): 1 for number in range(0, 42, 7)}
    )


def test_a_leap_day_is_a_day_like_any_other():
    plan = occurrences(schedule(line(every=7)), facts(date(2028, 2, 15)), date.min, date(2028, 3, 7))
    assert [one.day for one in plan.due] == [date(2028, 2, 15), date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 7)]


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.integers(0, 30 * 24), st.sampled_from(["Europe/Madrid", "America/Santiago", "Pacific/Auckland"])),
        max_size=6,
    )
)
def test_moving_house_skips_and_doubles_nothing(moves: list[tuple[int, str]]):
    of, start = schedule(line(every=7, due_days=1, grace_days=0)), datetime(2026, 10, 5, 12, tzinfo=UTC)
    who, zone, sweeps = facts(date(2026, 10, 6)), "Europe/Madrid", []
    at = dict(sorted(moves))
    for hour in range(32 * 24):
        zone = at.get(hour, zone)
        sweeps.append((start + timedelta(hours=hour), zone))
    wanted = {("one", date(2026, 10, 6) + timedelta(number), "mood"): 1 for number in range(0, 29, 7)}
    assert opened(of, who, sweeps) == Counter(wanted)


def test_from_madrid_to_santiago_and_back():
    of, who = schedule(line(every=7, due_days=1, grace_days=0)), facts(date(2026, 10, 20))
    start = datetime(2026, 10, 19, 12, tzinfo=UTC)
    hours = [start + timedelta(hours=number) for number in range(24 * 24)]
    away = (datetime(2026, 10, 26, 22, 30, tzinfo=UTC), datetime(2026, 11, 3, 3, tzinfo=UTC))
    sweeps = [(hour, "America/Santiago" if away[0] <= hour < away[1] else "Europe/Madrid") for hour in hours]
    assert sorted(opened(of, who, sweeps).items()) == [
        (("one", date(2026, 10, 20) + timedelta(number), "mood"), 1) for number in (0, 7, 14, 21)
    ]


# --- two stages -------------------------------------------------------------------------------------------------------

SCREEN = line(
    "screen", "phq-4",
    then=SecondStage(any=(Cutoff(instrument="phq-4", score="gad2", at_least=3), Cutoff(instrument="phq-4", score="phq2", at_least=3)), open=("phq-9", "gad-7")),
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

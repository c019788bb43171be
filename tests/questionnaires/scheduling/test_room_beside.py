"""Whoever asks beside the schedule waits for a week with room; what was asked counts, and no risk is ever left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.foundation import clock
from questionnaires.models import PatientSchedule
from questionnaires.scheduling import registry
from questionnaires.scheduling.actions import stop
from questionnaires.scheduling.occasions import DropReason, ScheduleFacts, occurrences, room_on
from questionnaires.scheduling.schedule import Schedule, shipped
from questionnaires.scheduling.selectors import has_room
from tests.cast import BY, due
from tests.factories.rooms import day
from tests.questionnaires.scheduling.made_up import ONE, RISK, facts, line, people, schedule, schedules, told
from tests.questionnaires.scheduling.sweeping import adopt, asked, one_line, sweep

END = ONE + timedelta(150)
BESIDE = st.dictionaries(st.integers(0, 120).map(lambda number: ONE + timedelta(number)), st.integers(1, 5), max_size=6)


# --- whether a day has room -------------------------------------------------------------------------------------------


@given(st.dictionaries(st.integers(-8, 8), st.integers(1, 12), max_size=8), st.integers(1, 5), st.integers(1, 20))
def test_a_day_has_room_where_every_seven_days_that_hold_it_stay_within_the_budget(asked, minutes, budget):
    there = {ONE + timedelta(number): many for number, many in asked.items()}
    weeks = [sum(asked.get(begin + number, 0) for number in range(7)) for begin in range(-6, 1)]
    assert room_on(ONE, minutes, there, budget) == (max(weeks) + minutes <= budget)


@pytest.mark.parametrize(("number", "room"), [(-7, True), (-6, False), (0, False), (6, False), (7, True)])
def test_a_full_day_within_six_days_takes_the_room(number, room):
    assert room_on(ONE, 2, {ONE + timedelta(number): 9}, 10) is room


# --- what was asked beside counts -------------------------------------------------------------------------------------


def beside(who: ScheduleFacts, taken) -> ScheduleFacts:
    return ScheduleFacts(**{**vars(who), "beside": taken})


def test_what_was_asked_beside_moves_what_comes_after_it_and_never_what_may_show_a_risk():
    calm = schedule(line("mood", "mood", offset=1, due_days=9), line("early", "sleep"), minutes=8, merge_days=0)
    assert told(calm, facts()) == [(0, "early", "sleep"), (1, "mood", "mood")]
    assert told(calm, beside(facts(), {ONE: 1})) == [(0, "early", "sleep"), (7, "mood", "mood")]
    risky = schedule(line("risk", "risk", offset=1), line("early", "sleep"), minutes=8, merge_days=0)
    assert told(risky, beside(facts(), {ONE: 5})) == told(risky, facts())


@given(schedules(), people(), BESIDE)
def test_a_risk_is_not_dropped_for_what_others_asked(of: Schedule, who: ScheduleFacts, taken):
    plan, named = occurrences(of, beside(who, taken), ONE, END), {one.line: one for one in of.lines}
    assert [
        one
        for one in plan.dropped
        if one.reason is DropReason.FULL and (one.instrument in RISK or named[one.line].never_dropped)
    ] == []


@given(schedules(), people(), st.integers(0, 120), st.integers(1, 5))
def test_what_is_asked_beside_changes_nothing_up_to_its_day(of: Schedule, who: ScheduleFacts, cut: int, minutes: int):
    on = ONE + timedelta(cut)
    assert occurrences(of, beside(who, {on: minutes}), ONE, on) == occurrences(of, who, ONE, on)


# --- for a person -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


def room(ana, number: int, minutes: int = 2) -> bool:
    with clock.at(day(number)):
        return has_room(ana, minutes)


def test_there_is_room_in_the_weeks_that_the_schedule_leaves_free(cast, ana):
    with clock.at(day(0)):
        assert has_room(ana, 2)  # nothing is asked by itself
        PatientSchedule.objects.filter(patient=ana).update(began=day(0).date())
        adopt(cast.here, schedule_with(minutes=3))
    sweep(0)
    assert [one[0] for one in asked(ana)] == ["phq-9"]
    assert [number for number in range(1, 14) if room(ana, number)] == [7]


def schedule_with(minutes: int) -> Schedule:
    return one_line(every=14, instruments=["phq-9"]).model_copy(update={"weekly_minutes": minutes})


def test_what_was_asked_by_hand_takes_room_too(cast, ana):
    with clock.at(day(0)):
        PatientSchedule.objects.filter(patient=ana).update(began=day(-7).date())
        adopt(cast.here, one_line(offset=60).model_copy(update={"weekly_minutes": 3}))
    assert room(ana, 1)
    with clock.at(day(1)):
        due(ana, "phq-9")
    assert [room(ana, 1), room(ana, 7), room(ana, 8)] == [False, False, True]


def test_nothing_is_asked_beside_while_nothing_is_asked(cast, ana):
    with clock.at(day(0)):
        adopt(cast.here, one_line(offset=60))
        assert has_room(ana, 2)
        stop(by=BY, patient=ana, why=PatientSchedule.Stopped.PAUSED)
        assert not has_room(ana, 2)


def test_others_tell_what_they_asked(cast, ana, monkeypatch):
    monkeypatch.setattr(registry, "_ASKERS", [])
    registry.asks_beside(lambda patients: [(pk, day(1).date(), 2) for pk in patients if pk == ana.pk])
    with clock.at(day(0)):
        PatientSchedule.objects.filter(patient=ana).update(began=day(-7).date())
        adopt(cast.here, one_line(offset=60).model_copy(update={"weekly_minutes": 3}))
    assert [room(ana, 1), room(ana, 7), room(ana, 8)] == [False, False, True]


# --- what ships for groups --------------------------------------------------------------------------------------------


def test_resilience_and_coping_fit_into_the_weeks_of_level_3():
    from questionnaires.instruments.catalogue import catalogue
    from questionnaires.scheduling.burden import overloads

    of = shipped()["two-stages-and-coping"]
    assert overloads(of, catalogue()) == ()
    mine = [one for one in of.lines if one.line.startswith("community-")]
    assert [(one.instruments, one.anchor, one.offset) for one in mine] == [
        (("brs", "brief-cope"), "level:3", 0), (("brs", "brief-cope"), "level:3", 84),
    ]  # fmt: skip
    assert of.lines[:-2] == shipped()["two-stage"].lines
    assert of.weekly_minutes == shipped()["two-stage"].weekly_minutes == 10


def test_resilience_and_coping_ship_in_no_language_but_english():
    from questionnaires.instruments.selectors import languages_among

    shipped_in = languages_among([])
    assert {code: shipped_in.get(code, set()) for code in ("brs", "brief-cope", "cbi-b")} == {
        "brs": {"en"}, "brief-cope": {"en"}, "cbi-b": set(),
    }  # fmt: skip

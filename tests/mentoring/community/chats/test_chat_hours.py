"""A chat lies where people can post and somebody is on duty all the while."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.chats.hours import duty_stretches, lies_in_hours, week_of
from mentoring.community.chats.running import LINGERS, ChatPhase, may_begin_topic, phase_of, topic_at
from mentoring.community.groups.duty import DutyTurn, GroupTime
from oncocare.safety.promise import Opening

ANA, BEA = UUID(int=1), UUID(int=2)
MADRID = ZoneInfo("Europe/Madrid")
MONDAY = date(2026, 3, 2)
TEN = datetime(2026, 3, 2, 10, tzinfo=MADRID)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def times(hours=((0, 9, 17),), turns=((ANA, 0, 9, 13), (BEA, 0, 13, 17)), closed=(), covers=None, stays_open=False):
    return GroupTime(
        zone="Europe/Madrid", stays_open=stays_open,
        hours=tuple(Opening(day, time(opens), time(closes)) for day, opens, closes in hours),
        turns=tuple(DutyTurn(user, day, time(opens), time(closes)) for user, day, opens, closes in turns),
        closed=frozenset(closed), covers=covers or {},
    )  # fmt: skip


def lies(of, begins=TEN, minutes=60):
    return lies_in_hours(of, begins.date(), begins, begins + minutes * MINUTE)


def test_a_chat_may_go_from_one_turn_into_the_next_and_not_beyond_the_last():
    assert lies(times(), TEN + 2.5 * HOUR)
    assert [lies(times(), TEN + 6 * HOUR, minutes) for minutes in (60, 61)] == [True, False]
    assert not lies(times(), TEN - 2 * HOUR)
    assert not lies(times(), TEN + timedelta(days=1))


def test_where_nobody_stands_in_for_who_is_absent_there_is_no_chat():
    assert not lies(times(covers={(MONDAY, ANA): None}))
    assert lies(times(covers={(MONDAY, ANA): BEA}))


def test_on_a_day_off_of_the_centre_there_is_none_though_somebody_has_a_turn():
    assert not lies(times(closed=[MONDAY]))
    assert not lies(times(closed=[MONDAY], stays_open=True))


def test_a_group_that_sleeps_is_not_woken_and_one_that_never_sleeps_needs_somebody_on_duty_too():
    late = ((ANA, 0, 9, 23),)
    assert not lies(times(turns=late), TEN + 9 * HOUR)
    assert lies(times(turns=late, stays_open=True), TEN + 9 * HOUR)
    assert not lies(times(stays_open=True), TEN + 9 * HOUR)


def test_the_hours_of_a_week_are_listed_as_they_are_on_the_wall():
    of = times(turns=((ANA, 0, 8, 13), (ANA, 2, 9, 11)), hours=((0, 9, 17), (2, 9, 17)))
    assert week_of(of, MONDAY) == {0: [(time(9), time(13))], 2: [(time(9), time(11))]}
    whole = times(stays_open=True, turns=((ANA, 5, 0, 23),))
    assert week_of(whole, MONDAY) == {5: [(time(0), time(23))]}


def test_a_night_in_which_the_clock_changes_is_as_long_as_it_is():
    sunday = date(2026, 3, 29)
    of = times(hours=((6, 0, 6),), turns=((ANA, 6, 0, 6),))
    [(start, end)] = duty_stretches(of, sunday, 1)
    assert (start, end - start) == (datetime(2026, 3, 28, 23, tzinfo=UTC), 5 * HOUR)


TURNS = st.lists(
    st.tuples(st.sampled_from([ANA, BEA]), st.integers(0, 6), st.integers(0, 22), st.integers(1, 23)).filter(
        lambda turn: turn[2] < turn[3]
    ),
    max_size=6,
)


@given(TURNS, TURNS, st.integers(0, 7 * 48 - 1), st.booleans())
def test_a_moment_lies_in_them_exactly_where_somebody_is_on_duty_and_people_can_post(turns, hours, halves, stays_open):
    of = times(hours=[one[1:] for one in hours], turns=turns, stays_open=stays_open)
    moment = datetime.combine(MONDAY, time.min, MADRID) + halves * timedelta(minutes=30)
    inside = any(start <= moment < end for start, end in duty_stretches(of, MONDAY, 7))
    assert inside == bool(of.on_duty(moment) and of.awake(moment))


# --- how far it is ----------------------------------------------------------------------------------------------------


def test_how_far_a_chat_is():
    def at(moment, **more):
        return phase_of(TEN, TEN + HOUR, moment, **more)

    assert [at(TEN - MINUTE), at(TEN), at(TEN + HOUR - MINUTE), at(TEN + HOUR)] == [
        ChatPhase.COMING, ChatPhase.RUNNING, ChatPhase.RUNNING, ChatPhase.OVER,
    ]  # fmt: skip
    assert at(TEN, called_off=True) is ChatPhase.CALLED_OFF
    moments = (TEN - MINUTE, TEN, TEN + HOUR, TEN + HOUR + LINGERS)
    assert [may_begin_topic(TEN, TEN + HOUR, one) for one in moments] == [False, True, True, False]


@given(st.lists(st.integers(0, 90), unique=True, max_size=6), st.integers(-10, 100))
def test_a_post_belongs_to_the_topic_begun_last_before_it(minutes, at):
    begun = [(f"T{number}", TEN + minute * MINUTE) for number, minute in enumerate(minutes)]
    found = topic_at(TEN + at * MINUTE, begun, TEN + HOUR)
    before = [minute for minute in minutes if minute <= at]
    assert found == (f"T{minutes.index(max(before))}" if before and at < 75 else None)

"""What holds of every schedule: each day once, none lost, whatever the clocks do; the budget holds, a risk is never dropped."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.scheduling.occasions import DropReason, ScheduleFacts, occurrences
from questionnaires.scheduling.schedule import Schedule
from tests.questionnaires.scheduling.made_up import MINUTES, ONE, RISK, facts, line, naive, people, schedule, schedules

# --- what holds always ------------------------------------------------------------------------------------------------

END = ONE + timedelta(150)


@given(schedules(), people(), st.integers(0, 150))
def test_asking_up_to_a_day_and_then_on_is_asking_at_once(of: Schedule, who: ScheduleFacts, cut: int):
    whole, middle = occurrences(of, who, ONE, END), ONE + timedelta(cut)
    first, rest = occurrences(of, who, ONE, middle), occurrences(of, who, middle + timedelta(1), END)
    assert whole == occurrences(of, who, ONE, END)
    assert (first.due + rest.due, first.dropped + rest.dropped) == (whole.due, whole.dropped)


@given(schedules(), people(), st.integers(0, 150), people())
def test_what_becomes_known_later_changes_no_day_before(
    of: Schedule, who: ScheduleFacts, cut: int, later: ScheduleFacts
):
    middle = ONE + timedelta(cut)
    known = ScheduleFacts(
        anchors=who.anchors, minutes=MINUTES, risk=RISK, cycle_days=who.cycle_days,
        levels=(*who.levels, *((day, level) for day, level in later.levels if day > middle)),
        stops=(*who.stops, *((begin, end) for begin, end in later.stops if begin > middle)),
        asked=(*who.asked, *(one for one in later.asked if one.opens > middle)),
    )  # fmt: skip
    assert occurrences(of, known, ONE, middle) == occurrences(of, who, ONE, middle)


@given(schedules(), people())
def test_nothing_is_asked_twice_and_all_is_in_order(of: Schedule, who: ScheduleFacts):
    due = occurrences(of, who, ONE, END).due
    assert [one.day for one in due] == sorted(one.day for one in due)
    assert max(Counter((one.line, one.occurrence, one.instrument) for one in due).values(), default=1) == 1
    for instrument in MINUTES:
        asked = [one.day for one in due if one.instrument == instrument]
        assert all(later - day >= timedelta(of.min_gap) for day, later in itertools.pairwise(asked))


@given(schedules(), people())
def test_only_what_may_show_a_risk_is_ever_added_to_a_full_week(of: Schedule, who: ScheduleFacts):
    due = list(occurrences(of, who, ONE, END).due)
    for one in due:
        if not one.risk:
            week = [other for other in due if one.day - timedelta(7) < other.day <= one.day]
            assert sum(other.minutes for other in week if other.day < one.day or not other.risk) <= of.weekly_minutes


@given(schedules(), people())
def test_a_risk_is_never_dropped_for_a_full_week(of: Schedule, who: ScheduleFacts):
    plan, named = occurrences(of, who, ONE, END), {one.line: one for one in of.lines}
    assert [
        one
        for one in plan.dropped
        if one.reason is DropReason.FULL and (one.instrument in RISK or named[one.line].never_dropped)
    ] == []


@given(schedules(), people())
def test_nothing_is_due_while_stopped(of: Schedule, who: ScheduleFacts):
    due = occurrences(of, who, ONE, END).due
    assert [one for one in due if any(begin <= one.day < end for begin, end in who.stops)] == []


@given(schedules(), people())
def test_nothing_is_lost(of: Schedule, who: ScheduleFacts):
    """Each instrument that a line in force named is due, dropped with a reason, or due that same day by another line."""
    still = ScheduleFacts(
        anchors=who.anchors, minutes=MINUTES, risk=RISK, cycle_days=who.cycle_days, levels=((ONE, 1),)
    )
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


def opened(of: Schedule, who: ScheduleFacts, moments: list[tuple[datetime, str]]) -> Counter:
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

"""Waits measured with those nobody ever answered: what is forgotten never makes a centre look better."""

import statistics
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from oncocare.foundation import clock
from oncocare.safety.flags import actions, selectors
from oncocare.safety.flags.timing import FlagTimes, Wait, median_wait, times
from oncocare.safety.models import Flag
from tests.factories.rooms import FlagFactory
from tests.safety.team import at, left_alone, worry

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wait(ago, after=None, severity="high", promised=4):
    """Raised hours ago, acknowledged hours after that or never, promised hours after that."""
    raised = NOW - ago * HOUR
    return Wait(severity, raised, raised + promised * HOUR, None if after is None else raised + after * HOUR)


def test_each_class_is_counted_apart_the_most_urgent_first():
    waits = [
        wait(10, 3), wait(10, 4), wait(10, 5), wait(10), wait(2), wait(1, 0.5, "urgent"), wait(1, 1, "own"),
        wait(1, 1, "medium"),
    ]  # fmt: skip
    assert times(waits, NOW) == (
        FlagTimes("urgent", raised=1, acknowledged=1, decided=1, within=1, median=HOUR / 2),
        FlagTimes("high", raised=5, acknowledged=3, decided=4, within=2, median=4 * HOUR),
        FlagTimes("medium", raised=1, acknowledged=1, decided=1, within=1, median=HOUR),
        FlagTimes("own", raised=1, acknowledged=1, decided=1, within=1, median=HOUR),
    )


def test_a_promise_that_is_still_to_come_is_not_counted_as_kept_or_broken():
    [found] = times([wait(2)], NOW)
    assert (found.raised, found.decided, found.within, found.median) == (1, 0, 0, None)
    [at_the_minute] = times([wait(4)], NOW)
    assert at_the_minute.decided == 0


def test_the_median_of_a_worked_example():
    """Waits of 1, 2, 3+, 4 and 5+ hours: 4/5, then 4/5 × 3/4 = 3/5, then 3/5 × 1/2 = 3/10 at four hours."""
    assert median_wait([wait(9, 1), wait(9, 2), wait(3), wait(9, 4), wait(5)], NOW) == 4 * HOUR


def test_a_median_that_is_not_reached_is_not_guessed():
    assert median_wait([wait(9, 1), wait(9), wait(9)], NOW) is None
    assert median_wait([], NOW) is None


def test_a_clock_that_was_set_back_makes_no_wait_shorter_than_nothing():
    assert median_wait([wait(1, -2)], NOW) == timedelta()
    assert median_wait([wait(-1)], NOW) is None


WAITS = st.lists(
    st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60)).map(
        lambda pair: wait(pair[0], None if pair[1] is None else min(pair))
    ),
    max_size=14,
)


def naive(waits):
    """A second reading, in whole hours: walk along the hours and multiply the share that is left with floats."""
    left = 1.0
    lengths = [(((one.acknowledged or NOW) - one.raised) // HOUR, one.acknowledged is not None) for one in waits]
    for hour in range(61):
        at_risk = len([length for length, _ in lengths if length >= hour])
        ended = len([length for length, event in lengths if event and length == hour])
        if at_risk:
            left *= 1 - ended / at_risk
        if ended and left <= 0.5 + 1e-12:
            return hour * HOUR
    return None


@given(WAITS)
def test_the_median_is_what_a_second_reading_says(waits):
    assert median_wait(waits, NOW) == naive(waits)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=15))
def test_with_everything_answered_it_is_the_plain_median_the_lower_one(hours):
    assert median_wait([wait(60, after) for after in hours], NOW) == statistics.median_low(hours) * HOUR


@given(WAITS, st.data())
def test_an_answer_that_never_came_never_shortens_the_median(waits, data):
    answered = [one for one in waits if one.acknowledged]
    if not answered:
        return
    forgotten = data.draw(st.sampled_from(answered))
    silent = [*waits]
    silent[waits.index(forgotten)] = Wait(forgotten.severity, forgotten.raised, forgotten.promised, None)
    before, after = median_wait(waits, NOW), median_wait(silent, NOW)
    assert after is None or (before is not None and before <= after)


@given(WAITS)
def test_the_counts_add_up(waits):
    for found in times(waits, NOW):
        assert found.within <= found.acknowledged <= found.decided <= found.raised


# --- of a centre ------------------------------------------------------------------------------------------------------


def test_the_times_of_a_centre_count_its_own_flags_since_then_the_unanswered_too(team):
    cast, _berta, _emil = team
    now = at(2, 12)
    for raised, after in ((at(2), HOUR / 2), (at(2), HOUR * 2), (at(2), None)):
        FlagFactory(
            patient=cast.patient(cast.ana), owner=cast.clara, raised=raised, promised=at(2, 11), severity="urgent",
            acknowledged_at=after and raised + after, acknowledged_by=after and cast.clara,
        )  # fmt: skip
    FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara, raised=at(1), severity="urgent")
    FlagFactory(patient=cast.patient(cast.dora), owner=cast.denis, raised=at(2), severity="urgent")
    with clock.at(now):
        [found] = selectors.answer_times(cast.here, since=at(2, 9))
    assert (found.severity, found.raised, found.acknowledged, found.decided, found.within, found.median) == (
        "urgent", 3, 2, 3, 1, 2 * HOUR,
    )  # fmt: skip


def test_the_promise_that_is_measured_is_the_first_one(team):
    cast, berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 11), at(2, 11, 1))
    with clock.at(at(2, 11, 30)):
        actions.acknowledge(by=berta, flag=flag)
        [found] = selectors.answer_times(cast.here, since=at(2, 9))
    assert Flag.objects.get().deadline > at(2, 11, 30)
    assert (found.decided, found.within) == (1, 0)

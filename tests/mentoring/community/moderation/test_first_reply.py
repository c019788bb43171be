"""The time to the first reply of another human: in staffed hours and by the clock, with nobody left out who waits."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.groups.duty import GroupTime
from mentoring.community.moderation.first_reply import FirstReply, PostAsked, ReplyWait, measure, staffed_between
from mentoring.conversations.answer_times import ByThen, Reached
from oncocare.safety.promise import Opening
from tests.factories.rooms import MADRID

HOUR = timedelta(hours=1)
WEEKDAYS = tuple(Opening(weekday, time(9), time(17)) for weekday in range(5))
OFFICE = GroupTime("Europe/Madrid", False, WEEKDAYS, (), frozenset())


def at(day: int, hour: float) -> datetime:
    """An hour of a day of March 2026, of which the second is a Monday."""
    return datetime(2026, 3, day, tzinfo=MADRID) + hour * HOUR


NOW = at(10, 17)  # a Tuesday, at the end of its hours
SIX = [
    PostAsked(at(2, 10), at(2, 11), None),  # 1 staffed hour, 1 by the clock
    PostAsked(at(2, 16), at(3, 10), None),  # 1 + 1 = 2, 18 by the clock
    PostAsked(at(6, 15), at(9, 12), None),  # Friday to Monday: 2 + 3 = 5, 69 by the clock
    PostAsked(at(7, 12), at(7, 13), None),  # on a Saturday: none, 1 by the clock
    PostAsked(at(10, 9), None, at(10, 12)),  # hidden after 3 without an answer
    PostAsked(at(10, 11), None, None),  # waits for 6
]


def test_six_posts_by_hand():
    """Staffed: ends at 0, 1, 2 and 5, censored at 3 and 6. Left: 5/6, 4/6, 3/6, and at 5 with two at risk 1/4.
    Clock: two end at 1 of six, one at 18 of two, one at 69 of one; censored at 3 and 6. Left: 4/6, 2/6, none.
    """
    assert measure(SIX, OFFICE, NOW) == FirstReply(
        asked=6, answered=4, waiting=1, gone=1,
        staffed=ReplyWait(half=Reached(2, 4), nine_of_ten=None, within=ByThen(4, 50, 2)),
        clock=ReplyWait(half=Reached(18, 2), nine_of_ten=Reached(69, 1), within=ByThen(24, 66, 1)),
    )  # fmt: skip


def test_of_fewer_than_five_only_the_counts_are_said():
    nothing = ReplyWait(None, None, None)
    assert measure(SIX[:4], OFFICE, NOW) == FirstReply(4, 4, 0, 0, nothing, nothing)
    assert measure(SIX[:4], OFFICE, NOW).few


def test_what_was_answered_after_it_was_hidden_was_not_answered():
    hidden_first = PostAsked(at(2, 10), at(2, 12), at(2, 11))
    assert hidden_first.answered is None
    assert PostAsked(at(2, 10), at(2, 11), at(2, 12)).answered == at(2, 11)
    assert measure([hidden_first], OFFICE, NOW).gone == 1


def test_closed_days_nights_and_weekends_are_not_staffed():
    closed = GroupTime("Europe/Madrid", False, WEEKDAYS, (), frozenset({at(3, 0).date()}))
    assert staffed_between(at(2, 16), at(4, 10), closed) == 2 * HOUR
    assert staffed_between(at(2, 16), at(4, 10), OFFICE) == 10 * HOUR
    assert staffed_between(at(7, 0), at(9, 9), OFFICE) == timedelta()
    assert staffed_between(at(3, 10), at(2, 10), OFFICE) == timedelta()


def test_the_night_in_which_the_clock_goes_forward_is_an_hour_shorter():
    """On 29 March 2026 it is 3:00 after 1:59, and a group that is staffed all day has 23 hours."""
    whole = GroupTime(
        "Europe/Madrid", True, tuple(Opening(day, time.min, time.max) for day in range(7)), (), frozenset()
    )
    assert staffed_between(at(29, 0), datetime(2026, 3, 30, tzinfo=MADRID), whole) == 23 * HOUR


MOMENTS = st.integers(0, 24 * 60).map(lambda quarters: at(2, 0) + quarters * timedelta(minutes=15))
POSTS = st.lists(st.builds(PostAsked, MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS), max_size=20)


@given(POSTS)
def test_each_post_is_counted_once_and_no_share_leaves_its_bounds(posts):
    found = measure(posts, OFFICE, NOW)
    assert found.answered + found.waiting + found.gone == found.asked == sum(one.made <= NOW for one in posts)
    for wait in (found.staffed, found.clock):
        assert wait.within is None or 0 <= wait.within.answered <= 100


@given(MOMENTS, MOMENTS, MOMENTS)
def test_staffed_time_adds_up_and_is_never_longer_than_the_clock(first, second, third):
    start, middle, end = sorted([first, second, third])
    whole = staffed_between(start, end, OFFICE)
    assert whole == staffed_between(start, middle, OFFICE) + staffed_between(middle, end, OFFICE)
    assert timedelta() <= whole <= end - start


@given(POSTS, st.data())
def test_an_answer_that_never_came_never_makes_a_group_look_better(posts, data):
    answered = [one for one in posts if one.answered and one.made <= one.answered <= NOW]
    if not answered:
        return
    forgotten = data.draw(st.sampled_from(answered))
    silent = [*posts]
    silent[posts.index(forgotten)] = PostAsked(forgotten.made, None, None)
    before, after = measure(posts, OFFICE, NOW), measure(silent, OFFICE, NOW)
    assert after.answered == before.answered - 1
    for name in ("half", "nine_of_ten"):
        was, became = getattr(before.clock, name), getattr(after.clock, name)
        assert became is None or (was is not None and was.hours <= became.hours)

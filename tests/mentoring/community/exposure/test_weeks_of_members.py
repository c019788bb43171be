"""How much of a group somebody had in a week: as pages are opened, and at night, however often and however late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.exposure.models import GroupWeek
from mentoring.community.exposure.weeks import monday_of, weeks_done
from mentoring.community.selectors import inside
from mentoring.community.surveys.tasks import count_weeks
from mentoring.community.threads import actions
from mentoring.community.threads.models import Reaction
from oncocare.foundation import clock
from oncocare.people.selectors import Standing
from tests.factories.community import member, open_group, posted
from tests.factories.rooms import day

FIELDS = ("week", "days_active", "posts_read", "posts_written", "reactions")


@pytest.fixture
def group(cast):
    with clock.at(day(0)):
        return open_group(cast, stays_open=True)


@pytest.fixture
def ana(cast, group):
    return member(cast, group, cast.ana, "Blue bird", joined=day(0))


@pytest.fixture
def bea(cast, group):
    return member(cast, group, cast.bea, "Red bird", joined=day(0))


def weeks(of):
    return list(GroupWeek.objects.filter(member=of).order_by("week").values_list(*FIELDS))


def reads(user, thread, number, hour=10, until=None):
    with clock.at(day(number, hour)):
        where = inside(Standing(user), thread.group_id)
        actions.mark_visited(by=user, inside=where, thread=thread, until=until)


def monday(number):
    return monday_of(day(number).date())


# --- as pages are opened ----------------------------------------------------------------------------------------------


def test_a_post_becomes_read_once_and_ones_own_never(cast, ana, bea):
    first = posted(bea, made=day(1))
    posted(ana, thread=first.thread, made=day(1, 11))
    posted(bea, thread=first.thread, made=day(2), state="held")
    reads(cast.ana, first.thread, 3)
    reads(cast.ana, first.thread, 3, 11)
    assert weeks(ana) == [(monday(3), 1, 1, 0, 0)]
    posted(bea, thread=first.thread, made=day(3, 12))
    reads(cast.ana, first.thread, 4)
    assert weeks(ana) == [(monday(3), 2, 2, 0, 0)]


def test_only_what_stands_before_the_end_of_the_page_becomes_read(cast, ana, bea):
    first = posted(bea, made=day(1))
    posted(bea, thread=first.thread, made=day(2))
    reads(cast.ana, first.thread, 3, until=first.made)
    assert weeks(ana) == [(monday(3), 1, 1, 0, 0)]
    reads(cast.ana, first.thread, 3, 11)
    assert weeks(ana) == [(monday(3), 1, 2, 0, 0)]


def test_a_new_week_is_a_row_of_its_own_where_the_centre_is(cast, ana, bea):
    first = posted(bea, made=day(1))
    reads(cast.ana, first.thread, 6, 22)
    reads(cast.ana, first.thread, 7, 0)
    assert weeks(ana) == [(monday(6), 1, 1, 0, 0), (monday(7), 1, 0, 0, 0)]


def test_whoever_answers_for_the_group_is_not_counted(cast, group, bea):
    first = posted(bea, made=day(1))
    reads(cast.clara, first.thread, 2)
    assert GroupWeek.objects.count() == 0


def test_opening_the_group_is_being_there(cast, group, ana):
    with clock.at(day(1)):
        actions.mark_visited(by=cast.ana, inside=inside(Standing(cast.ana), group.pk))
    assert weeks(ana) == [(monday(1), 1, 0, 0, 0)]


# --- at night ---------------------------------------------------------------------------------------------------------


def at_night(number):
    with clock.at(day(number, 3)):
        count_weeks()


def test_posts_and_reactions_are_counted_however_often_and_however_late(cast, ana, bea):
    first = posted(ana, made=day(1))
    posted(ana, thread=first.thread, made=day(2))
    posted(ana, thread=first.thread, made=day(2, 12), state="held")
    posted(ana, thread=first.thread, made=day(9))
    Reaction.objects.create(post=first, by=bea, kind="hug", made=day(3))
    at_night(10)
    whole = [(monday(1), 2, 0, 2, 0), (monday(9), 1, 0, 1, 0)]
    assert weeks(ana) == whole
    assert weeks(bea) == [(monday(3), 1, 0, 0, 1)]
    at_night(10)
    at_night(11)
    assert weeks(ana) == whole


def test_what_was_taken_back_is_counted_no_more_whatever_else_they_did_that_week(cast, ana, bea):
    first = posted(ana, made=day(1))
    of_bea = Reaction.objects.create(post=first, by=bea, kind="hug", made=day(2))
    at_night(3)
    assert weeks(bea) == [(monday(2), 1, 0, 0, 1)]
    of_bea.delete()
    at_night(4)
    assert weeks(bea) == [(monday(2), 1, 0, 0, 0)]
    assert weeks(ana) == [(monday(1), 1, 0, 1, 0)]


def test_a_week_over_the_end_of_a_year_is_one(cast, ana):
    with_new_year = day(302)  # 29 December 2026 is a Tuesday
    for number in (302, 304, 305):  # and the Thursday and the Friday after it are of two years
        posted(ana, made=day(number))
    at_night(306)
    assert weeks(ana) == [(monday_of(with_new_year.date()), 3, 0, 3, 0)]


def test_nights_that_were_missed_are_made_up_for(cast, ana):
    posted(ana, made=day(1))
    at_night(2)
    for number in (3, 12, 33):
        posted(ana, made=day(number))
    at_night(60)
    assert weeks(ana) == [
        (monday(1), 2, 0, 2, 0), (monday(12), 1, 0, 1, 0), (monday(33), 1, 0, 1, 0)
    ]  # fmt: skip


def test_the_night_keeps_what_was_seen_by_day(cast, ana, bea):
    first = posted(bea, made=day(1))
    for number in (1, 2, 3):
        reads(cast.ana, first.thread, number, 12)
    posted(ana, thread=first.thread, made=day(3, 13))
    at_night(4)
    assert weeks(ana) == [(monday(1), 3, 1, 1, 0)]


def test_a_post_before_midnight_of_the_centre_is_of_its_day_there(cast, ana):
    posted(ana, made=day(6, 23))
    posted(ana, made=day(7, 0))
    at_night(8)
    assert weeks(ana) == [(monday(6), 1, 0, 1, 0), (monday(7), 1, 0, 1, 0)]


# --- pure -------------------------------------------------------------------------------------------------------------


@given(st.dates(date(2000, 1, 3), date(2100, 1, 1)))
def test_a_week_begins_on_the_monday_before_or_on_the_day(one):
    found = monday_of(one)
    assert (found.weekday(), timedelta() <= one - found <= timedelta(days=6)) == (0, True)


DONE = st.lists(st.tuples(st.sampled_from("ab"), st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(1, 5)))


@given(DONE, DONE)
def test_nothing_is_lost_between_days_and_weeks(posts, reactions):
    found = weeks_done(posts, reactions)
    assert sum(week.posts for week in found.values()) == sum(number for *_, number in posts)
    assert sum(week.reactions for week in found.values()) == sum(number for *_, number in reactions)
    assert all(1 <= len(week.days) <= 7 for week in found.values())
    assert {(member, one) for (member, _), week in found.items() for one in week.days} == {
        (member, one) for member, one, _ in (*posts, *reactions)
    }

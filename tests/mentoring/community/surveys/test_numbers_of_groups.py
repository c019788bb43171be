"""Groups in numbers: the never answered and the open are in them, the four weeks before are as they stood then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.moderation.first_reply import PostAsked
from mentoring.community.moderation.selectors import figures_of
from mentoring.community.surveys.asking import FEWEST
from mentoring.community.surveys.numbers import (
    FeedbackSeen,
    NumbersWindow,
    ReportSeen,
    by_urgency,
    closing,
    endings_of,
    known_then,
    said,
    said_together,
    windows_at,
)
from mentoring.community.surveys.selectors import groups_in_numbers, numbers_of
from mentoring.community.threads.models import Post, PostReport, Thread
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from tests.factories.community import member, open_group, posted
from tests.factories.rooms import day
from tests.factories.surveys import answered, asked

HOUR = timedelta(hours=1)
NOW = day(100)
LATE, EARLY = windows_at(NOW)
HOURS = st.integers(0, 24 * 60).map(lambda number: number * HOUR)


def report(made, closed=None, reason="worry", outcome="left", within=4):
    return ReportSeen(reason, made, made + within * HOUR, closed, outcome if closed else "")


# --- reports ----------------------------------------------------------------------------------------------------------


def test_what_is_open_is_censored_and_not_left_out():
    begun = NOW - timedelta(days=2)
    rows = [report(begun, begun + number * HOUR) for number in (1, 2, 3)] + [report(begun), report(begun)]
    found = closing(rows, LATE)
    assert (found.made, found.closed, found.open) == (5, 3, 2)
    assert (found.half.hours, found.nine_of_ten) == (3, None)
    assert (found.late, found.decided) == (2, 5)


def test_one_that_is_open_and_not_yet_due_is_neither_late_nor_in_time():
    young, old = closing([report(NOW - HOUR)], LATE), closing([report(NOW - 5 * HOUR)], LATE)
    assert [(one.late, one.decided) for one in (young, old)] == [(0, 0), (1, 1)]


def test_of_fewer_than_five_no_time_is_said():
    begun = NOW - timedelta(days=2)
    found = closing([report(begun, begun + HOUR) for _ in range(4)], LATE)
    assert (found.few, found.half, found.nine_of_ten) == (True, None, None)


def test_the_four_weeks_before_are_as_they_stood_then():
    made = EARLY.ends - HOUR
    closed_since = report(made, EARLY.ends + HOUR)
    then = closing([closed_since], EARLY)
    assert (then.made, then.closed) == (1, 0)
    assert endings_of([closed_since], EARLY) == {}
    answered_since = PostAsked(made, EARLY.ends + HOUR, None)
    assert known_then([answered_since], EARLY) == [PostAsked(made, None, None)]
    assert known_then([answered_since], LATE) == []


def test_the_most_urgent_class_comes_first_and_each_report_is_in_one():
    begun = NOW - timedelta(days=1)
    rows = [report(begun, reason=one) for one in ("other", "danger", "worry", "hurts", "sells")]
    assert [(hours, became.made) for hours, became in by_urgency(rows, LATE)] == [(1, 1), (4, 2), (16, 2)]


@given(st.lists(st.tuples(HOURS, st.none() | HOURS), max_size=12))
def test_every_report_of_a_window_is_counted_once(rows):
    seen = [report(NOW - back, None if took is None else NOW - back + took) for back, took in rows]
    for window in (LATE, EARLY):
        found = closing(seen, window)
        assert found.made == sum(window.holds(one.made) for one in seen)
        assert found.closed + found.open == found.made
        assert 0 <= found.late <= found.decided <= found.made
        assert sum(endings_of(seen, window).values()) == found.closed
        assert sum(became.made for _, became in by_urgency(seen, window)) == found.made


def test_windows_meet_and_do_not_overlap():
    assert (LATE.begins, EARLY.ends - EARLY.begins) == (EARLY.ends, timedelta(days=28))
    assert [NumbersWindow(NOW - HOUR, NOW).holds(one) for one in (NOW - HOUR, NOW)] == [True, False]


# --- what people said -------------------------------------------------------------------------------------------------


def test_what_people_said_has_its_denominator_and_what_is_missing():
    rows = [
        *(FeedbackSeen("weeks", answered=True, skipped=False, over=False, gave=("hope",)) for _ in range(5)),
        FeedbackSeen("left", answered=True, skipped=False, over=True, expected="partly", words="b"),
        FeedbackSeen("left", answered=False, skipped=True, over=False),
        FeedbackSeen("left", answered=False, skipped=False, over=True),
        FeedbackSeen("left", answered=False, skipped=False, over=False),
        FeedbackSeen("declined", answered=True, skipped=False, over=False, why=("one",)),
    ]
    found = said(rows, of_a_group=True)
    assert (found.asked, found.answered, found.skipped, found.unanswered, found.waiting) == (9, 6, 1, 1, 1)
    assert (found.gave, found.expected, found.words, found.few) == ({"hope": 5}, {"partly": 1}, ("b",), False)
    assert found.missing == 25  # two of the eight whose time is over
    why_not = said(rows, of_a_group=False)
    assert (why_not.answered, why_not.few, why_not.why) == (1, True, {"one": 1})


def answers(number, *, why="", gave=""):
    rows = [FeedbackSeen("weeks", answered=True, skipped=False, over=True, gave=(gave,)) for _ in range(number)]
    return rows if gave else [replace(one, moment="early", gave=(), why=(why,)) for one in rows]


def test_what_few_said_is_not_what_is_left_of_all_without_the_groups_that_are_shown():
    """Six answered in one group, and one person in another: of the seven together one would be known."""
    many, one, four = answers(6, gave="hope"), answers(1, gave="worries"), answers(4, gave="learned")
    assert (said_together([many, one], (), of_a_group=True).gave) == {"hope": 6}
    assert (said_together([many, one, four], (), of_a_group=True).gave) == {"hope": 6, "worries": 1, "learned": 4}
    assert said_together([one], (), of_a_group=True).answered == 0
    alone = answers(2, why="one")
    assert said_together([answers(5, why="quiet")], alone, of_a_group=False).why == {"quiet": 5}
    assert said_together([answers(5, why="quiet")], alone * 3, of_a_group=False).why == {"quiet": 5, "one": 6}


def test_who_was_asked_and_said_nothing_stays_in_the_denominator_of_all():
    silent = [FeedbackSeen("weeks", answered=False, skipped=False, over=True)]
    found = said_together([answers(5, gave="hope"), silent], (), of_a_group=True)
    assert (found.answered, found.asked, found.missing) == (5, 6, 17)


COUNTS = st.lists(st.integers(0, 8), max_size=5)


@given(COUNTS, st.integers(0, 8))
def test_what_is_left_of_all_is_of_enough_people_or_of_nobody(groups, alone):
    rows = [answers(number, gave="hope") for number in groups]
    together = said_together(rows, answers(alone, gave="hope"), of_a_group=True).answered
    left = together - sum(number for number in groups if number >= FEWEST)
    assert left == 0 or left >= FEWEST


# --- of the rows ------------------------------------------------------------------------------------------------------


@pytest.fixture
def group(cast):
    with clock.at(day(10)):
        return open_group(cast, "After chemotherapy")


@pytest.fixture
def lived(cast, group):
    """Ana and Bea wrote, in these four weeks and in those before; two reports, one of them open."""
    ana = member(cast, group, cast.ana, "Blue bird", joined=day(20))
    bea = member(cast, group, cast.bea, "Red bird", joined=day(90))
    posted(ana, made=day(50), asks=True, promised=day(51), replied=day(80))  # answered after the end of its window
    for number in range(5):
        first = posted(ana, made=day(80 + number), asks=True, promised=day(90), replied=day(80 + number, 13))
        posted(bea, thread=first.thread, made=day(80 + number, 13))
    waits = posted(bea, made=day(99), asks=True, promised=day(100))
    posted(bea, made=day(99), state="held")
    given = {"group": group, "by": ana, "promised": day(96)}
    PostReport.objects.create(post=waits, reason="worry", made=day(95), **given)
    PostReport.objects.create(
        post=waits, reason="other", made=day(95), closed_at=day(95, 12), closed_by=cast.clara, outcome="left", **given
    )
    return group


def test_the_numbers_of_a_group(cast, lived):
    with clock.at(NOW):
        [one], together = numbers_of(groups_in_numbers(cast.here), cast.here)
    assert (one.group, one.members, one.unanswered) == (lived, 2, 1)
    assert (one.now.posts, one.now.writers, one.now.joined, one.now.left) == (11, 2, 1, 0)
    assert (one.before.posts, one.before.writers, one.before.joined) == (1, 1, 0)
    reply = one.now.first_reply
    assert (reply.asked, reply.answered, reply.waiting) == (6, 5, 1)
    assert (reply.clock.half.hours, reply.clock.nine_of_ten) == (3, None)
    assert (one.before.first_reply.asked, one.before.first_reply.answered) == (1, 0)
    assert (one.now.reports.made, one.now.reports.closed, one.now.reports.late) == (2, 1, 1)
    assert one.now.endings == {"left": 1}
    assert [(hours, became.late) for hours, became in one.now.urgency] == [(4, 1), (16, 0)]
    assert (together.group, together.members, together.now.posts) == (None, 2, 11)


def test_a_thread_that_a_moderator_closed_waits_no_more_here_either(cast, group):
    ana = member(cast, group, cast.ana, "Blue bird", joined=day(20))
    waits = posted(ana, made=day(90), asks=True, promised=day(91))
    Thread.objects.filter(pk=waits.thread_id).update(closed_at=day(91), closed_by=cast.clara, closed_why="made up")
    with clock.at(NOW):
        [one], _together = numbers_of(groups_in_numbers(cast.here), cast.here)
        theirs = figures_of(group, since=LATE.begins)
    reply = one.now.first_reply
    assert (reply.asked, reply.waiting, reply.gone, one.unanswered) == (1, 0, 1, 0)
    assert reply == theirs.first_reply


def test_the_first_post_of_somebody_new_is_no_report_here_either(cast, group, lived):
    post = Post.objects.filter(group=group).earliest("made", "pk")
    PostReport.objects.create(post=post, group=group, reason="first", made=day(95), promised=day(96))
    with clock.at(NOW):
        [one], _together = numbers_of(groups_in_numbers(cast.here), cast.here)
    assert (one.now.reports.made, [became.made for _hours, became in one.now.urgency]) == (2, [1, 1])


def test_numbers_cost_as_much_for_many_groups_as_for_one(cast, lived):
    def queries():
        with clock.at(NOW), CaptureQueriesContext(connection) as asked_of_it:
            numbers_of(groups_in_numbers(cast.here), cast.here)
        return len(asked_of_it)

    one = queries()
    for number in range(4):
        more = open_group(cast, f"More {number}", opened_at=day(20))
        posted(member(cast, more, cast.ana, f"Bird {number}"), made=day(99), asks=True, promised=day(100))
    assert (queries(), one < 20) == (one, True)


def test_a_group_of_another_centre_is_not_among_them(cast, lived):
    with clock.at(NOW):
        assert groups_in_numbers(cast.there) == []


# --- the pages --------------------------------------------------------------------------------------------------------


def page(client, cast, name="centre_groups_numbers", *args):
    client.force_login(cast.carlos)
    with clock.at(NOW):
        return client.get(reverse(name, args=args)).content.decode()


def test_the_page_says_what_changed_and_what_each_number_means(client, cast, lived):
    shown = page(client, cast)
    assert "In the last four weeks 11 posts were written; in the four weeks before it was 1." in shown
    assert "first reply, by the clock, within: 3 h; before: too few." in shown
    assert "What each number means" in shown
    assert "After chemotherapy" in page(client, cast, "centre_group_numbers", lived.pk)


def test_each_time_says_by_which_clock_and_of_how_many(client, cast, lived):
    shown = page(client, cast)
    for label in ("Half had a first reply within", "9 of 10 had one within", "Half closed within"):
        assert shown.count(label) == shown.count(f"{label}, by the clock") > 0
    assert "5 of 6" in shown.partition("Each group, last four weeks")[2].partition("</table>")[0]


def test_a_centre_without_a_group_has_a_page_of_nothing(client, cast):
    shown = page(client, cast)
    assert "In the last four weeks 0 posts were written; in the four weeks before it was 0." in shown
    assert "Nothing was reported in these weeks." in shown


def test_of_fewer_than_five_people_nothing_they_said_is_shown_and_the_page_says_why(client, cast, group):
    with clock.at(day(99)):
        for user in (cast.ana, cast.bea, cast.felix, cast.gala):
            answered(cast, user, group, gave=["hope"], words="Thank you all")
        asked(cast, cast.dora, group)
    shown = page(client, cast, "centre_group_numbers", group.pk)
    assert ("Fewer than 5 people" in shown, "Thank you all" in shown, "4 of 5" in shown) == (True, False, False)
    assert not AuditRow.objects.filter(verb="read.group_feedback").exists()
    with clock.at(day(99)):
        answered(cast, cast.eva, group, gave=["hope"], words="Lovely")
    shown = page(client, cast, "centre_group_numbers", group.pk)
    assert ("5 of 6 who were asked" in shown, "Thank you all" in shown) == (True, True)
    assert AuditRow.objects.filter(verb="read.group_feedback").count() == 1


def test_no_page_of_numbers_shows_what_was_written_in_a_group(client, cast, lived):
    for shown in (page(client, cast), page(client, cast, "centre_group_numbers", lived.pk)):
        assert ("Hello" in shown, "Blue bird" in shown, "Ana" in shown) == (False, False, False)

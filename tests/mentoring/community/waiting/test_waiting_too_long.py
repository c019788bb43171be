"""What waits in a group: newcomers first, a task after a day, and reports that go from one moderator to the next."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from mentoring.community.groups.actions import close_group
from mentoring.community.groups.selectors import time_of, times_of
from mentoring.community.kinds import REPORT_LATE, REPORT_PASSED
from mentoring.community.models import GroupDuty, Moderator
from mentoring.community.moderation import actions
from mentoring.community.moderation.selectors import (
    cases_in,
    figures_of,
    moderated_by,
    next_on_duty,
    waiting_in,
)
from mentoring.community.threads.actions import open_report
from mentoring.community.threads.models import Post
from mentoring.community.waiting.actions import look_after_groups
from mentoring.conversations.answer_times import ByThen, Reached
from oncocare.events.actions import emit
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.foundation.unit import unit
from oncocare.notifications.models import Message
from oncocare.people.kinds import TASK_WANTED
from oncocare.safety.rota.actions import set_cover
from tests.cast import BY, colleague
from tests.factories.community import FRIDAY, INTENT, appointed, member, open_group, reported, told, wrote

HOUR = timedelta(hours=1)


@pytest.fixture
def group(cast):
    made = open_group(cast, stays_open=True)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def posts(user, group, words="Hello, everybody.", moment=FRIDAY, **given):
    post = wrote(user, group, words, moment, **given)
    with clock.at(moment):
        actions.say_seen(by=group.moderators.earliest("made").user, post=post)  # where it is the first of somebody new
    return post


def looked_after(moment):
    with clock.at(moment):
        return look_after_groups()


def owner():
    return reported().get().owner


# --- answers ----------------------------------------------------------------------------------------------------------


def test_newcomers_come_first_then_what_was_promised_first_and_staff_ask_nothing(cast, group):
    first = posts(cast.bea, group, moment=FRIDAY - 9 * HOUR)
    again = posts(cast.bea, group, moment=FRIDAY - 8 * HOUR)
    new = posts(cast.ana, group, moment=FRIDAY)
    posts(cast.clara, group, moment=FRIDAY)
    held = posts(cast.bea, group, INTENT, moment=FRIDAY)
    assert held.state == "held"
    assert [(post.pk, post.newcomer) for post in waiting_in([group])] == [
        (first.pk, True), (new.pk, True), (again.pk, False),
    ]  # fmt: skip
    posts(cast.bea, group, thread=new.thread, moment=FRIDAY + HOUR)
    assert [post.pk for post in waiting_in([group])] == [first.pk, again.pk]
    with clock.at(FRIDAY + HOUR):
        actions.show_post(by=cast.clara, post=held)
    assert [post.pk for post in waiting_in([group])] == [held.pk, first.pk, again.pk]


def test_after_a_day_of_the_clock_somebody_has_a_task_once_without_a_word_or_a_name(cast, group):
    post = posts(cast.ana, group, "My scan was bad.")
    assert [looked_after(FRIDAY + hours * HOUR) for hours in (23, 24, 24, 30)] == [0, 1, 0, 0]
    asked = Event.objects.get(kind=TASK_WANTED.name).payload
    assert (asked["patient"], asked["owner"], asked["centre"]) == ("", str(cast.clara.pk), str(cast.here.pk))
    assert asked["source"] == f"post_unanswered:{post.pk}"
    assert asked["what"] == "Nobody has answered in the group “After chemotherapy” for a day. Answer what was asked."


@pytest.mark.parametrize("before", ["answered", "hidden"])
def test_what_was_answered_or_hidden_by_then_is_nobodys_task(cast, group, before):
    post = posts(cast.ana, group)
    if before == "answered":
        posts(cast.clara, group, thread=post.thread, moment=FRIDAY + HOUR)
    else:
        actions.hide_post(by=cast.clara, post=post, why="x")
    assert looked_after(FRIDAY + 25 * HOUR) == 0


def test_who_waits_is_told_to_mentors_and_to_whoever_is_on_duty_without_words(cast, group, deliver):
    with clock.at(FRIDAY), deliver():
        post = posts(cast.ana, group, "My scan was bad.")
    rows = set(Message.objects.filter(channel="email", source=f"waits:{post.pk}").values_list("user", "kind"))
    assert rows == {(cast.bea.pk, "group.waits.patient"), (cast.clara.pk, "group.waits_staff")}


def test_the_writer_of_a_hidden_post_and_a_paused_member_are_told(cast, group, deliver):
    with clock.at(FRIDAY), deliver():
        post = posts(cast.ana, group)
        actions.hide_post(by=cast.clara, post=post, why="x")
        actions.pause_member(by=cast.clara, member=post.by, until=FRIDAY + 24 * HOUR, why="x")
    rows = Message.objects.filter(channel="email", user=cast.ana, kind="group.about_yours.patient").values_list(
        "source", flat=True
    )
    assert sorted(source.partition(":")[0] for source in rows) == ["hidden", "paused"]


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_held_post_that_nobody_looked_at_for_an_hour_goes_to_the_next_and_at_last_to_who_runs_the_centre(cast, group):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    posts(cast.ana, group, INTENT)
    assert owner() == cast.clara
    assert [looked_after(FRIDAY + minutes * HOUR / 60) for minutes in (59, 60, 60)] == [0, 1, 0]
    assert (owner(), told(REPORT_PASSED)) == (cleo, 1)
    assert [looked_after(FRIDAY + minutes * HOUR / 60) for minutes in (119, 120, 120, 300)] == [0, 1, 0, 0]
    assert (owner(), told(REPORT_LATE)) == (cleo, 1)
    [case] = cases_in([group])
    assert (case.held, case.due) == (True, FRIDAY + HOUR)


@pytest.mark.parametrize(("reason", "urgent"), [("worry", True), ("other", False)])
def test_who_runs_the_centre_learns_at_once_where_somebody_may_be_in_danger(cast, group, deliver, reason, urgent):
    post = posts(cast.ana, group)
    with clock.at(FRIDAY):
        report = open_report(by=cast.bea, post=post, reason=reason, member=group.members.get(user=cast.bea))
        with deliver(), unit():
            emit(REPORT_LATE, report=report.pk, made=report.made.isoformat())
    rows = Message.objects.filter(channel="email", kind__startswith="group.report_late")
    assert list(rows.values_list("user__name", "urgent")) == [("Carlos", urgent)]


def test_a_report_within_its_promise_stays_where_it_is_and_a_closed_one_goes_nowhere(cast, group):
    appointed(cast, group, colleague(cast))
    post = posts(cast.ana, group)
    with clock.at(FRIDAY):
        open_report(by=cast.bea, post=post, reason="hurts", member=group.members.get(user=cast.bea))
    promised = reported().get().promised
    assert looked_after(promised - HOUR / 60) == 0
    actions.close_reports(by=cast.clara, post=post, outcome="left")
    assert [looked_after(promised + hours * HOUR) for hours in (0, 9)] == [0, 0]


@pytest.mark.parametrize("gone", ["absent", "ended"])
def test_what_is_with_a_moderator_who_is_away_goes_to_the_next_at_once(cast, group, gone):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    post = posts(cast.ana, group)
    with clock.at(FRIDAY):
        open_report(by=cast.bea, post=post, reason="other", member=group.members.get(user=cast.bea))
        if gone == "absent":
            set_cover(by=BY, centre=cast.here, day=FRIDAY.date(), absent=cast.clara, instead=None)
        else:
            Moderator.objects.filter(user=cast.clara).update(ended=FRIDAY)
    assert [looked_after(FRIDAY + HOUR / 60), looked_after(FRIDAY + HOUR / 60)] == [1, 0]
    assert owner() == cleo


@pytest.mark.parametrize(("days", "moved"), [(29, 1), (31, 0)])
def test_what_is_open_in_a_closed_group_goes_to_nobody_once_nobody_can_open_it(cast, group, days, moved):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    post = posts(cast.ana, group)
    with clock.at(FRIDAY):
        open_report(by=cast.bea, post=post, reason="other", member=group.members.get(user=cast.bea))
        close_group(by=cast.carlos, group=group)
    later = FRIDAY + timedelta(days=days)
    Moderator.objects.filter(user=cast.clara).update(ended=FRIDAY)
    assert (looked_after(later), owner()) == (moved, cleo if moved else cast.clara)


def test_who_is_on_duty_now_has_it_before_the_others(cast, group):
    cleo = colleague(cast)
    appointed(cast, group, cast.gala)
    appointed(cast, group, cleo)
    GroupDuty.objects.create(group=group, user=cleo, weekday=4, opens=time(9), closes=time(17))
    posts(cast.ana, group, INTENT)
    first = owner()
    looked_after(FRIDAY + HOUR)
    assert {first, owner()} == {cast.clara, cleo}


# --- figures and times ------------------------------------------------------------------------------------------------


def test_the_figures_of_a_group(cast, group):
    for number in range(5):
        asked = posts(cast.ana, group, moment=FRIDAY - 7 * 24 * HOUR + number * HOUR / 60)
        if number < 4:
            posts(cast.bea, group, thread=asked.thread, moment=asked.made + HOUR)
    posts(cast.ana, group, INTENT, moment=FRIDAY)
    with clock.at(FRIDAY):
        found = figures_of(group)
        since = figures_of(group, since=FRIDAY - 24 * HOUR)
    assert (found.members, found.posts, found.unanswered, found.reports_open, found.reports_closed) == (2, 9, 1, 1, 0)
    assert (found.first_reply.asked, found.first_reply.answered) == (5, 4)  # the first of a mentor asks nothing
    assert (since.posts, since.first_reply.asked, since.unanswered) == (0, 0, 1)


def test_the_times_of_many_groups_cost_as_much_as_of_one(cast, group, django_assert_num_queries):
    other = open_group(cast, "Another group")
    assert times_of([group, other]) == {group.pk: time_of(group), other.pk: time_of(other)}
    groups = moderated_by(cast.clara, cast.here)
    assert [one.pk for one in groups] == [group.pk, other.pk]
    with django_assert_num_queries(1):
        times_of(groups)
    with django_assert_num_queries(1):
        assert cases_in(groups) == []
    assert next_on_duty(group) == cast.clara


def test_by_then_is_what_it_says():
    assert (ByThen(4, 1, 2).hours, Reached(1, 2).hours, Post.State.HELD) == (4, 1, "held")

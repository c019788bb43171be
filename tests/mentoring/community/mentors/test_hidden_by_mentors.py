"""What a mentor hides is for a moderator to decide: soon, in words to its writer, and not against a moderator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.mentors import actions as mentors
from mentoring.community.moderation import actions
from mentoring.community.moderation.selectors import cases_in
from mentoring.community.threads import marks
from mentoring.community.threads.actions import edit_post
from mentoring.community.waiting.actions import look_after_groups
from oncocare.foundation import clock, ids
from oncocare.notifications.models import Message
from tests.factories.community import (
    FRIDAY,
    INTENT,
    appointed,
    at,
    fresh,
    member,
    open_group,
    own,
    reported,
    wrote,
)  # fmt: skip
from tests.factories.conversations import visit

HOUR = timedelta(hours=1)
WHY = "It names a treatment as a cure."


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill", mentor=True)
    appointed(cast, made, cast.gala)
    return made


@pytest.fixture
def post(cast, group):
    return wrote(cast.ana, group)


def hides(cast, post, moment=FRIDAY):
    with clock.at(moment):
        return actions.hide_for_review(
            by=cast.bea, member=own(cast.bea, post.group), post=post, words="Is it right?"
        )  # fmt: skip


def pauses(cast, group, user):
    until = FRIDAY + timedelta(days=1)
    with clock.at(FRIDAY):
        actions.pause_member(by=cast.clara, member=own(user, group), until=until, why="Rest.")


# --- the decision is a moderator's ------------------------------------------------------------------------------------


def test_a_moderator_who_finds_it_right_decides_and_the_writer_reads_why(cast, group, post, deliver):
    hides(cast, post)
    with clock.at(FRIDAY + HOUR), deliver():
        for _ in range(2):
            actions.hide_post(by=cast.clara, post=post, why=WHY)
    hidden = fresh(post)
    assert (hidden.state_by, hidden.why) == (cast.clara, WHY)
    assert list(post.said_to_writer.values_list("kind", "user")) == [("hidden", cast.bea.pk), ("hidden", cast.clara.pk)]
    assert Message.objects.filter(channel="email", user=cast.ana, source__startswith="hidden:").count() == 1
    assert WHY in visit(cast.ana, FRIDAY + HOUR, "thread", group.pk, post.thread_id)
    assert reported().get().outcome == "hidden"


@pytest.mark.parametrize("outcome", ["left", "hidden", "spoke"])
def test_it_is_not_closed_while_it_waits_for_a_moderator(cast, post, outcome):
    hides(cast, post)
    with pytest.raises(ValidationError, match="still waits"):
        actions.close_reports(by=cast.clara, post=post, outcome=outcome)
    assert reported().get().closed_at is None


def test_a_moderator_looks_within_an_hour_and_then_the_next(cast, group, post):
    hides(cast, post)
    [case] = cases_in([group])
    assert (case.due, case.owners) == (FRIDAY + HOUR, ["Clara"])
    for minutes, owner in ((59, cast.clara), (60, cast.gala)):
        with clock.at(FRIDAY + minutes * HOUR / 60):
            look_after_groups()
        assert reported().get().owner == owner


def test_what_was_told_long_before_is_due_an_hour_after_it_was_hidden(cast, group, post):
    with clock.at(FRIDAY):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="other")
    hides(cast, post, FRIDAY + 2 * HOUR)
    [case] = cases_in([group])
    assert case.due == FRIDAY + 3 * HOUR


def test_who_asks_for_another_look_has_it_after_a_moderator_decided_by_another_one(cast, group, post):
    hides(cast, post)
    asked = actions.ask_again(by=cast.ana, member=own(cast.ana, group), post=post)
    with pytest.raises(ValidationError, match="A mentor hid this"):
        actions.look_again(by=cast.clara, post=post, back=False, words="It stays.")
    actions.hide_post(by=cast.clara, post=post, why=WHY)
    with pytest.raises(ValidationError, match="You decided this yourself"):
        actions.look_again(by=cast.clara, post=post, back=False, words="It stays.")
    actions.look_again(by=cast.gala, post=post, back=True, words="I read both.")
    assert (fresh(post).state, fresh(asked).outcome) == ("shown", "back")


def test_the_moderator_reads_that_a_mentor_hid_it_and_what_they_may_do(cast, group, post):
    hides(cast, post)
    before = visit(cast.clara, FRIDAY, "moderate_post", group.pk, post.pk)
    actions.hide_post(by=cast.clara, post=post, why=WHY)
    after = visit(cast.clara, FRIDAY, "moderate_post", group.pk, post.pk)
    for words in ("Hidden by a mentor until a moderator has read it", "Hide the post"):
        assert (words in before, words in after) == (True, False)


# --- a mentor does not decide -----------------------------------------------------------------------------------------


def test_what_a_moderator_let_stand_a_mentor_hides_no_more_until_it_is_changed(cast, group, post):
    hides(cast, post)
    with clock.at(FRIDAY + HOUR):
        actions.show_post(by=cast.clara, post=post)
    with pytest.raises(ValidationError, match="A moderator has read this"):
        hides(cast, post, FRIDAY + 2 * HOUR)
    assert fresh(post).state == "shown"
    with clock.at(FRIDAY + 3 * HOUR):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words="Stop your treatment.")
    assert hides(cast, post, FRIDAY + 4 * HOUR).state == "hidden"


def test_a_mentor_who_is_paused_hides_and_marks_nothing_and_is_heard_all_the_same(cast, group, post):
    pauses(cast, group, cast.bea)
    with pytest.raises(ValidationError, match="You are paused"):
        hides(cast, post)
    with clock.at(FRIDAY):
        found = at(cast.bea, group)
        with pytest.raises(ValidationError, match="Only mentors and moderators"):
            marks.say_good(by=cast.bea, inside=found, thread=post.thread)
        with pytest.raises(ValidationError, match="Only mentors and moderators"):
            mentors.open_week(by=cast.bea, inside=found, title="This week", words="How are you?", key=ids.new())
        mentors.fear_for_writer(by=cast.bea, member=found.member, post=post)
    assert (fresh(post).state, reported().get().reason) == ("shown", "worry")


def test_a_mentor_hides_neither_their_own_post_nor_one_that_waits(cast, group):
    mine, held = wrote(cast.bea, group), wrote(cast.ana, group, INTENT)
    with pytest.raises(ValidationError, match="your own post"):
        hides(cast, mine)
    assert hides(cast, held).state == "held"
    assert reported().filter(reason="other").count() == 0


def test_words_of_wanting_to_die_that_a_mentor_repeats_are_urgent(cast, group, post):
    with clock.at(FRIDAY):
        mentors.fear_for_writer(
            by=cast.bea, member=own(cast.bea, group), post=post, words=INTENT
        )  # fmt: skip
    assert {one.reason: one.promised - FRIDAY for one in reported()} == {"worry": 4 * HOUR, "danger": HOUR}

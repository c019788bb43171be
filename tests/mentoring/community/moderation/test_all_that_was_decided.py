"""Another look is at all that moderators decided about a post, by somebody who decided none of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import REPORT_LATE
from mentoring.community.models import Moderator
from mentoring.community.moderation import actions
from mentoring.community.selectors import is_paused
from mentoring.community.threads.again import standing_decisions
from mentoring.community.threads.models import ModeratorWord
from mentoring.community.waiting.actions import look_after_groups
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from tests.cast import colleague
from tests.factories.community import (
    FRIDAY,
    INTENT,
    appointed,
    fresh,
    member,
    open_group,
    own,
    reported,
    told,
    wrote,
)  # fmt: skip
from tests.factories.conversations import visit

HOUR = timedelta(hours=1)


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    appointed(cast, made, cast.gala)
    return made


@pytest.fixture
def post(cast, group):
    return wrote(cast.ana, group)


def hides(cast, post):
    return actions.hide_post(by=cast.clara, post=post, why="It frightens.")


def worries(cast, post):
    clara = Moderator.objects.get(user=cast.clara)
    return actions.say_concern(by=cast.clara, moderator=clara, post=post, words="I worry about you.", flag=False)


def pauses(cast, post):
    until = FRIDAY + timedelta(days=3)
    return actions.pause_member(by=cast.clara, member=post.by, until=until, why="Take a breath.", post=post)


def warns(by, post):
    return actions.warn(by=by, post=post, words="Please write about yourself.")


def asks(cast, post):
    return actions.ask_again(by=cast.ana, member=own(cast.ana, post.group), post=post)


def looks(by, post, *, back):
    return actions.look_again(by=by, post=post, back=back, words="I read both.")


@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        ("", ""),
        ("hidden", "hidden"),
        ("concern", ""),
        ("hidden concern", "hidden"),
        ("hidden shown", ""),
        ("hidden warned shown", "warned"),
        ("hidden warned paused", "hidden warned paused"),
        ("hidden kept", ""),
        ("hidden back warned", "warned"),
        ("hidden kept concern", ""),
    ],
)
def test_what_stands_and_nobody_has_looked_at_again(kinds, left):
    words = [ModeratorWord(kind=kind) for kind in kinds.split()]
    assert [one.kind for one in standing_decisions(words)] == left.split()


def test_who_is_written_to_after_their_post_was_hidden_may_still_ask(cast, group, post):
    hides(cast, post)
    worries(cast, post)
    way = "Ask for another look by somebody else"
    assert way in visit(cast.ana, FRIDAY, "thread", group.pk, post.thread_id)
    assert asks(cast, post).owner == cast.gala


def test_the_numbers_to_call_stay_under_a_message_of_concern(cast, group, post):
    worries(cast, post)
    hides(cast, post)
    assert "Numbers to call, at any hour" in visit(cast.ana, FRIDAY, "thread", group.pk, post.thread_id)


def test_whoever_decided_any_of_it_does_not_look_again(cast, group, post):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    hides(cast, post)
    warns(cast.gala, post)
    assert asks(cast, post).owner == cleo
    for by in (cast.clara, cast.gala):
        with pytest.raises(ValidationError, match="You decided this yourself"):
            looks(by, post, back=True)
    looks(cleo, post, back=True)
    assert fresh(post).state == "shown"


def test_what_is_taken_back_is_all_of_it(cast, group, post):
    with clock.at(FRIDAY):
        hides(cast, post)
        pauses(cast, post)
        asks(cast, post)
        looks(cast.gala, post, back=True)
        assert (fresh(post).state, is_paused(own(cast.ana, group))) == ("shown", False)


def test_who_decides_something_meanwhile_has_it_no_more(cast, group, post):
    with clock.at(FRIDAY):
        hides(cast, post)
        asked = asks(cast, post)
        assert asked.owner == cast.gala
        warns(cast.gala, post)
        look_after_groups()
        assert (fresh(asked).owner, told(REPORT_LATE)) == (None, 1)
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    with clock.at(FRIDAY + HOUR):
        look_after_groups()
    assert fresh(asked).owner == cleo


@pytest.mark.parametrize("words", ["Hello.", INTENT])
def test_of_what_is_shown_again_nothing_is_left_to_ask_about(cast, group, words):
    post = wrote(cast.ana, group, words)
    hides(cast, post)
    actions.show_post(by=cast.gala, post=post)
    with pytest.raises(ValidationError, match="nothing here that somebody else could look at"):
        asks(cast, post)


def test_who_asked_is_told_once_what_was_found(cast, group, post, deliver):
    with deliver():
        hides(cast, post)
        asks(cast, post)
    with deliver():
        looks(cast.gala, post, back=False)
    rows = Message.objects.filter(channel="email", user=cast.ana, kind="group.about_yours.patient")
    assert sorted(source.partition(":")[0] for source in rows.values_list("source", flat=True)) == ["hidden", "kept"]
    assert reported().get(reason="again").outcome == "left"

"""Whoever has left reads nothing any more: nothing is said to be told to them, and what was hidden stays hidden."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import WRITER_TOLD
from mentoring.community.membership.actions import leave
from mentoring.community.models import Moderator
from mentoring.community.moderation import actions
from oncocare.foundation import clock
from oncocare.safety.models import Flag
from tests.factories.community import (
    FRIDAY,
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


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill")
    appointed(cast, made, cast.gala)
    return made


@pytest.fixture
def post(cast, group):
    made = wrote(cast.ana, group)
    with clock.at(FRIDAY):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=made, reason="worry")
    return made


def leaves(user, group, *, take_posts=False):
    with clock.at(FRIDAY):
        leave(by=user, member=own(user, group), take_posts=take_posts)


def moderator(user):
    return Moderator.objects.get(user=user)


def test_nobody_writes_to_them_and_what_says_that_they_are_in_danger_stays_open(cast, group, post):
    leaves(cast.ana, group)
    with pytest.raises(ValidationError, match="reads nothing here any more"):
        actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
    with pytest.raises(ValidationError, match="reads nothing here any more"):
        actions.say_concern(by=cast.clara, moderator=moderator(cast.clara), post=post, words="Call.", flag=False)
    assert (told(WRITER_TOLD), reported().get().closed_at) == (0, None)
    said = visit(cast.clara, FRIDAY, "moderate_post", group.pk, post.pk)
    offered = [words in said for words in ("Write that you worry", "Remind them")]
    assert (offered, "This person has left the group" in said) == ([False] * 2, True)


def test_their_flag_can_be_raised_all_the_same(cast, group, post):
    leaves(cast.ana, group)
    assert "I worry: raise a flag" in visit(cast.clara, FRIDAY, "moderate_post", group.pk, post.pk)
    actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
    assert (Flag.objects.get().patient, reported().get().outcome) == (cast.patient(cast.ana), "raised")


@pytest.mark.parametrize("take_posts", [True, False])
def test_what_was_hidden_as_they_left_nobody_shows_again(cast, group, post, take_posts):
    actions.hide_post(by=cast.clara, post=post, why="It frightens.")
    leaves(cast.ana, group, take_posts=take_posts)
    with pytest.raises(ValidationError, match="stays hidden"):
        actions.show_post(by=cast.gala, post=post)
    assert fresh(post).state == "hidden"
    assert "Let the group read it" not in visit(cast.gala, FRIDAY, "moderate_post", group.pk, post.pk)


def test_what_they_asked_another_look_at_can_be_closed(cast, group, post):
    actions.hide_post(by=cast.clara, post=post, why="It frightens.")
    actions.ask_again(by=cast.ana, member=own(cast.ana, group), post=post)
    leaves(cast.ana, group)
    with pytest.raises(ValidationError, match="reads nothing here any more"):
        actions.look_again(by=cast.gala, post=post, back=True, words="I read both.")
    actions.close_reports(by=cast.gala, post=post, outcome="left")
    assert reported().filter(closed_at=None).count() == 0


def test_whoever_told_the_moderators_and_left_has_no_name_that_another_may_have_by_now(cast, group, post):
    leaves(cast.bea, group)
    said = visit(cast.clara, FRIDAY, "moderate_post", group.pk, post.pk)
    assert ("told by somebody who has left" in said, "Green hill" in said) == (True, False)

"""A report ends as it says: what was not done is not said to be; and what is pressed twice is once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import MEMBER_PAUSED
from mentoring.community.models import Moderator
from mentoring.community.moderation import actions
from mentoring.community.moderation.forms import CloseReportsForm
from mentoring.community.threads.models import HealthAnswer, ModeratorWord, PostReport
from oncocare.foundation import clock
from oncocare.safety.models import Flag
from tests.factories.community import FRIDAY, fresh, member, open_group, own, reported, told, wrote
from tests.factories.conversations import visit

Ending = PostReport.Ending


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill")
    return made


@pytest.fixture
def post(cast, group):
    made = wrote(cast.ana, group)
    with clock.at(FRIDAY):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=made, reason="worry", words="She is alone.")
    return made


def does(cast, post, what):
    """What an ending says was done."""
    clara = Moderator.objects.get(user=cast.clara)
    if what == "hidden":
        actions.hide_post(by=cast.clara, post=post, why="x")
    elif what == "paused":
        actions.pause_member(by=cast.clara, member=post.by, until=FRIDAY + timedelta(days=1), why="x")
    elif what == "warned":
        actions.warn(by=cast.clara, post=post, words="x")
    elif what == "answered":
        HealthAnswer.objects.create(claim=post, post=wrote(cast.clara, post.group, thread=post.thread))
    elif what == "raised":
        actions.raise_by_hand(by=cast.clara, moderator=clara, post=post)
        actions.report_post(by=cast.bea, member=own(cast.bea, post.group), post=post, reason="hurts")


@pytest.mark.parametrize("outcome", ["hidden", "paused", "warned", "answered", "raised"])
def test_what_was_not_done_is_no_ending(cast, group, post, outcome):
    with clock.at(FRIDAY):
        with pytest.raises(ValidationError, match="not done here"):
            actions.close_reports(by=cast.clara, post=post, outcome=outcome)
        assert reported().get().closed_at is None
        does(cast, post, outcome)
        actions.close_reports(by=cast.clara, post=post, outcome=outcome)
        assert reported().filter(closed_at=None).count() == 0


@pytest.mark.parametrize("outcome", ["back", "seen"])
def test_what_only_another_act_ends_nobody_chooses(cast, post, outcome):
    assert outcome not in dict(CloseReportsForm().fields["outcome"].choices)
    with pytest.raises(ValidationError):
        actions.close_reports(by=cast.clara, post=post, outcome=outcome)
    assert reported().get().closed_at is None


def test_a_pause_that_is_pressed_twice_is_one(cast, group, post):
    for seconds in (0, 2):
        with clock.at(FRIDAY + timedelta(seconds=seconds)):
            until = clock.now() + timedelta(days=3)
            actions.pause_member(by=cast.clara, member=own(cast.ana, group), until=until, why="Rest.", post=post)
    assert (told(MEMBER_PAUSED), ModeratorWord.objects.count()) == (1, 1)
    assert own(cast.ana, group).paused_until == FRIDAY + timedelta(days=3)


def test_who_is_paused_reads_whom_to_call(cast, group, post):
    with clock.at(FRIDAY):
        does(cast, post, "paused")
    for name, args in (("group", ()), ("thread", (post.thread_id,)), ("new_thread", ())):
        said = visit(cast.ana, FRIDAY, name, group.pk, *args)
        assert "If you do not feel safe or cannot wait, call one of the numbers on the page" in said


# --- a caregiver who is in care themselves ----------------------------------------------------------------------------


def test_a_moderator_raises_the_flag_of_a_patient_who_is_there_as_a_caregiver(cast, group, post):
    group.members.filter(user=cast.ana).update(patient=None)
    may = visit(cast.clara, FRIDAY, "moderate_post", group.pk, post.pk)
    assert ("I worry: raise a flag" in may, "not in care here" in may) == (True, False)
    flag = actions.raise_by_hand(by=cast.clara, moderator=Moderator.objects.get(user=cast.clara), post=post)
    assert (flag.patient, fresh(reported().get()).outcome) == (cast.patient(cast.ana), "raised")


def test_what_they_tell_the_moderators_of_themselves_raises_it_too(cast, group, post):
    group.members.filter(user=cast.ana).update(patient=None)
    with clock.at(FRIDAY):
        actions.report_post(
            by=cast.ana, member=own(cast.ana, group), post=post, reason="other",
            words="I am going to kill myself tonight.",
        )  # fmt: skip
    assert Flag.objects.get().patient == cast.patient(cast.ana)


def test_of_a_relative_in_danger_the_page_says_that_no_flag_and_no_name_is_there(cast, group):
    member(cast, group, cast.felix, "Grey stone")
    theirs = wrote(cast.felix, group)
    said = visit(cast.clara, FRIDAY, "moderate_post", group.pk, theirs.pk)
    assert "no flag can be raised for them, nobody is told but you, and no page says who they are" in said
    assert "I worry: raise a flag" not in said

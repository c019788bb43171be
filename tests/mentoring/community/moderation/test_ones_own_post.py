"""What is told of a moderator's own post somebody else decides, and whoever wrote it never reads who told it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import REPORT_LATE
from mentoring.community.moderation import actions
from mentoring.community.moderation.messages import still_late
from mentoring.community.waiting.actions import look_after_groups
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.people.kinds import TASK_WANTED
from tests.factories.community import FRIDAY, appointed, fresh, member, open_group, own, reported, told, wrote
from tests.factories.conversations import visit

HOUR = timedelta(hours=1)
HURT = "These words hurt me."


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    return made


@pytest.fixture
def post(cast, group):
    """Clara's, who answers for the group, and of which Ana told the moderators."""
    made = wrote(cast.clara, group, "Come on, it is not that bad.")
    report(cast, made)
    return made


def report(cast, post, reason="hurts"):
    with clock.at(FRIDAY):
        actions.report_post(by=cast.ana, member=own(cast.ana, post.group), post=post, reason=reason, words=HURT)


@pytest.mark.parametrize(("act", "given"), [(actions.close_reports, {"outcome": "left"}), (actions.show_post, {})])
def test_a_moderator_decides_nothing_about_what_they_wrote(cast, post, act, given):
    with pytest.raises(ValidationError, match="your own post"):
        act(by=cast.clara, post=post, **given)
    assert reported().get().closed_at is None


def test_who_hides_their_own_leaves_what_was_told_of_it_to_somebody_else(cast, group, post):
    appointed(cast, group, cast.gala)
    actions.hide_post(by=cast.clara, post=post, why="I was wrong.")
    assert (fresh(post).state, reported().get().closed_at) == ("hidden", None)
    with pytest.raises(ValidationError, match="your own post"):
        actions.show_post(by=cast.clara, post=post)
    assert actions.close_reports(by=cast.gala, post=post, outcome="hidden") == 1


def test_where_nobody_else_answers_it_is_with_nobody_and_who_runs_the_centre_has_a_task(cast, group, post):
    report = reported().get()
    assert report.owner is None
    with clock.at(FRIDAY):
        assert [look_after_groups(), look_after_groups()] == [1, 0]
        [said] = still_late(cast.carlos, [f"{report.pk}:x"]).values()
    assert (told(REPORT_LATE), said["nobody"]) == (1, True)
    asked = Event.objects.get(kind=TASK_WANTED.name).payload
    assert (asked["owner"], asked["centre"], asked["patient"]) == (str(cast.carlos.pk), str(cast.here.pk), "")
    assert asked["what"] == (
        "In the group “After chemotherapy” nobody is left who may decide about a post. Appoint somebody else."
    )
    appointed(cast, group, cast.gala)
    with clock.at(FRIDAY + HOUR):
        assert [look_after_groups(), look_after_groups()] == [1, 0]
    assert fresh(report).owner == cast.gala


def test_whoever_wrote_it_reads_neither_who_told_it_nor_their_words(cast, group, post):
    report(cast, post, "wrong")
    read = [
        visit(cast.clara, FRIDAY, name, *args)
        for name, args in (
            ("moderating", ()), ("moderate_post", (group.pk, post.pk)), ("answer_claim", (group.pk, post.pk)),
        )
    ]  # fmt: skip
    assert [(HURT in page, "Blue bird" in page) for page in read] == [(False, False)] * 3
    assert "This is your own post." in read[1]
    appointed(cast, group, cast.gala)
    said = visit(cast.gala, FRIDAY, "moderate_post", group.pk, post.pk)
    assert ("told by Blue bird" in said, HURT in said) == (True, True)


def test_what_another_wrote_is_read_as_ever(cast, group):
    theirs = wrote(cast.ana, group)
    with clock.at(FRIDAY):
        actions.report_post(by=cast.ana, member=own(cast.ana, group), post=theirs, reason="other", words="Help me.")
    assert "Help me." in visit(cast.clara, FRIDAY, "moderating")

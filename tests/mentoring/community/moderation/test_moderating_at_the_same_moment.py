"""Two who act about one post at the same moment: one of them does it, and neither waits for the other for ever."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from mentoring.community.moderation import actions
from mentoring.community.threads.actions import write_post
from mentoring.community.threads.models import PostReport
from mentoring.community.waiting.actions import look_after_groups
from oncocare.foundation import clock, ids
from tests.cast import colleague
from tests.factories.committed import at_once
from tests.factories.community import INTENT, appointed, at, fresh, member, open_group, own, wrote

ROUNDS = 3


@pytest.fixture
def group(committed):
    made = open_group(committed, stays_open=True)
    member(committed, made, committed.ana)
    member(committed, made, committed.bea)
    appointed(committed, made, committed.gala)
    return made


def posts(committed, group):
    return wrote(committed.ana, group, moment=clock.now())


def reports(committed, post):
    actions.report_post(by=committed.bea, member=own(committed.bea, post.group), post=post, reason="worry")


def asks(committed, post):
    actions.ask_again(by=committed.ana, member=own(committed.ana, post.group), post=post)


def named(ended):
    return [type(one).__name__ for one in ended]


def test_a_report_that_two_close_is_closed_once(committed, group):
    for _ in range(ROUNDS):
        post = posts(committed, group)
        reports(committed, post)
        close = partial(actions.close_reports, post=post)
        ended = at_once(
            partial(close, by=committed.clara, outcome="left"), partial(close, by=committed.gala, outcome="spoke")
        )  # fmt: skip
        assert sorted(ended) == [0, PostReport.objects.filter(post=post).count()]
        assert PostReport.objects.filter(post=post, closed_at=None).count() == 0


def test_of_two_who_look_again_one_decides(committed, group):
    cleo = colleague(committed)
    appointed(committed, group, cleo)
    for _ in range(ROUNDS):
        post = posts(committed, group)
        actions.hide_post(by=committed.clara, post=post, why="It frightens.")
        asks(committed, post)
        look = partial(actions.look_again, post=post, words="I read both.")
        ended = at_once(partial(look, by=committed.gala, back=True), partial(look, by=cleo, back=False))
        assert sorted(named(ended)) == ["Post", "ValidationError"]
        assert (fresh(post).state, post.said_to_writer.last().kind) in {("shown", "back"), ("hidden", "kept")}


def test_a_pause_that_is_taken_back_while_its_writer_posts_holds_up_neither(committed, group):
    for _ in range(2 * ROUNDS):
        post = posts(committed, group)
        until = clock.now() + timedelta(days=1)
        actions.pause_member(by=committed.clara, member=post.by, until=until, why="Rest.", post=post)
        asks(committed, post)
        written = {"inside": at(committed.ana, group), "thread": post.thread, "words": INTENT, "key": ids.new()}
        ended = at_once(
            partial(actions.look_again, by=committed.gala, post=post, back=True, words="I read both."),
            partial(write_post, by=committed.ana, **written),
        )
        assert named(ended) == ["Post", "Posted"]


def test_what_is_closed_as_it_passes_on_stays_closed(committed, group):
    for _ in range(ROUNDS):
        post = posts(committed, group)
        reports(committed, post)
        close = partial(actions.close_reports, by=committed.clara, post=post, outcome="left")
        assert named(at_once(look_after_groups_later, close)) == ["int", "int"]
        assert PostReport.objects.filter(post=post, closed_at=None).count() == 0


def look_after_groups_later():
    with clock.at(clock.now() + timedelta(days=9)):
        return look_after_groups()

"""A task about a group is no longer needed once what it asks for has come about; and it is one again when that ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinicians.models import Task
from mentoring.community.calm.actions import close_thread, open_thread
from mentoring.community.groups.actions import close_group
from mentoring.community.membership.actions import leave
from mentoring.community.moderation import actions
from mentoring.community.waiting.actions import look_after_groups
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import relay
from oncocare.foundation import clock
from tests.factories.community import FRIDAY, appointed, fresh, member, open_group, own, wrote

HOUR = timedelta(hours=1)
TOMORROW = FRIDAY + 24 * HOUR


@pytest.fixture
def group(cast):
    made = open_group(cast, stays_open=True)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill")
    return made


@pytest.fixture
def post(cast, group):
    return wrote(cast.ana, group)


def at(moment, act=lambda: None):
    """Something happens, the beat looks after the groups, and the worker does what follows."""
    with clock.at(moment):
        act()
        relay()
        look_after_groups()
        relay()


def tasks():
    """How each task of a post that nobody answered stands, the first first."""
    rows = Task.objects.filter(source__startswith="post_unanswered:").order_by("made", "pk")
    return ["lapsed" if one.lapsed else "open" for one in rows]


ENDS = {
    "answered": lambda cast, group, post: wrote(cast.bea, group, "Me too.", TOMORROW + HOUR, thread=post.thread),
    "hidden": lambda cast, group, post: actions.hide_post(by=cast.clara, post=post, why="x"),
    "closed": lambda cast, group, post: close_thread(by=cast.clara, thread=post.thread, why="Enough."),
    "group closed": lambda cast, group, post: close_group(by=cast.carlos, group=group),
    "taken": lambda cast, group, post: leave(by=cast.ana, member=own(cast.ana, group), take_posts=True),
}


@pytest.mark.parametrize("ends", ENDS)
def test_what_waits_no_more_is_nobodys_task(cast, group, post, ends):
    at(TOMORROW)
    assert tasks() == ["open"]
    at(TOMORROW + HOUR, lambda: ENDS[ends](cast, group, post))
    assert tasks() == ["lapsed"]
    assert AuditRow.objects.filter(verb=Verb.TASK_LAPSED).count() == 1


def test_of_two_the_other_stays(cast, group, post):
    wrote(cast.bea, group)
    at(TOMORROW)
    at(TOMORROW + HOUR, lambda: ENDS["answered"](cast, group, post))
    assert sorted(tasks()) == ["lapsed", "open"]


@pytest.mark.parametrize("again", ["hidden and shown", "closed and opened", "its answer hidden"])
def test_what_waits_again_is_a_task_again(cast, group, post, again):
    at(TOMORROW)
    if again == "hidden and shown":
        at(TOMORROW + HOUR, lambda: ENDS["hidden"](cast, group, post))
        at(TOMORROW + 2 * HOUR, lambda: actions.show_post(by=cast.clara, post=post))
    elif again == "closed and opened":
        at(TOMORROW + HOUR, lambda: ENDS["closed"](cast, group, post))
        at(TOMORROW + 2 * HOUR, lambda: open_thread(by=cast.clara, thread=fresh(post.thread)))
    else:
        at(TOMORROW + HOUR, lambda: ENDS["answered"](cast, group, post))
        answer = post.thread.posts.get(by__user=cast.bea)
        at(TOMORROW + 2 * HOUR, lambda: actions.hide_post(by=cast.clara, post=answer, why="x"))
    assert tasks() == ["lapsed", "open"]


@pytest.mark.parametrize("ends", ["passed on", "closed"])
def test_somebody_is_to_be_appointed_until_somebody_has_it(cast, group, ends):
    post = wrote(cast.clara, group)
    told = {"by": cast.ana, "member": own(cast.ana, group), "post": post, "reason": "hurts"}
    at(FRIDAY, lambda: actions.report_post(**told))
    task = Task.objects.get(source__startswith="report_nobody:")
    assert (task.owner, task.patient, task.lapsed) == (cast.carlos, None, None)
    if ends == "passed on":
        at(FRIDAY + HOUR, lambda: appointed(cast, group, cast.gala))
    else:
        appointed(cast, group, cast.gala)
        at(FRIDAY + HOUR, lambda: actions.close_reports(by=cast.gala, post=post, outcome="left"))
    assert fresh(task).lapsed is not None

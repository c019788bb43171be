"""Whoever is in a group learns that somebody answered or named them, or that something is new, until they were there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.community.groups.actions import close_group
from mentoring.community.kinds import GROUP_NEWS, GROUP_OVER, POST_MADE, POST_NAMED, THREAD_ANSWERED
from mentoring.community.membership.actions import leave
from mentoring.community.models import Member
from mentoring.community.news.actions import choose_digest, tell_of_news
from mentoring.community.news.messages import still_answered, still_named, still_news, still_over
from mentoring.community.threads.models import Post, PostMention, Thread, ThreadFollowed, ThreadVisit
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import unit
from oncocare.notifications.models import Message
from oncocare.notifications.registry import kinds
from oncocare.notifications.selectors import body, subject
from tests.factories.community import member, open_group, posted
from tests.moment import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def group(cast):
    return open_group(cast)


def follow(thread: Thread, *members: Member) -> None:
    for one in members:
        ThreadFollowed.objects.create(thread=thread, by=one)


def heard(deliver, post: Post, times: int = 1) -> None:
    for _time in range(times):
        with deliver(), unit():
            emit(POST_MADE, post=post.pk, thread=post.thread_id, group=post.group_id, member=post.by_id)


def queued() -> list[tuple[str, str]]:
    rows = Message.objects.filter(channel="email").order_by("kind", "user__name")
    return list(rows.values_list("kind", "user__name"))


def sources(user, kind: str) -> list[str]:
    rows = Message.objects.filter(channel="email", user=user, kind__startswith=kind).order_by("made", "source")
    return list(rows.values_list("source", flat=True))


def test_who_follows_learns_of_an_answer_once_until_they_were_there(cast, group, deliver):
    ana, bea, felix = (
        member(cast, group, cast.ana),
        member(cast, group, cast.bea),
        member(cast, group, cast.felix, patient=None),
    )
    thread = posted(ana).thread
    follow(thread, ana, felix, Member.objects.get(user=cast.clara))
    with clock.at(NOW + HOUR):
        heard(deliver, posted(bea, thread=thread))
    with clock.at(NOW + 2 * HOUR):
        heard(deliver, posted(bea, thread=thread))
    told = [
        (f"{THREAD_ANSWERED}.caregiver", "Felix"), (f"{THREAD_ANSWERED}.patient", "Ana"),
        (f"{THREAD_ANSWERED}.staff", "Clara"),
    ]  # fmt: skip
    assert queued() == told
    [first] = sources(cast.ana, THREAD_ANSWERED)
    assert still_answered(cast.ana, [first]) == {first: {}}
    ThreadVisit.objects.create(thread=thread, by=ana, seen=NOW + 3 * HOUR)
    assert still_answered(cast.ana, [first]) == {}
    with clock.at(NOW + 4 * HOUR):
        heard(deliver, posted(bea, thread=thread))
    [_first, second] = sources(cast.ana, THREAD_ANSWERED)
    assert still_answered(cast.ana, [first, second]) == {second: {}}


def test_the_writer_and_who_left_learn_nothing(cast, group, deliver):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea, left=NOW)
    thread = posted(ana).thread
    follow(thread, ana, bea)
    with clock.at(NOW + HOUR):
        heard(deliver, posted(ana, thread=thread))
    assert queued() == []


def test_who_is_named_learns_of_it_and_not_twice(cast, group, deliver):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    thread = posted(ana).thread
    follow(thread, ana)
    with clock.at(NOW + HOUR):
        post = posted(bea, thread=thread)
        PostMention.objects.create(post=post, member=ana)
        heard(deliver, post, times=2)
    assert queued() == [(f"{POST_NAMED}.patient", "Ana")]
    assert still_named(cast.ana, [str(post.pk)]) == {str(post.pk): {}}
    Member.objects.filter(pk=ana.pk).update(visited=NOW + 2 * HOUR)
    assert still_named(cast.ana, [str(post.pk)]) == {}


@pytest.mark.parametrize("state", ["held", "hidden", "taken"])
def test_of_a_post_that_nobody_can_read_nobody_learns(cast, group, deliver, state):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    thread = posted(ana).thread
    follow(thread, ana)
    with clock.at(NOW + HOUR):
        fields = {"state": state, "state_at": clock.now(), "state_by": cast.clara}
        post = posted(bea, thread=thread, **fields)
        PostMention.objects.create(post=post, member=ana)
        heard(deliver, post)
    assert (queued(), still_named(cast.ana, [str(post.pk)])) == ([], {})


def test_a_closed_group_says_nothing(cast, group, deliver):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    thread = posted(ana).thread
    follow(thread, ana)
    with clock.at(NOW + HOUR):
        post = posted(bea, thread=thread)
        group.closed_at, group.closed_by = clock.now(), cast.carlos
        group.save()
        heard(deliver, post)
        assert (queued(), tell_of_news()) == ([], 0)


# --- something is new -------------------------------------------------------------------------------------------------


def test_who_wants_to_know_learns_once_a_day_that_something_is_new(cast, group):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    with clock.at(NOW + HOUR):
        posted(ana)
    with clock.at(NOW + DAY):
        assert (tell_of_news(), tell_of_news(), queued()) == (1, 0, [(f"{GROUP_NEWS}.patient", "Bea")])
    with clock.at(NOW + DAY + HOUR):
        posted(ana)
        assert tell_of_news() == 0  # once a day
    with clock.at(NOW + 2 * DAY):
        assert tell_of_news() == 1
    with clock.at(NOW + 3 * DAY):
        assert tell_of_news() == 0  # nothing since
        first, second = sources(cast.bea, GROUP_NEWS)
        assert still_news(cast.bea, [first, second]) == {second: {}}
        Member.objects.filter(pk=bea.pk).update(visited=clock.now())
        assert still_news(cast.bea, [first, second]) == {}


def test_who_said_no_or_has_not_come_for_four_weeks_is_left_in_peace(cast, group):
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    choose_digest(by=cast.bea, member=bea, wanted=False)
    choose_digest(by=cast.bea, member=bea, wanted=False)
    assert AuditRow.objects.filter(verb=Verb.GROUP_DIGEST_CHOSEN).count() == 1
    with clock.at(NOW + HOUR):
        posted(ana)
        assert tell_of_news() == 0
        choose_digest(by=cast.bea, member=bea, wanted=True)
    with clock.at(NOW + 29 * DAY):
        assert tell_of_news() == 0
    with clock.at(NOW + 27 * DAY):
        assert tell_of_news() == 1


def test_whoever_is_in_a_group_that_is_closed_learns_of_it_and_until_when_they_can_read(cast, group, deliver):
    member(cast, group, cast.ana)
    member(cast, group, cast.bea, left=NOW)
    member(cast, group, cast.felix, patient=None)
    with clock.at(NOW + HOUR), deliver():
        close_group(by=cast.carlos, group=group)
    assert queued() == [
        (f"{GROUP_OVER}.caregiver", "Felix"), (f"{GROUP_OVER}.patient", "Ana"), (f"{GROUP_OVER}.staff", "Clara"),
    ]  # fmt: skip
    until = NOW + HOUR + timedelta(days=30)
    with clock.at(until - HOUR):
        assert still_over(cast.ana, [str(group.pk)]) == {str(group.pk): {"until": until}}
    with clock.at(until):
        assert still_over(cast.ana, [str(group.pk)]) == {}
    with clock.at(NOW + DAY):
        leave(by=cast.ana, member=Member.objects.get(user=cast.ana, group=group), take_posts=False)
        assert still_over(cast.ana, [str(group.pk)]) == {}


def test_no_mail_says_who_or_where(cast, group):
    everybody = (THREAD_ANSWERED, POST_NAMED, GROUP_OVER)
    named = {f"{kind}.{who}" for kind in everybody for who in ("patient", "caregiver", "staff")}
    named |= {f"{GROUP_NEWS}.patient", f"{GROUP_NEWS}.caregiver"}
    assert named == {name for name in kinds if name.startswith((*everybody, GROUP_NEWS))}
    for name in named:
        said = subject(kinds[name]) + body(kinds[name], {"until": NOW})
        assert [word for word in (group.name, "Ana", "cancer", "chemotherapy") if word in said] == []

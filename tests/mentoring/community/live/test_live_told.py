"""What is told of a post: once, with a number of its group, and to nobody who may not read."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from mentoring.community.kinds import GROUP_LEFT, MEMBER_PAUSED, POST_CHANGED, POST_MADE
from mentoring.community.live import actions, handlers
from mentoring.community.live.frames import Signal, read
from mentoring.community.live.listener import address
from mentoring.community.live.selectors import last_number, signals_after
from mentoring.community.live.streams import _may_hear, _still_reads
from mentoring.community.live.tasks import forget_old_signals
from mentoring.community.threads.models import LiveEvent, Post
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit, inline
from oncocare.foundation import clock
from oncocare.people.actions import dismiss
from oncocare.people.models import Membership
from oncocare.signin.actions import end_everywhere
from tests import moment
from tests.cast import BY
from tests.factories.community import member, open_group, posted
from tests.signing_in import come_to_the_door
from tests.streams import session_of


def rows(group):
    return list(LiveEvent.objects.filter(group=group).order_by("number").values_list("number", "about"))


def made(post: Post) -> None:
    with inline():
        emit(POST_MADE, post=post.pk, thread=post.thread_id, group=post.group_id, member=post.by_id)


def changed(post: Post) -> None:
    with inline():
        emit(POST_CHANGED, post=post.pk, thread=post.thread_id, group=post.group_id)


def test_numbers_count_in_each_group_and_told_twice_it_is_once(cast):
    group, other = open_group(cast), open_group(cast, "Another")
    ana = member(cast, group, cast.ana)
    first, second = posted(ana), posted(ana)
    elsewhere = posted(member(cast, other, cast.ana))
    for post in (first, first, elsewhere, second, first):
        made(post)
    assert rows(group) == [(1, str(first.pk)), (2, str(second.pk))]
    assert rows(other) == [(1, str(elsewhere.pk))]
    author = str(cast.ana.pk)
    assert signals_after(group, 1) == [Signal(2, str(second.thread_id), author)]


def test_each_change_of_a_post_is_told_once_and_says_nobody(cast):
    group = open_group(cast)
    post = posted(member(cast, group, cast.ana))
    post.edited = clock.now()
    post.save()
    changed(post)
    changed(post)
    post.state, post.state_at, post.state_by = Post.State.HIDDEN, clock.now(), cast.clara
    post.save()
    changed(post)
    assert signals_after(group, 0) == [Signal(1, str(post.thread_id)), Signal(2, str(post.thread_id))]


def test_yesterday_goes_but_for_the_last_from_which_numbers_go_on(cast):
    group = open_group(cast)
    ana = member(cast, group, cast.ana)
    for _time in range(3):
        made(posted(ana))
    moment.go_on(timedelta(days=1, minutes=1))
    assert forget_old_signals() == 2
    assert [number for number, _about in rows(group)] == [3]
    made(posted(ana))
    assert (last_number(group), forget_old_signals()) == (4, 1)


def test_postgresql_says_it_after_the_commit_and_nothing_of_what_is_undone(committed):
    group = open_group(committed)
    ana = member(committed, group, committed.ana)
    with psycopg.connect(**address(), autocommit=True) as line:
        line.execute("LISTEN live")
        line.execute("LISTEN live_access")
        kept, left = posted(ana), member(committed, group, committed.bea)
        handlers.tell_of_post({"post": kept.pk})
        handlers.look_again_at_who_left({"member": left.pk, "group": group.pk})
        said = [(one.channel, one.payload) for one in line.notifies(timeout=5, stop_after=2)]
    assert said[0][0] == "live"
    assert read(said[0][1]) == (str(group.pk), Signal(1, str(kept.thread_id), str(committed.ana.pk)))
    assert said[1] == ("live_access", f"{group.pk}:{committed.bea.pk}")
    assert "Hello" not in said[0][1]


def test_leaving_and_being_paused_are_told(cast, monkeypatch: pytest.MonkeyPatch):
    told = []
    monkeypatch.setattr(actions, "_notify", lambda channel, line: told.append((channel, line)))
    ana = member(cast, open_group(cast), cast.ana)
    with inline():
        emit(GROUP_LEFT, member=ana.pk, group=ana.group_id)
        emit(MEMBER_PAUSED, member=ana.pk, group=ana.group_id, until=None)
    assert told == [("live_access", f"{ana.group_id}:{cast.ana.pk}")] * 2


# --- who may hear it ---------------------------------------------------------------------------------------------------


def denials() -> int:
    return AuditRow.objects.filter(verb=Verb.DENIED).count()


def test_a_stream_is_refused_as_the_pages_of_the_group_are_with_one_denial_row(cast):
    group = open_group(cast)
    member(cast, group, cast.ana)
    for user in (cast.ana, cast.clara):
        assert _may_hear(session_of(user), str(group.pk), None) == (str(user.pk), 0)
    strangers = (cast.bea, cast.carlos, cast.dora, cast.denis, cast.eva, cast.felix)
    for number, user in enumerate(strangers, 1):
        with pytest.raises(Http404):
            _may_hear(session_of(user), str(group.pk), None)
        assert denials() == number


@pytest.mark.parametrize("key", ["", "made-up", "x" * 5000])
def test_who_is_not_signed_in_is_refused_and_nothing_is_written(cast, key):
    group = open_group(cast)
    with pytest.raises(PermissionDenied):
        _may_hear(key, str(group.pk), None)
    assert denials() == 0


def test_who_is_on_the_way_in_is_not_in(cast):
    """Clara has given her password and not yet her second factor: every page leads her to it."""
    group = open_group(cast)
    client = Client()
    come_to_the_door(client, cast.clara)
    with pytest.raises(PermissionDenied):
        _may_hear(client.session.session_key, str(group.pk), None)


def test_a_stream_ends_with_its_session_its_membership_and_the_work_at_the_centre(cast):
    group = open_group(cast)
    ana = member(cast, group, cast.ana)
    ana_key, clara_key = session_of(cast.ana), session_of(cast.clara)
    ask = lambda key: _still_reads(key, str(group.pk))  # noqa: E731
    assert (ask(ana_key), ask(clara_key)) == (True, True)
    ana.paused_at, ana.paused_by = clock.now(), cast.clara
    ana.save()
    assert ask(ana_key) is True  # who is paused reads on
    ana.left = clock.now()
    ana.save()
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara, centre=cast.here))
    assert (ask(ana_key), ask(clara_key), denials()) == (False, False, 0)


def test_a_session_ends_here_as_on_a_page_and_is_not_prolonged_by_an_open_stream(cast):
    group = str(open_group(cast).pk)
    client = Client()
    client.force_login(cast.clara)
    client.get(reverse("help_now"))  # from now on it has a beginning
    key = client.session.session_key
    for _quarter in range(2):
        moment.go_on(timedelta(minutes=14))
        assert _still_reads(key, group) is True
    moment.go_on(timedelta(minutes=3))
    assert _still_reads(key, group) is False
    another = Client()
    another.force_login(cast.clara)
    another.get(reverse("help_now"))
    fresh = another.session.session_key
    assert _still_reads(fresh, group) is True
    end_everywhere(by=cast.clara, user=cast.clara)
    assert _still_reads(fresh, group) is False


def test_a_changed_password_ends_it(cast):
    group, key = str(open_group(cast).pk), session_of(cast.clara)
    cast.clara.set_password("another long password")
    cast.clara.save()
    assert _still_reads(key, group) is False


def test_a_page_of_the_future_hears_what_comes(cast):
    group = open_group(cast)
    made(posted(member(cast, group, cast.ana)))
    key = session_of(cast.ana)
    assert [_may_hear(key, str(group.pk), after)[1] for after in (None, 0, 1, 99)] == [1, 0, 1, 1]


# --- where the stream is down ------------------------------------------------------------------------------------------


def test_the_same_news_by_an_ordinary_question(cast, client: Client):
    group = open_group(cast)
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    post, own = posted(bea), posted(ana)
    for one in (post, posted(bea, thread=post.thread), own):
        made(one)
    client.force_login(cast.ana)
    address_ = reverse("group_news", args=[group.pk])
    thread = str(post.thread_id)
    assert client.get(address_).json() == {"number": 3, "posts": {}, "changed": []}
    assert client.get(f"{address_}?after=0").json() == {"number": 3, "posts": {thread: 2}, "changed": []}
    assert client.get(f"{address_}?after=1").json() == {"number": 3, "posts": {thread: 1}, "changed": []}
    post.edited = clock.now()
    post.save()
    changed(post)
    assert client.get(f"{address_}?after=3").json() == {"number": 4, "posts": {}, "changed": [thread]}
    assert client.get(f"{address_}?after=none").status_code == 400
    client.force_login(cast.dora)
    assert client.get(f"{address_}?after=0").status_code == 404


def test_asking_by_itself_keeps_nobody_signed_in(cast, client: Client):
    group = open_group(cast)
    client.force_login(cast.clara)
    client.get(reverse("help_now"))
    for _quarter in range(2):
        moment.go_on(timedelta(minutes=14))
        assert client.get(reverse("group_news", args=[group.pk])).status_code == 200
    moment.go_on(timedelta(minutes=3))
    assert client.get(reverse("group_news", args=[group.pk])).status_code == 302


# --- the way to it -----------------------------------------------------------------------------------------------------


def test_the_button_leads_to_the_first_new_post_of_others(cast, client: Client):
    group = open_group(cast)
    ana, bea = member(cast, group, cast.ana), member(cast, group, cast.bea)
    first = posted(bea)
    made(first)
    thread = first.thread
    own, new = posted(ana, thread=thread), posted(bea, thread=thread)
    for post in (own, new, posted(bea, thread=thread)):
        made(post)
    client.force_login(cast.ana)
    thread.number = 4
    thread.save()
    way = f"{reverse('first_news', args=[group.pk])}?after=1"
    there = reverse("thread", args=[group.pk, thread.pk])
    assert client.get(f"{way}&thread={thread.pk}")["Location"] == f"{there}?open=1&page=1#post-{new.pk}"
    assert client.get(way)["Location"] == reverse("group", args=[group.pk])
    nothing = client.get(f"{reverse('first_news', args=[group.pk])}?after=4&thread={thread.pk}", follow=True)
    assert (nothing.redirect_chain, b"There is nothing new yet." in nothing.content) == (
        [(f"{there}?open=1", 302)],
        True,
    )
    assert client.get(f"{way}&thread=none").status_code == 400
    assert client.get(f"{way}&thread={uuid4()}").status_code == 404


def test_the_page_says_up_to_where_it_has_heard_and_works_without_a_script(cast, client: Client):
    group = open_group(cast)
    post = posted(member(cast, group, cast.ana))
    made(post)
    client.force_login(cast.ana)
    page = client.get(reverse("thread", args=[group.pk, post.thread_id])).content.decode()
    assert f'data-live="/live/{group.pk}/"' in page
    assert 'data-after="1"' in page
    assert f'data-thread="{post.thread_id}"' in page
    assert 'data-many="{} new answers"' in page
    assert f"{reverse('first_news', args=[group.pk])}?after=1&amp;thread={post.thread_id}" in page
    listed = client.get(reverse("group", args=[group.pk])).content.decode()
    assert ("data-thread" in listed, 'data-many="{} new posts"' in listed) == (False, True)

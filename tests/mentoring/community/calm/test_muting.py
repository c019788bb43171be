"""Somebody reads no more of another: it is folded, no message tells of it, and nobody but themselves learns it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.community.calm import actions
from mentoring.community.kinds import GROUP_NEWS, POST_NAMED, THREAD_ANSWERED
from mentoring.community.membership.actions import leave
from mentoring.community.membership.selectors import with_new
from mentoring.community.models import Member
from mentoring.community.news.actions import tell_of_news
from mentoring.community.news.messages import still_answered, still_named, still_news
from mentoring.community.threads.models import MemberMuted, Post
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from tests.factories.community import FRIDAY, INTENT, member, open_group, own, posted, posts
from tests.factories.conversations import visit
from tests.factories.rooms import day

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SOON = FRIDAY + HOUR


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill")
    return made


def mutes(cast, group, moment=FRIDAY):
    """Ana reads no more of Bea."""
    with clock.at(moment):
        actions.mute(by=cast.ana, member=own(cast.ana, group), other=own(cast.bea, group))
    return MemberMuted.objects.get()


# --- the act ----------------------------------------------------------------------------------------------------------


def test_it_is_done_once_and_undone_once_and_the_log_does_not_say_of_whom(cast, group):
    for _ in range(2):
        row = mutes(cast, group)
    ana, bea = own(cast.ana, group), own(cast.bea, group)
    assert (row.by, row.member) == (ana, bea)
    for _ in range(2):
        actions.unmute(by=cast.ana, member=ana, row=row)
    rows = AuditRow.objects.filter(verb=Verb.GROUP_MEMBER_MUTED)
    assert [(one.actor, one.subject) for one in rows] == [(f"user:{cast.ana.pk}", f"member:{ana.pk}")] * 2
    assert [str(bea.pk) in str(vars(one)) or str(cast.bea.pk) in str(vars(one)) for one in rows] == [False, False]
    assert MemberMuted.objects.count() == 0


@pytest.mark.parametrize(("who", "whom"), [("ana", "clara"), ("ana", "ana"), ("clara", "ana")])
def test_nobody_mutes_a_moderator_or_themselves_and_moderators_read_everybody(cast, group, who, whom):
    users = {"ana": cast.ana, "clara": cast.clara}
    with pytest.raises(ValidationError):
        actions.mute(by=users[who], member=own(users[who], group), other=own(users[whom], group))
    assert MemberMuted.objects.count() == 0


def test_somebody_of_another_group_is_muted_nowhere(cast, group):
    other = member(cast, open_group(cast, "Another"), cast.bea)
    with pytest.raises(ValidationError):
        actions.mute(by=cast.ana, member=own(cast.ana, group), other=other)


def test_nobody_undoes_what_another_did(cast, group):
    row = mutes(cast, group)
    with pytest.raises(ValueError, match="Only who muted"):
        actions.unmute(by=cast.bea, member=own(cast.bea, group), row=row)


def test_it_goes_as_they_leave(cast, group):
    mutes(cast, group)
    with clock.at(FRIDAY):
        leave(by=cast.ana, member=own(cast.ana, group), take_posts=False)
    assert MemberMuted.objects.count() == 0


# --- what they see ----------------------------------------------------------------------------------------------------


def test_posts_are_folded_to_a_line_that_unfolds_for_whoever_muted_and_for_nobody_else(cast, group):
    thread = posts(cast.ana, group).post.thread
    posts(cast.bea, group, "A loud word.", thread=thread, moment=FRIDAY + MINUTE)
    mutes(cast, group)
    client = Client()
    with clock.at(SOON):
        client.force_login(cast.ana)
        text = client.get(reverse("thread", args=[group.pk, thread.pk])).content.decode()
    folded = text[text.index("<details class") :]
    assert "Green hill, of whom you read no more. Show it" in " ".join(folded.split())
    assert folded.index("A loud word.") < folded.index("</details>")
    assert "Read no more of Green hill" not in text
    for user in (cast.bea, cast.clara):
        said = visit(user, SOON, "thread", group.pk, thread.pk)
        assert ("A loud word." in said, "of whom you read no more" in said) == (True, False)


def test_their_threads_stand_last_without_their_title_and_their_mark(cast, group):
    posts(cast.ana, group, title="Mine")
    theirs = posts(cast.bea, group, title="Theirs", moment=FRIDAY + MINUTE).post.thread
    before = visit(cast.ana, SOON, "group", group.pk)
    assert before.index("Theirs") < before.index("Mine")
    mutes(cast, group)
    said = visit(cast.ana, SOON, "group", group.pk)
    line = "A conversation of somebody of whom you read no more"
    assert said.index("Mine") < said.index(line)
    assert ("Theirs" in said, f"{line} New" in said, f"{line} Waits for an answer Green hill" in said) == (
        False,
        False,
        True,
    )
    assert "Theirs" in visit(cast.ana, SOON, "thread", group.pk, theirs.pk)
    assert "Theirs New" in visit(cast.bea, SOON + HOUR, "group", group.pk) or "Theirs" in visit(
        cast.bea, SOON + HOUR, "group", group.pk
    )


def test_a_search_shows_no_word_of_theirs(cast, group):
    posts(cast.bea, group, "A loud word about sleep.")
    assert "loud word" in visit(cast.ana, SOON, "group_search", group.pk, query="?q=sleep").replace("<mark>", "")
    mutes(cast, group)
    said = visit(cast.ana, SOON, "group_search", group.pk, query="?q=sleep")
    assert ("You read no more of this person." in said, "loud word" in said) == (True, False)


def test_nothing_new_is_said_of_what_they_began_and_nobody_is_led_to_it(cast, group):
    thread = posts(cast.bea, group).post.thread
    [row] = with_new(Member.objects.filter(user=cast.ana))
    assert row.new
    mutes(cast, group)
    [row] = with_new(Member.objects.filter(user=cast.ana))
    assert not row.new
    assert "To the first that you have not read" not in visit(cast.ana, SOON, "thread", group.pk, thread.pk)


def test_it_is_done_on_a_page_that_asks_once_and_undone_on_ones_own(cast, group):
    post = posts(cast.bea, group).post
    assert "Read no more of Green hill" in visit(cast.ana, SOON, "thread", group.pk, post.thread_id)
    page = visit(cast.ana, SOON, "mute_member", group.pk, post.pk)
    assert "They do not learn of it, and the moderators do not either." in page
    assert MemberMuted.objects.count() == 0
    for _ in range(2):
        visit(cast.ana, SOON, "mute_member", group.pk, post.pk, send={}, status=302)
    row = MemberMuted.objects.get()
    assert "Of whom you read no more What they write is folded for you. They do not know it. Green hill" in visit(
        cast.ana, SOON, "group_me", group.pk
    )
    for sent in ("", "no id", str(post.pk)):
        visit(cast.ana, SOON, "read_again", group.pk, send={"muted": sent}, status=302)
    visit(cast.bea, SOON, "read_again", group.pk, send={"muted": str(row.pk)}, status=302)
    assert MemberMuted.objects.count() == 1
    visit(cast.ana, SOON, "read_again", group.pk, send={"muted": str(row.pk)}, status=302)
    assert MemberMuted.objects.count() == 0
    assert "Of whom you read no more" not in visit(cast.ana, SOON, "group_me", group.pk)


def test_neither_a_moderators_post_nor_ones_own_can_be_muted_and_a_moderator_cannot(cast, group):
    ana, clara = posts(cast.ana, group).post, posts(cast.clara, group).post
    for post in (ana, clara):
        visit(cast.ana, SOON, "mute_member", group.pk, post.pk, status=302)
        visit(cast.ana, SOON, "mute_member", group.pk, post.pk, send={}, status=302)
    visit(cast.clara, SOON, "mute_member", group.pk, ana.pk, status=403)
    assert MemberMuted.objects.count() == 0


def test_somebody_in_danger_is_before_the_moderators_whoever_muted_them(cast, group):
    mutes(cast, group)
    assert posts(cast.bea, group, INTENT).post.reports.get().owner == cast.clara


# --- what they are told -----------------------------------------------------------------------------------------------


def told(user):
    kinds = Message.objects.filter(channel="email", user=user).values_list("kind", flat=True)
    return sorted(kind.rpartition(".")[0] for kind in kinds)


@pytest.mark.parametrize("muted", [False, True])
def test_no_message_tells_of_what_they_write(cast, group, deliver, muted):
    thread = posts(cast.ana, group).post.thread
    if muted:
        mutes(cast, group)
    with deliver():
        posts(cast.bea, group, "Yes.", thread=thread, moment=SOON)
        posts(cast.bea, group, "@Blue bird, look.", thread=thread, moment=SOON + MINUTE)
    with clock.at(SOON + HOUR):
        tell_of_news()
    assert told(cast.ana) == ([] if muted else [GROUP_NEWS, POST_NAMED, THREAD_ANSWERED])


def test_what_was_queued_before_is_not_sent_any_more(cast, group, deliver):
    thread = posts(cast.ana, group).post.thread
    with deliver():
        posts(cast.bea, group, "Yes.", thread=thread, moment=SOON)
        posts(cast.bea, group, "@Blue bird, look.", thread=thread, moment=SOON + MINUTE)
    with clock.at(SOON + HOUR):
        tell_of_news()
    still = {THREAD_ANSWERED: still_answered, POST_NAMED: still_named, GROUP_NEWS: still_news}
    rows = list(Message.objects.filter(channel="email", user=cast.ana).values_list("kind", "source"))
    assert [bool(still[kind.rpartition(".")[0]](cast.ana, [source])) for kind, source in rows] == [True] * 3
    mutes(cast, group)
    assert [bool(still[kind.rpartition(".")[0]](cast.ana, [source])) for kind, source in rows] == [False] * 3


def test_what_others_write_is_told_as_before(cast, group, deliver):
    with clock.at(day(4, 9)):
        member(cast, group, cast.felix, "Grey cat")
    thread = posts(cast.ana, group).post.thread
    mutes(cast, group)
    with deliver():
        posts(cast.bea, group, "Yes.", thread=thread, moment=SOON)
    with deliver():
        posts(cast.felix, group, "@Blue bird, look.", thread=thread, moment=SOON + MINUTE)
    with clock.at(SOON + HOUR):
        tell_of_news()
    assert told(cast.ana) == [GROUP_NEWS, POST_NAMED]


# --- how often it asks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["group", "thread", "group_me"])
def test_the_pages_ask_as_often_whomever_somebody_muted(cast, group, page):
    ana = own(cast.ana, group)
    thread = posts(cast.ana, group).post.thread
    asked = []
    for number, user in enumerate((cast.bea, cast.felix, cast.dora)):
        other = group.members.filter(user=user).first() or member(cast, group, user, f"N{number}", patient=None)
        with clock.at(FRIDAY + MINUTE):
            posted(other, thread=thread)
            posted(other)
        Post.objects.update(readable=FRIDAY)
        actions.mute(by=cast.ana, member=ana, other=other)
        client = Client()
        with clock.at(SOON):
            client.force_login(cast.ana)
            address = reverse(page, args=[group.pk, thread.pk] if page == "thread" else [group.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert len(set(asked)) == 1

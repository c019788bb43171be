"""A thread that a moderator closed: everybody reads why, nobody writes in it, and somebody in danger is heard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from mentoring.community.calm import actions
from mentoring.community.kinds import THREAD_CHANGED
from mentoring.community.moderation.selectors import figures_of, waiting_in
from mentoring.community.threads.actions import edit_post, react, save_draft
from mentoring.community.threads.models import LiveEvent, Post, PostDraft, PostReport, Thread
from mentoring.community.waiting.actions import look_after_groups
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import inline
from oncocare.events.models import Event
from oncocare.foundation import clock, ids
from oncocare.safety.models import Flag
from tests.factories.committed import at_once
from tests.factories.community import FRIDAY, INTENT, SATURDAY, at, member, open_group, posts
from tests.factories.conversations import visit
from tests.factories.rooms import day

HOUR = timedelta(hours=1)
WHY = "This became a quarrel. Let us begin anew tomorrow."


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill")
    return made


@pytest.fixture
def thread(cast, group):
    return posts(cast.ana, group).post.thread


def closes(cast, thread, moment=FRIDAY, why=WHY):
    with clock.at(moment):
        return actions.close_thread(by=cast.clara, thread=thread, why=why)


def opens(cast, thread, moment=FRIDAY + HOUR):
    with clock.at(moment):
        return actions.open_thread(by=cast.clara, thread=thread)


def verbs(verb):
    return AuditRow.objects.filter(verb=verb).count()


def test_it_is_closed_once_with_its_first_reason_and_opened_once(cast, thread):
    for why in (WHY, "Another reason."):
        closes(cast, thread, why=why)
    row = Thread.objects.get()
    assert (row.closed_at, row.closed_by, row.closed_why, verbs(Verb.THREAD_CLOSED)) == (FRIDAY, cast.clara, WHY, 1)
    for _ in range(2):
        opens(cast, thread)
    row.refresh_from_db()
    assert (row.closed_at, row.closed_by, row.closed_why, verbs(Verb.THREAD_OPENED)) == (None, None, "", 1)
    assert Event.objects.filter(kind=THREAD_CHANGED.name).count() == 2


@pytest.mark.parametrize("why", ["", " \u200b ", "x" * 1001])
def test_without_a_reason_that_fits_nothing_is_closed(cast, thread, why):
    with pytest.raises(ValidationError) as refused:
        closes(cast, thread, why=why)
    assert (list(refused.value.message_dict), Thread.objects.get().closed_at) == (["why"], None)


@pytest.mark.parametrize("who", ["ana", "bea", "clara"])
def test_nobody_posts_in_it_changes_a_post_or_says_anything_of_one_until_it_is_open_again(cast, group, thread, who):
    user, post = getattr(cast, who), Post.objects.get()
    closes(cast, thread)
    with pytest.raises(ValidationError, match="A moderator has closed this conversation"):
        posts(user, group, thread=thread)
    with clock.at(FRIDAY), pytest.raises(ValidationError):
        react(by=user, inside=at(user, group), post=post, kind="hug")
    if who == "ana":
        with (
            clock.at(FRIDAY),
            pytest.raises(ValidationError, match=r"conversation\. Nothing was changed"),
        ):
            edit_post(by=user, inside=at(user, group), post=post, words="Other words.")
    assert (Post.objects.count(), post.versions.count(), post.reactions.count()) == (1, 0, 0)
    opens(cast, thread)
    posts(user, group, thread=thread, moment=FRIDAY + 2 * HOUR)
    assert Post.objects.count() == 2


def test_whoever_has_the_page_open_as_it_is_closed_posts_nothing(cast, group, thread):
    loaded = Thread.objects.get()
    closes(cast, thread)
    with pytest.raises(ValidationError):
        posts(cast.bea, group, thread=loaded)


@pytest.mark.parametrize("how", ["posted", "changed", "at night"])
def test_words_of_wanting_to_die_are_kept_held_and_told_in_a_closed_thread(cast, group, thread, how):
    post = Post.objects.get()
    closes(cast, thread)
    moment = SATURDAY if how == "at night" else FRIDAY + HOUR
    if how == "changed":
        with clock.at(moment):
            post = edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words=INTENT).post
    else:
        post = posts(cast.ana, group, INTENT, thread=thread, moment=moment).post
    report = PostReport.objects.get(reason="danger")
    assert (post.state, report.post, report.owner, Flag.objects.count()) == ("held", post, cast.clara, 1)


def test_such_words_typed_on_an_open_page_lead_to_the_numbers(cast, group, thread):
    closes(cast, thread)
    send = {"key": str(ids.new()), "words": INTENT, "act": "post"}
    url = visit(cast.ana, FRIDAY + HOUR, "thread", group.pk, thread.pk, send=send, status=302)
    assert str(Flag.objects.get().pk) in url


# --- what people see --------------------------------------------------------------------------------------------------


def test_everybody_reads_why_instead_of_the_form_and_in_the_list_that_it_is_closed(cast, group, thread):
    closes(cast, thread)
    for user in (cast.ana, cast.bea, cast.clara):
        said = visit(user, FRIDAY + HOUR, "thread", group.pk, thread.pk)
        assert f"A moderator has closed this conversation {WHY}" in said
        assert ["Your answer" in said, "Change it" in said, "A hug" in said] == [False, False, False]
        assert ("Open the conversation again" in said) is (user == cast.clara)
        assert "Hello Closed" in visit(user, FRIDAY + HOUR, "group", group.pk).replace("New ", "")


def test_a_draft_is_not_lost_and_what_was_sent_too_late_becomes_one(cast, group, thread):
    with clock.at(FRIDAY):
        save_draft(by=cast.bea, inside=at(cast.bea, group), words="Half a thought", thread=thread)
    closes(cast, thread)
    assert "What you were writing here is kept Half a thought" in visit(
        cast.bea, FRIDAY + HOUR, "thread", group.pk, thread.pk
    )
    send = {"key": str(ids.new()), "words": "A whole thought", "act": "post"}
    said = visit(cast.bea, FRIDAY + HOUR, "thread", group.pk, thread.pk, send=send, status=422)
    assert "What you wrote is kept, and nobody else can read it." in said
    assert "What you were writing here is kept A whole thought" in said
    assert (Post.objects.count(), PostDraft.objects.get().words) == (1, "A whole thought")
    visit(cast.bea, FRIDAY + HOUR, "thread", group.pk, thread.pk, send={"act": "drop"}, status=302)
    assert PostDraft.objects.count() == 0


def test_a_moderator_closes_and_opens_it_by_the_pages_and_members_cannot(cast, group, thread):
    visit(cast.ana, FRIDAY, "close_thread", group.pk, thread.pk, status=403)
    visit(cast.ana, FRIDAY, "open_thread", group.pk, thread.pk, send={}, status=403)
    assert "Drafts are kept." in visit(cast.clara, FRIDAY, "close_thread", group.pk, thread.pk)
    said = visit(cast.clara, FRIDAY, "close_thread", group.pk, thread.pk, send={"why": " "}, status=422)
    assert "Write why, for everybody in the group. They read it." in said
    visit(cast.clara, FRIDAY, "close_thread", group.pk, thread.pk, send={"why": WHY}, status=302)
    assert Thread.objects.get().closed_why == WHY
    visit(cast.clara, FRIDAY, "open_thread", group.pk, thread.pk, send={}, status=302)
    assert Thread.objects.get().closed_at is None


def test_a_reason_cannot_bring_markup_into_the_page(cast, group, thread):
    closes(cast, thread, why="<b>x</b>")
    client = Client()
    with clock.at(FRIDAY):
        client.force_login(cast.bea)
        text = client.get(reverse("thread", args=[group.pk, thread.pk])).content.decode()
    assert ("&lt;b&gt;x&lt;/b&gt;" in text, "<b>x" in text) == (True, False)


def test_open_pages_hear_once_that_it_was_closed_and_once_that_it_is_open(cast, group, thread):
    with inline():
        closes(cast, thread)
        opens(cast, thread)
    abouts = list(LiveEvent.objects.filter(thread=thread, about__startswith=str(thread.pk)).order_by("number"))
    assert [one.about for one in abouts] == [
        f"{thread.pk}:{FRIDAY.isoformat()}",
        f"{thread.pk}:{(FRIDAY + HOUR).isoformat()}",
    ]


# --- what waits in it -------------------------------------------------------------------------------------------------


def test_what_was_asked_waits_no_more_while_it_is_closed_and_is_nobodys_task(cast, group, thread):
    assert [one.thread for one in waiting_in([group])] == [thread]
    closes(cast, thread, FRIDAY + HOUR)
    assert waiting_in([group]) == []
    with clock.at(FRIDAY + 30 * HOUR):
        look_after_groups()
        found = figures_of(group).first_reply
    assert (found.asked, found.waiting, found.gone) == (1, 0, 1)
    assert Post.objects.get().tasked is None
    opens(cast, thread, FRIDAY + 2 * HOUR)
    assert [one.thread for one in waiting_in([group])] == [thread]


def test_who_posts_as_a_moderator_closes_is_first_or_refused(committed):
    group = open_group(committed, stays_open=True)
    member(committed, group, committed.ana)
    posts(committed.ana, group)
    ended = at_once(
        lambda: posts(committed.ana, group, "In time?", thread=Thread.objects.get()),
        lambda: actions.close_thread(by=committed.clara, thread=Thread.objects.get(), why=WHY),
    )
    refused = [one for one in ended if isinstance(one, Exception)]
    assert [type(one) for one in refused] in ([], [ValidationError])
    assert Post.objects.count() == 2 - len(refused)

"""The pages of chats, as members, the host and moderators see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.community.chats.models import Chat, ChatPost, ChatReminder
from mentoring.community.models import Member
from mentoring.community.moderation.actions import hide_post
from mentoring.community.threads.models import Post
from oncocare.foundation import clock, ids
from oncocare.library.models import Piece, TextDraft
from tests.factories.chats import HOUR, announced, begun, summed_up, wrote
from tests.factories.conversations import visit
from tests.factories.rooms import day
from tests.mentoring.community.threads.test_posting import INTENT

FRIDAY, MONDAY = day(4, 10), day(7, 10)
MINUTE = timedelta(minutes=1)
TYPED = {
    "title": "Before a scan", "about": "The days around it.", "day": "2026-03-09", "at": "10:00", "minutes": "60",
    "topics": "Sleeping\n- What helps?", "guest": "",
}  # fmt: skip


@pytest.fixture
def chat(cast, group):
    with clock.at(FRIDAY):
        return announced(cast.ana, group, MONDAY)


def announces(user, group, moment=FRIDAY, status=422, **fields):
    send = {"key": str(ids.new())} | TYPED | fields
    return visit(user, moment, "announce_chat", group.pk, send=send, status=status)


def test_a_mentor_announces_a_chat_and_it_stands_on_top_for_everybody(cast, group):
    said = visit(cast.ana, FRIDAY, "announce_chat", group.pk)
    assert "The moderators are there at these hours: Monday–Friday, 09:00–17:00" in said
    guest = Member.objects.get(group=group, user=cast.clara)
    assert announces(cast.ana, group, guest=str(guest.pk)) == reverse("group", args=[group.pk])
    said = visit(cast.bea, FRIDAY, "group", group.pk)
    assert "Chat: Before a scan Monday 9 March 2026, 10:00, until 11:00 The days around it." in said
    assert "Host: Blue bird (mentor) · Ask the professional: Clara answers" in said
    assert ("Remind me" in said, "Announce a chat" in said) == (True, False)
    assert "Today at 10:00, until 11:00" in visit(cast.bea, MONDAY - HOUR / 2, "group", group.pk)
    assert "Announce a chat" in visit(cast.clara, FRIDAY, "group", group.pk)


def test_a_mistake_is_said_with_its_place_and_nothing_typed_is_lost(cast, group):
    said = announces(cast.ana, group, day="2026-03-08", topics="- What helps?")
    assert "Line 1: This is a question under a topic, and no topic stands above it." in said
    assert "In that week somebody is on duty: Monday 09:00–17:00" in said
    assert ("- What helps?" in said, "The days around it." in said, Chat.objects.count()) == (True, False, 0)
    assert "Write the time like 14:05." in announces(cast.ana, group, at="", title="")


def test_a_member_who_is_no_mentor_finds_no_way_to_announce_or_lead_one(cast, group, chat):
    for name, args in (("announce_chat", []), ("host_chat", [chat.pk]), ("chat_summary", [chat.pk])):
        visit(cast.bea, FRIDAY, name, group.pk, *args, status=403)
    for name in ("change_chat", "call_off_chat"):
        visit(cast.bea, FRIDAY, name, group.pk, chat.pk, status=403)
    visit(cast.clara, FRIDAY, "change_chat", group.pk, chat.pk, status=403)
    visit(cast.eva, FRIDAY, "group_chats", group.pk, status=404)


def test_the_next_one_begins_from_the_last_at_the_same_hour_by_the_clock(cast, group):
    with clock.at(day(18)):
        last = announced(cast.ana, group, day(23, 10))  # a Wednesday; on the Sunday after, the clock changes
    said = visit(cast.ana, day(18), "announce_chat", group.pk, query=f"?after={last.pk}&weeks=1")
    assert "Sleeping before a scan - What helps you? The days after it" in said
    from django.test import Client

    client = Client()
    with clock.at(day(18)):
        client.force_login(cast.ana)
        page = client.get(reverse("announce_chat", args=[group.pk]) + f"?after={last.pk}&weeks=1").content.decode()
    assert [part in page for part in ('value="2026-04-01"', 'value="10:00"', 'value="Before a scan"')] == [True] * 3


def test_somebody_is_reminded_or_no_more_by_a_button(cast, group, chat):
    def press(wanted):
        return visit(cast.bea, FRIDAY, "remind_of_chat", group.pk, chat.pk, send={"wanted": wanted})

    assert press("yes") == reverse("group", args=[group.pk])
    assert "We remind you an hour before." in visit(cast.bea, FRIDAY, "group", group.pk)
    press("perhaps")
    assert ChatReminder.objects.count() == 1
    press("no")
    assert ChatReminder.objects.count() == 0


def test_a_chat_that_is_off_says_why_until_it_would_have_begun(cast, group, chat):
    assert "Write why, for the group." in visit(
        cast.clara, FRIDAY, "call_off_chat", group.pk, chat.pk, send={"why": ""}, status=422
    )
    visit(cast.clara, FRIDAY, "call_off_chat", group.pk, chat.pk, send={"why": "Ana is ill."})
    said = visit(cast.bea, FRIDAY, "group", group.pk)
    assert ("Called off Monday 9 March 2026, 10:00, until 11:00 Ana is ill." in said, "Remind me" in said) == (
        True,
        False,
    )
    assert "Ana is ill." not in visit(cast.bea, MONDAY, "group", group.pk)
    assert "Ana is ill." in visit(cast.bea, MONDAY, "group_chats", group.pk)


def test_it_is_changed_on_its_page_by_the_host(cast, group, chat):
    assert "Before a scan" in visit(cast.ana, FRIDAY, "change_chat", group.pk, chat.pk)
    send = TYPED | {"at": "12:30", "minutes": "45"}
    visit(cast.ana, FRIDAY, "change_chat", group.pk, chat.pk, send=send)
    chat.refresh_from_db()
    assert (chat.begins, chat.minutes, chat.title) == (MONDAY + 2.5 * HOUR, 45, "Before a scan")


def test_words_of_wanting_to_die_lead_to_the_numbers(cast, group):
    url = announces(cast.ana, group, about=INTENT)
    assert url.startswith(reverse("support", args=[cast.patient(cast.ana).flags.get().pk]))
    assert "Chat:" not in visit(cast.bea, FRIDAY, "group", group.pk)


# --- the hour ---------------------------------------------------------------------------------------------------------


def test_the_host_begins_topics_and_who_comes_late_sees_what_was_said_to_each(cast, group, chat):
    topic = chat.topics.get(label="T1")
    where = reverse("host_chat", args=[group.pk, chat.pk])
    assert visit(cast.ana, MONDAY, "begin_chat_topic", group.pk, chat.pk, topic.pk, send={}) == where
    with clock.at(MONDAY + MINUTE):
        wrote(cast.bea, chat, "A cup of tea.")
    opening = Post.objects.get(words__startswith="**T1**")
    ChatPost.objects.get_or_create(post=opening, defaults={"topic": topic})
    said = visit(cast.ana, MONDAY + 2 * MINUTE, "host_chat", group.pk, chat.pk)
    assert "T1 Sleeping before a scan Open now" in said
    assert "T2 The days after it Begin this topic" in said
    assert "T1 Green hill 10:01 A cup of tea." in said
    late = visit(cast.felix, MONDAY + 30 * MINUTE, "thread", group.pk, chat.post.thread_id)
    assert "The topics of this chat Now Today at 10:00, until 11:00" in late
    assert "T1 Sleeping before a scan Open now T1a What helps you? T2 The days after it" in late
    assert "Green hill Monday 9 March 2026, 10:01 T1" in late
    assert ("Lead this chat" in late, "Lead this chat" in visit(cast.clara, MONDAY, "thread", group.pk, chat.post.thread_id)) == (
        False, True,
    )  # fmt: skip


def test_the_topics_lead_to_the_page_on_which_each_begins(cast, group, chat):
    with clock.at(MONDAY):
        begun(cast.ana, chat, "T1")
    for number in range(40):
        with clock.at(MONDAY + (number + 1) * timedelta(seconds=30)):
            wrote(cast.bea, chat, f"Number {number}")
    with clock.at(MONDAY + 30 * MINUTE):
        opening = begun(cast.ana, chat, "T2")
    from django.test import Client

    client = Client()
    with clock.at(MONDAY + 31 * MINUTE):
        client.force_login(cast.felix)
        page = client.get(reverse("thread", args=[group.pk, chat.post.thread_id])).content.decode()
    assert f"?open=1&amp;page=2#post-{opening.pk}" in page


def test_posts_are_ticked_the_summary_written_and_published_and_read_in_the_thread(cast, group, chat):
    with clock.at(MONDAY):
        begun(cast.ana, chat, "T1")
    with clock.at(MONDAY + MINUTE):
        tea, other = wrote(cast.bea, chat, "A cup of tea."), wrote(cast.felix, chat, "I read.")
    send = {"shown": [str(tea.pk), str(other.pk), "no"], "chosen": [str(tea.pk)]}
    visit(cast.ana, MONDAY + 2 * MINUTE, "choose_chat_posts", group.pk, chat.pk, send=send)
    over = MONDAY + 61 * MINUTE
    said = visit(cast.ana, over, "host_chat", group.pk, chat.pk)
    assert ("1 post is chosen." in said, "Begin this topic" in said) == (True, True)  # for a quarter of an hour more
    said = visit(cast.ana, over, "chat_summary", group.pk, chat.pk)
    assert ("Green hill : “A cup of tea.”" in said, "I read." in said) == (True, False)
    for act, words in (("keep", "Kept so far"), ("publish", "")):
        visit(cast.ana, over, "chat_summary", group.pk, chat.pk, send={"act": act, "words": words}, status=422)
    assert "Kept so far" in visit(cast.clara, over, "chat_summary", group.pk, chat.pk)
    visit(cast.ana, over, "chat_summary", group.pk, chat.pk, send={"act": "anew", "words": "x"})
    draft = Chat.objects.get(pk=chat.pk)
    assert draft.draft == ""
    send = {"act": "publish", "words": "**What helped**\n\n- **Green hill**: “A cup of tea.”"}
    url = visit(cast.ana, over, "chat_summary", group.pk, chat.pk, send=send)
    assert url == f"{reverse('thread', args=[group.pk, chat.post.thread_id])}?open=1"
    assert "What helped Green hill : “A cup of tea.”" in visit(cast.bea, over, "thread", group.pk, chat.post.thread_id)
    assert "Good to read Before a scan" in visit(cast.bea, over, "group", group.pk)
    assert "With a summary" in visit(cast.bea, over, "group_chats", group.pk)
    assert "It was published on" in visit(cast.ana, over, "chat_summary", group.pk, chat.pk)


def test_a_summary_before_the_end_is_refused_and_what_was_written_is_still_there(cast, group, chat):
    send = {"act": "publish", "words": "Too early, and kept"}
    said = visit(cast.ana, MONDAY, "chat_summary", group.pk, chat.pk, send=send, status=422)
    assert ("A summary is published after the chat." in said, "Too early, and kept" in said) == (True, True)


# --- into the library -------------------------------------------------------------------------------------------------


@pytest.fixture
def summed(cast, group, chat):
    with clock.at(MONDAY):
        begun(cast.ana, chat, "T1")
    with clock.at(MONDAY + MINUTE):
        tea = wrote(cast.bea, chat, "A cup of tea.")
    with clock.at(MONDAY + 61 * MINUTE):
        summed_up(cast.ana, chat, tea)
    return chat


def test_the_group_is_asked_and_what_it_agrees_to_becomes_a_draft_of_the_library(cast, group, summed):
    asked, over = MONDAY + 2 * HOUR, MONDAY + timedelta(days=7, hours=2)
    visit(cast.bea, asked, "chat_question", group.pk, summed.pk, status=404)
    assert "Ask the group" in visit(cast.ana, asked, "chat_question", group.pk, summed.pk)
    visit(cast.ana, asked, "ask_group", group.pk, summed.pk, send={})
    said = visit(cast.bea, asked, "group", group.pk)
    assert "You can answer until Monday 16 March 2026, 12:00. Read it and answer" in said
    said = visit(cast.bea, asked, "chat_question", group.pk, summed.pk)
    assert ("Words of yours are in it." in said, "somebody : “A cup of tea.”" in said, "Green hill" in said) == (
        True, True, False,
    )  # fmt: skip
    visit(cast.bea, asked, "chat_question", group.pk, summed.pk, send={"said": "yes"})
    assert "You have said yes." in visit(cast.bea, asked, "chat_question", group.pk, summed.pk)
    assert "The group has agreed." not in visit(cast.clara, asked, "chat_question", group.pk, summed.pk)
    said = visit(cast.clara, over, "chat_question", group.pk, summed.pk)
    assert "The group has agreed. Which part of life is it about?" in said
    assert "Make a draft" not in visit(cast.ana, over, "chat_question", group.pk, summed.pk)
    visit(cast.clara, over, "draft_chat_piece", group.pk, summed.pk, send={"area": ""}, status=422)
    visit(cast.ana, over, "draft_chat_piece", group.pk, summed.pk, send={"area": "sleep"}, status=403)
    url = visit(cast.clara, over, "draft_chat_piece", group.pk, summed.pk, send={"area": "sleep"})
    assert url == reverse("library_write", args=["before-a-scan", "en"])
    assert (Piece.objects.count(), TextDraft.objects.get().author) == (1, cast.clara)
    assert "a draft was made of it" in visit(cast.bea, over, "chat_question", group.pk, summed.pk)


def test_nobody_reads_who_said_no_and_before_the_end_not_that_anybody_did(cast, group, summed):
    asked, over = MONDAY + 2 * HOUR, MONDAY + timedelta(days=7, hours=2)
    visit(cast.clara, asked, "ask_group", group.pk, summed.pk, send={})
    visit(cast.felix, asked, "chat_question", group.pk, summed.pk, send={"said": "no"})
    before = visit(cast.ana, asked, "chat_question", group.pk, summed.pk)
    after = visit(cast.ana, over, "chat_question", group.pk, summed.pk)
    assert ("has not agreed" in before, "The group has not agreed, so it stays in the group." in after) == (False, True)
    assert "Grey cat" not in after


def test_where_the_summary_is_hidden_nobody_reads_it_here_either(cast, group, summed):
    with clock.at(MONDAY + 2 * HOUR):
        hide_post(by=cast.clara, post=summed.summary, why="x")
    said = visit(cast.ana, MONDAY + 2 * HOUR, "chat_question", group.pk, summed.pk)
    assert ("A cup of tea." in said, "nobody is asked" in said) == (False, True)

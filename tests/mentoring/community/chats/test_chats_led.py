"""A chat is led topic by topic, and its summary holds what was chosen and can still be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.chats.hosting import actions
from mentoring.community.chats.models import Chat, ChatPost
from mentoring.community.chats.selectors import chips_in, draft_of_summary
from mentoring.community.kinds import CHAT_SUMMARISED, POST_MADE
from mentoring.community.membership.actions import leave
from mentoring.community.models import Member
from mentoring.community.moderation.actions import hide_post
from mentoring.community.threads.models import Post, PostVersion
from oncocare.events.models import Event
from oncocare.foundation import clock
from tests.factories.chats import HOUR, announced, at, begun, summed_up, wrote
from tests.factories.rooms import day
from tests.mentoring.community.threads.test_posting import INTENT

FRIDAY, MONDAY = day(4, 10), day(7, 10)
MINUTE = timedelta(minutes=1)
TEA, BATH = "A cup of tea before I go to bed.", "A warm foot bath in the evening."


@pytest.fixture
def chat(cast, group):
    with clock.at(FRIDAY):
        return announced(cast.ana, group, MONDAY)


def minute(number, act, *args, **given):
    """Something at so many minutes of the chat."""
    with clock.at(MONDAY + number * MINUTE):
        return act(*args, **given)


def begin(user, chat, label, number):
    return minute(number, begun, user, chat, label)


@pytest.fixture
def held(cast, chat):
    """Two topics were begun, and Bea and Felix wrote to the first."""
    begin(cast.ana, chat, "T1", 0)
    tea, bath = minute(5, wrote, cast.bea, chat, TEA), minute(6, wrote, cast.felix, chat, BATH)
    begin(cast.ana, chat, "T2", 10)
    return tea, bath


def publish(cast, chat, *posts, by=None):
    return minute(61, summed_up, by or cast.ana, chat, *posts)


def test_the_host_begins_a_topic_by_a_post_and_what_is_written_then_belongs_to_it(cast, chat):
    early = minute(-30, wrote, cast.bea, chat, "I am looking forward to it.")
    first = begin(cast.ana, chat, "T1", 0)
    tea = minute(5, wrote, cast.bea, chat, TEA)
    second = begin(cast.ana, chat, "T1a", 6)
    late = minute(74, wrote, cast.bea, chat, "Good night.")
    after = minute(75, wrote, cast.bea, chat, "One thing more.")
    assert (first.words, first.by.user, second.words) == (
        "**T1** Sleeping before a scan", cast.ana, "**T1a** What helps you?",
    )  # fmt: skip
    assert chips_in(chat) == {first.pk: "T1", tea.pk: "T1", second.pk: "T1a", late.pk: "T1a"}
    assert {early.pk, after.pk} & set(chips_in(chat)) == set()


def test_a_post_belongs_to_its_topic_by_the_event_however_late_and_often_it_is_told(cast, chat, deliver):
    begin(cast.ana, chat, "T1", 0)
    with clock.at(MONDAY + 5 * MINUTE), deliver():
        tea = wrote(cast.bea, chat, TEA)
    ChatPost.objects.filter(post=tea).delete()
    begin(cast.ana, chat, "T2", 8)
    from mentoring.community.chats.hosting.handlers import keep_in_its_topic

    event = Event.objects.filter(kind=POST_MADE.name, payload__post=str(tea.pk)).get()
    for _time in range(2):
        minute(20, keep_in_its_topic, event.payload)
    assert ChatPost.objects.get(post=tea).topic.label == "T1"


def test_a_topic_is_begun_once_in_its_hour_by_its_host_or_a_moderator(cast, chat):
    for number in (-1, 76):
        with pytest.raises(ValidationError, match="while the chat goes on"):
            begin(cast.ana, chat, "T1", number)
    with pytest.raises(ValidationError, match="Only its host and moderators"):
        begin(cast.bea, chat, "T1", 1)
    assert begin(cast.clara, chat, "T1", 1).by.user == cast.clara
    posts = Post.objects.count()
    begin(cast.ana, chat, "T1", 2)
    assert Post.objects.count() == posts


def test_a_host_who_is_no_mentor_any_more_leads_it_no_more(cast, chat):
    Member.objects.filter(user=cast.ana).update(mentor=False)
    with pytest.raises(ValidationError, match="Only its host and moderators"):
        begin(cast.ana, chat, "T1", 1)


# --- choosing ---------------------------------------------------------------------------------------------------------


def choose(cast, chat, shown, chosen, user=None):
    user = user or cast.ana
    given = {"shown": [one.pk for one in shown], "chosen": [one.pk for one in chosen]}
    return minute(30, actions.choose_posts, by=user, inside=at(user, chat.group), chat=chat, **given)


def test_posts_are_chosen_and_chosen_no_more_of_those_that_the_page_showed(cast, chat, held):
    tea, bath = held
    assert choose(cast, chat, held, held) == 2
    assert choose(cast, chat, [tea], []) == 1
    assert list(ChatPost.objects.filter(chosen=True).values_list("post", flat=True)) == [bath.pk]


def test_what_begins_a_topic_is_hidden_or_says_that_somebody_wants_to_die_cannot_be_chosen(cast, chat, held):
    tea, _bath = held
    opening = chat.topics.get(label="T1").opening
    worst = minute(12, wrote, cast.bea, chat, INTENT)
    Post.objects.filter(pk=worst.pk).update(state="shown")
    minute(13, actions.keep_in_topic, post=worst)
    hide_post(by=cast.clara, post=tea, why="x")
    several = [opening, worst, tea]
    assert choose(cast, chat, several, several) == 0


# --- the summary ------------------------------------------------------------------------------------------------------


def test_the_summary_begins_with_what_was_chosen_is_posted_and_good_to_read_once(cast, chat, held):
    choose(cast, chat, held, held)
    draft = (
        "**Summary of the chat on Monday 9 March 2026, 10:00**\n\n**T1 Sleeping before a scan**\n\n"
        f"- **Green hill**: “{TEA}”\n- **Grey cat**: “{BATH}”\n\n**T2 The days after it**"
    )
    chat.refresh_from_db()
    assert draft_of_summary(chat) == draft
    given = {"by": cast.ana, "inside": at(cast.ana, chat.group), "chat": chat}
    with pytest.raises(ValidationError, match="after the chat"):
        minute(59, actions.publish_summary, words=draft, **given)
    posted = minute(60, actions.publish_summary, words=f"{draft}\n\nThank you all.", **given)
    assert minute(62, actions.publish_summary, words="Again", **given) is None
    chat.refresh_from_db()
    assert (chat.summary, posted.post.words) == (posted.post, f"{draft}\n\nThank you all.")
    assert (chat.post.thread.good_by, chat.summarised_by, chat.draft) == (cast.ana, cast.ana, "")
    assert ChatPost.objects.filter(quoted=True).count() == 2
    assert Event.objects.filter(kind=CHAT_SUMMARISED.name).count() == 1


def test_what_the_host_writes_is_kept_until_it_is_published(cast, chat, held):
    given = {"by": cast.ana, "inside": at(cast.ana, chat.group), "chat": chat}
    minute(30, actions.keep_summary, words="So far", **given)
    chat.refresh_from_db()
    assert draft_of_summary(chat) == "So far"
    minute(31, actions.keep_summary, words="", **given)
    chat.refresh_from_db()
    assert draft_of_summary(chat).startswith("**Summary of the chat")


def test_what_was_hidden_since_it_was_chosen_does_not_stand_in_it(cast, chat, held):
    tea, _bath = held
    choose(cast, chat, held, held)
    chat.refresh_from_db()
    draft = draft_of_summary(chat)
    with clock.at(MONDAY + 55 * MINUTE):
        hide_post(by=cast.clara, post=tea, why="x")
    given = {"by": cast.ana, "inside": at(cast.ana, chat.group), "chat": chat}
    posted = minute(61, actions.publish_summary, words=draft, **given)
    assert (TEA in posted.post.words, BATH in posted.post.words) == (False, True)
    assert list(ChatPost.objects.filter(quoted=True).values_list("post__words", flat=True)) == [BATH]


def test_without_taking_it_out_it_would_stand_there(cast, chat, held, monkeypatch):
    monkeypatch.setattr(actions, "_without_those_gone", lambda chat, words: words)
    with pytest.raises(AssertionError):
        test_what_was_hidden_since_it_was_chosen_does_not_stand_in_it(cast, chat, held)


def test_what_is_hidden_after_it_was_published_goes_from_it_and_the_rest_stays(cast, chat, held, deliver):
    tea, _bath = held
    summary = publish(cast, chat, *held)
    with clock.at(MONDAY + 2 * HOUR), deliver():
        hide_post(by=cast.clara, post=tea, why="x")
    summary.refresh_from_db()
    assert (TEA in summary.words, "Green hill" in summary.words, BATH in summary.words) == (False, False, True)
    assert [TEA in one.words for one in PostVersion.objects.filter(post=summary)] == [True]


def test_who_takes_along_what_they_wrote_takes_it_from_the_summary_too(cast, chat, held, deliver):
    summary = publish(cast, chat, *held)
    with clock.at(MONDAY + 2 * HOUR), deliver():
        leave(by=cast.bea, member=Member.objects.get(user=cast.bea), take_posts=True)
    summary.refresh_from_db()
    assert (TEA in summary.words, "Green hill" in summary.words, BATH in summary.words) == (False, False, True)


def test_who_leaves_what_they_wrote_is_quoted_without_a_name_also_under_an_earlier_one(cast, chat, held, deliver):
    summary = publish(cast, chat, *held)
    bea = Member.objects.get(user=cast.bea)
    bea.name = "Another hill"
    bea.save()
    with clock.at(MONDAY + 2 * HOUR), deliver():
        leave(by=cast.bea, member=bea, take_posts=False)
    summary.refresh_from_db()
    assert f"- **Somebody who has left**: “{TEA}”" in summary.words
    assert "Green hill" not in summary.words


def test_a_group_that_sleeps_takes_no_summary_and_it_is_kept(cast, chat, held):
    given = {"by": cast.ana, "inside": at(cast.ana, chat.group), "chat": chat}
    with clock.at(day(7, 20)), pytest.raises(ValidationError, match="sleeps until Tuesday"):
        actions.publish_summary(words="x", **given)
    assert Chat.objects.get(pk=chat.pk).summary is None


def test_others_in_the_group_write_no_summary(cast, chat, held):
    with pytest.raises(ValidationError, match="Only its host and moderators"):
        publish(cast, chat, *held, by=cast.bea)
    assert publish(cast, chat, *held, by=cast.clara).by.user == cast.clara

"""A chat is announced, changed and called off; whoever asked is reminded, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.chats import actions
from mentoring.community.chats.messages import still_changed, still_soon
from mentoring.community.chats.models import Chat, ChatReminder
from mentoring.community.groups.actions import close_group
from mentoring.community.kinds import CHAT_ANNOUNCED, CHAT_CALLED_OFF, CHAT_CHANGED, CHAT_MOVED, CHAT_SOON
from mentoring.community.membership.actions import leave
from mentoring.community.models import Member
from mentoring.community.threads.models import Post, PostVersion, Thread
from oncocare.events.models import Event
from oncocare.foundation import clock, ids
from oncocare.notifications.models import Message
from oncocare.notifications.registry import kinds
from oncocare.notifications.selectors import body, subject
from oncocare.safety.models import Flag
from tests.factories.chats import HOUR, announced, at, said
from tests.factories.rooms import day
from tests.mentoring.community.threads.test_posting import INTENT

FRIDAY, MONDAY, SATURDAY = day(4, 10), day(7, 10), day(5, 10)
MINUTE = timedelta(minutes=1)


def announce(user, group, begins=MONDAY, moment=FRIDAY, **given):
    with clock.at(moment):
        return announced(user, group, begins, **given)


def told(kind):
    return Event.objects.filter(kind=kind.name).count()


def queued():
    rows = Message.objects.filter(channel="email").order_by("kind", "user__name")
    return [f"{kind} {name}" for kind, name in rows.values_list("kind", "user__name")]


def test_a_mentor_announces_a_chat_in_a_thread_that_lists_its_topics_and_asks_for_no_answer(cast, group):
    guest = Member.objects.get(group=group, user=cast.clara)
    chat = announce(cast.ana, group, guest=guest)
    post, thread = Post.objects.get(), Thread.objects.get()
    assert (chat.host.user, chat.post, chat.guest, thread.title, chat.minutes) == (
        cast.ana, post, guest, "Before a scan", 60,
    )  # fmt: skip
    assert post.words == (
        "How we get through the days around a scan.\n\n**Monday 9 March 2026, 10:00–11:00 (time of Madrid)**\n\n"
        "Ask the professional: Clara answers in this chat.\n\n- **T1** Sleeping before a scan\n"
        "  - **T1a** What helps you?\n- **T2** The days after it"
    )
    assert (post.asks, post.promised) == (False, None)
    assert list(chat.topics.values_list("label", "words")) == [
        ("T1", "Sleeping before a scan"), ("T1a", "What helps you?"), ("T2", "The days after it"),
    ]  # fmt: skip
    assert told(CHAT_ANNOUNCED) == 1


def test_the_first_post_is_in_the_language_of_the_group(cast, group):
    group.language = "es"
    group.save()
    announce(cast.clara, group)
    assert "lunes" in Post.objects.get().words.lower()


def test_the_same_page_sent_twice_is_one_chat_and_the_key_of_another_is_no_way_in(cast, group):
    key, facts = ids.new(), said(MONDAY)
    with clock.at(FRIDAY):
        for _time in range(2):
            actions.announce_chat(by=cast.ana, inside=at(cast.ana, group), key=key, title="T", facts=facts)
        later = said(MONDAY + HOUR)
        actions.announce_chat(by=cast.clara, inside=at(cast.clara, group), key=key, title="U", facts=later)
    assert sorted(Chat.objects.values_list("title", flat=True)) == ["T", "U"]
    assert Thread.objects.count() == 2


def test_a_member_who_is_no_mentor_announces_none(cast, group):
    with pytest.raises(ValidationError, match="Only mentors and moderators"):
        announce(cast.bea, group)


@pytest.mark.parametrize(
    ("begins", "minutes", "why"),
    [
        (day(7, 16), 90, "Monday 09:00–17:00"),
        (day(7, 8), 60, "somebody is on duty: Monday 09:00–17:00; Tuesday 09:00–17:00"),
        (SATURDAY, 60, "Somebody must be on duty"),
        (day(4, 9), 60, "still to come"),
        (day(400), 60, "still to come"),
        (MONDAY, 20, "from 30 to 120 minutes"),
    ],
)
def test_an_hour_that_cannot_be_is_refused_with_the_hours_that_can(cast, group, begins, minutes, why):
    with pytest.raises(ValidationError, match=why):
        announce(cast.ana, group, begins, minutes=minutes)
    assert (Chat.objects.count(), Thread.objects.count()) == (0, 0)


def test_one_chat_at_a_time_goes_on_in_a_group(cast, group):
    announce(cast.ana, group)
    for begins in (MONDAY - 30 * MINUTE, MONDAY, MONDAY + 59 * MINUTE):
        with pytest.raises(ValidationError, match=r"Before a scan.+10:00"):
            announce(cast.clara, group, begins)
    announce(cast.clara, group, MONDAY + HOUR)
    assert Chat.objects.count() == 2


def test_everything_that_is_wrong_is_said_at_once_by_its_field(cast, group):
    bea = Member.objects.get(user=cast.bea)
    with pytest.raises(ValidationError) as refused:
        announce(cast.ana, group, SATURDAY, topics="- no topic", about=" ", guest=bea)
    assert sorted(refused.value.message_dict) == ["about", "day", "guest", "topics"]
    assert refused.value.message_dict["topics"] == [
        "Line 1: This is a question under a topic, and no topic stands above it."
    ]


def test_a_group_that_sleeps_takes_no_announcement_and_says_when_it_opens(cast, group):
    with pytest.raises(
        ValidationError, match=r"sleeps until Monday 9 March 2026, 08:00\. What you wrote is still here"
    ):
        announce(cast.ana, group, day(8, 10), moment=SATURDAY)


def test_words_of_wanting_to_die_raise_their_flag_also_here_and_nobody_reads_of_the_chat(cast, group):
    chat = announce(cast.ana, group, day(8, 10), moment=SATURDAY, about=INTENT)
    assert (chat.post.state, Flag.objects.get().patient) == ("held", cast.patient(cast.ana))
    from mentoring.community.chats.selectors import chats_seen

    with clock.at(SATURDAY):
        seen = [list(chats_seen(at(user, group))) for user in (cast.ana, cast.bea, cast.clara)]
    assert seen == [[chat], [], [chat]]


# --- changing and calling off -----------------------------------------------------------------------------------------


def test_its_host_changes_everything_but_the_title_and_the_first_post_with_it(cast, group):
    chat = announce(cast.ana, group)
    with clock.at(FRIDAY + HOUR):
        facts = said(MONDAY + 2 * HOUR, topics="One thing", about="Another line.", minutes=30)
        actions.change_chat(by=cast.ana, inside=at(cast.ana, group), chat=chat, facts=facts)
    chat.refresh_from_db()
    post = Post.objects.get()
    assert (chat.begins, chat.minutes, chat.about) == (MONDAY + 2 * HOUR, 30, "Another line.")
    assert list(chat.topics.values_list("label", "words")) == [("T1", "One thing")]
    assert ("12:00–12:30" in post.words, "One thing" in post.words, PostVersion.objects.count()) == (True, True, 1)
    assert told(CHAT_MOVED) == 1


def test_a_moderator_changes_nobodys_words_and_nobody_changes_what_has_begun(cast, group):
    chat = announce(cast.ana, group)
    with clock.at(FRIDAY), pytest.raises(ValidationError, match="Only its host"):
        actions.change_chat(by=cast.clara, inside=at(cast.clara, group), chat=chat, facts=said(MONDAY))
    with clock.at(MONDAY), pytest.raises(ValidationError, match="has begun"):
        actions.change_chat(by=cast.ana, inside=at(cast.ana, group), chat=chat, facts=said(MONDAY + HOUR))


@pytest.mark.parametrize("who", ["ana", "clara"])
def test_its_host_or_a_moderator_calls_it_off_with_a_reason_once(cast, group, who):
    user, chat = getattr(cast, who), announce(cast.ana, group)
    with clock.at(FRIDAY):
        with pytest.raises(ValidationError, match="Write why"):
            actions.call_off_chat(by=user, inside=at(user, group), chat=chat, why=" ")
        for _time in range(2):
            actions.call_off_chat(by=user, inside=at(user, group), chat=chat, why="I am ill.")
    chat.refresh_from_db()
    assert (chat.called_off_why, chat.called_off_by, told(CHAT_CALLED_OFF)) == ("I am ill.", user, 1)
    announce(cast.clara, group)  # the hour is free again


def test_another_member_calls_nothing_off_and_nobody_what_has_begun(cast, group):
    chat = announce(cast.ana, group)
    with clock.at(FRIDAY), pytest.raises(ValidationError, match="Only its host and moderators"):
        actions.call_off_chat(by=cast.bea, inside=at(cast.bea, group), chat=chat, why="x")
    with clock.at(MONDAY), pytest.raises(ValidationError, match="has begun"):
        actions.call_off_chat(by=cast.ana, inside=at(cast.ana, group), chat=chat, why="x")


def test_where_its_host_leaves_or_the_group_is_closed_it_is_off(cast, group, deliver):
    of_ana, of_clara = announce(cast.ana, group), announce(cast.clara, group, MONDAY + HOUR)
    with clock.at(FRIDAY + HOUR), deliver():
        leave(by=cast.ana, member=of_ana.host, take_posts=False)
    of_ana.refresh_from_db()
    assert of_ana.called_off_why == "Whoever was to lead it is not in the group any more."
    with clock.at(FRIDAY + 2 * HOUR), deliver():
        close_group(by=cast.carlos, group=group)
    of_clara.refresh_from_db()
    assert (of_clara.called_off_why, of_clara.called_off_by) == ("The group was closed.", cast.carlos)


# --- reminders --------------------------------------------------------------------------------------------------------


def want(chat, *users, moment=FRIDAY):
    with clock.at(moment):
        for user in users:
            actions.remind_me(by=user, inside=at(user, chat.group), chat=chat)


def remind(moment):
    with clock.at(moment):
        return actions.remind_of_chats()


def test_who_asked_is_reminded_once_within_the_hour_before_and_nobody_else(cast, group):
    chat = announce(cast.ana, group)
    want(chat, cast.bea, cast.felix, cast.clara)
    want(chat, cast.bea)
    assert [remind(MONDAY - HOUR - MINUTE), remind(MONDAY - HOUR), remind(MONDAY - MINUTE)] == [0, 3, 0]
    assert queued() == [f"{CHAT_SOON}.caregiver Felix", f"{CHAT_SOON}.patient Bea", f"{CHAT_SOON}.staff Clara"]
    source = actions.source_of(chat)
    with clock.at(MONDAY - MINUTE):
        assert still_soon(cast.bea, [source]) == {source: {"when": MONDAY}}
    with clock.at(MONDAY):
        assert still_soon(cast.bea, [source]) == {}


def test_without_the_wish_nobody_is_reminded(cast, group):
    chat = announce(cast.ana, group)
    want(chat, cast.bea)
    with clock.at(FRIDAY):
        actions.remind_me_no_more(by=cast.bea, inside=at(cast.bea, group), chat=chat)
    assert (remind(MONDAY - MINUTE), ChatReminder.objects.count()) == (0, 0)
    with clock.at(MONDAY), pytest.raises(ValidationError, match="has begun"):
        actions.remind_me(by=cast.bea, inside=at(cast.bea, group), chat=chat)


def test_who_has_left_is_not_reminded_and_reads_nothing_of_it(cast, group):
    chat = announce(cast.ana, group)
    want(chat, cast.bea, cast.felix)
    remind(MONDAY - 30 * MINUTE)
    Member.objects.filter(user=cast.bea).update(left=MONDAY)
    with clock.at(MONDAY - MINUTE):
        assert still_soon(cast.bea, [actions.source_of(chat)]) == {}
    want_none = announce(cast.ana, group, MONDAY + 2 * HOUR, moment=MONDAY)
    ChatReminder.objects.create(chat=want_none, by=Member.objects.get(user=cast.bea))
    assert remind(MONDAY + 90 * MINUTE) == 0


def test_who_asked_learns_that_it_was_moved_or_called_off(cast, group, deliver):
    chat = announce(cast.ana, group)
    want(chat, cast.bea)
    remind(MONDAY - MINUTE)  # early, by a clock that went wrong
    with clock.at(FRIDAY + HOUR), deliver():
        facts = said(MONDAY + HOUR)
        actions.change_chat(by=cast.ana, inside=at(cast.ana, group), chat=chat, facts=facts)
    chat.refresh_from_db()
    moved, before = f"moved:{actions.source_of(chat)}", f"{chat.pk}@2026-03-09T09:00:00+00:00"
    assert queued() == [f"{CHAT_CHANGED}.patient Bea", f"{CHAT_SOON}.patient Bea"]
    with clock.at(FRIDAY + HOUR):
        assert still_changed(cast.bea, [moved]) == {moved: {"off": False, "when": MONDAY + HOUR}}
        assert still_soon(cast.bea, [before]) == {}
    with clock.at(FRIDAY + 2 * HOUR), deliver():
        actions.call_off_chat(by=cast.clara, inside=at(cast.clara, group), chat=chat, why="x")
    with clock.at(FRIDAY + 2 * HOUR):
        assert still_changed(cast.bea, [moved, f"off:{chat.pk}"]) == {
            f"off:{chat.pk}": {"off": True, "when": MONDAY + HOUR}
        }
        assert remind(MONDAY + 30 * MINUTE) == 0


def test_no_message_says_what_it_is_about_or_where(cast, group):
    chat = announce(cast.ana, group)
    for name, context in (
        (CHAT_SOON, {"when": MONDAY}), (CHAT_CHANGED, {"off": True, "when": MONDAY}),
        (CHAT_CHANGED, {"off": False, "when": MONDAY}), ("chat.question", {"until": MONDAY}),
    ):  # fmt: skip
        kind = kinds[f"{name}.patient"]
        words = f"{subject(kind)} {body(kind, context)}"
        assert [part for part in (chat.title, chat.about, group.name, "Blue bird") if part in words] == []
        assert "Monday 9 March 2026, 09:00" in words

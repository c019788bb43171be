"""What becomes of a chat whose host or guest cannot come, that nobody can join, or that two people lead."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from clinicians.models import Task
from mentoring.community.calm.actions import close_thread, rest_group
from mentoring.community.chats import actions
from mentoring.community.chats.hosting import actions as hosting
from mentoring.community.chats.messages import still_soon
from mentoring.community.chats.models import Chat
from mentoring.community.chats.quoting import print_of
from mentoring.community.chats.tasks import remind_of_chats
from mentoring.community.models import GroupHours, Member, Moderator
from mentoring.community.moderation.actions import hide_post, pause_member
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.models import Membership
from tests.factories.chats import HOUR, announced, at, begun, said
from tests.factories.conversations import visit
from tests.factories.rooms import day, work

FRIDAY, MONDAY = day(4, 10), day(7, 10)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def chat(cast, group):
    with clock.at(FRIDAY):
        return announced(cast.ana, group, MONDAY)


def swept(chat, moment=FRIDAY + HOUR):
    with clock.at(moment):
        remind_of_chats()
    chat.refresh_from_db()
    return chat.called_off_why


# --- who was to lead it, or to answer ---------------------------------------------------------------------------------


def test_a_chat_that_its_host_can_lead_is_left_alone(cast, group, chat):
    with clock.at(FRIDAY):
        of_clara = announced(cast.clara, group, MONDAY + HOUR, guest=Member.objects.get(group=group, user=cast.clara))
    assert [swept(one) for one in (chat, of_clara)] == ["", ""]


@pytest.mark.parametrize("who", ["mentor no more", "paused until then", "paused for good"])
def test_where_its_host_can_lead_it_no_more_it_is_off_and_nobody_reads_why(cast, group, chat, who):
    ana = Member.objects.get(user=cast.ana)
    with clock.at(FRIDAY):
        if who == "mentor no more":
            Member.objects.filter(pk=ana.pk).update(mentor=False)
        else:
            until = MONDAY + MINUTE if who == "paused until then" else MONDAY + timedelta(days=99)
            pause_member(by=cast.clara, member=ana, until=until, why="made up")
    assert swept(chat) == "Whoever was to lead it cannot do so now."
    assert (chat.called_off_by, AuditRow.objects.get(verb=Verb.CHAT_CALLED_OFF).actor) == (cast.ana, "system:community")


def test_a_pause_that_is_over_by_then_changes_nothing(cast, group, chat):
    with clock.at(FRIDAY):
        pause_member(by=cast.clara, member=Member.objects.get(user=cast.ana), until=MONDAY, why="made up")
    assert swept(chat) == ""


@pytest.mark.parametrize("ended", ["as moderator", "at the centre"])
def test_where_a_moderator_was_to_lead_it_or_to_answer_and_is_none_any_more_it_is_off(cast, group, chat, ended):
    guest = Member.objects.get(group=group, user=cast.clara)
    with clock.at(FRIDAY):
        of_clara = announced(cast.clara, group, MONDAY + HOUR)
        asks = announced(cast.ana, group, MONDAY + 2 * HOUR, guest=guest)
    if ended == "as moderator":
        Moderator.objects.filter(user=cast.clara).update(ended=FRIDAY)
        Member.objects.filter(pk=guest.pk).update(left=FRIDAY)
    else:
        Membership.objects.filter(user=cast.clara).delete()
    assert [swept(one) for one in (chat, of_clara, asks)] == [
        "", "Whoever was to lead it cannot do so now.", "Whoever of the team was to answer in it cannot come.",
    ]  # fmt: skip


def test_what_has_begun_is_called_off_by_nothing(cast, group, chat):
    Member.objects.filter(user=cast.ana).update(mentor=False)
    assert swept(chat, MONDAY) == ""
    with clock.at(MONDAY + MINUTE):
        assert begun(cast.clara, chat, "T1").by.user == cast.clara  # a moderator leads it in their place


def test_whoever_is_named_as_the_guest_has_a_task_of_it_and_of_another_hour(cast, group, deliver):
    guest = Member.objects.get(group=group, user=cast.clara)
    with clock.at(FRIDAY), deliver():
        chat = announced(cast.ana, group, MONDAY, guest=guest)
    with clock.at(FRIDAY + MINUTE), deliver():
        where = at(cast.ana, group)
        actions.change_chat(by=cast.ana, inside=where, chat=chat, facts=said(MONDAY, guest=guest, about="Anew."))
        actions.change_chat(by=cast.ana, inside=where, chat=chat, facts=said(day(8, 10), guest=guest))
        announced(cast.clara, group, MONDAY, guest=guest)
    work()
    found = Task.objects.filter(source__startswith="chat_guest:").order_by("due")
    assert list(found.values_list("owner", "due")) == [(cast.clara.pk, MONDAY.date()), (cast.clara.pk, day(8).date())]
    assert "“After chemotherapy” on Monday 9 March 2026, 10:00." in found[0].what


# --- what nobody can join ---------------------------------------------------------------------------------------------


def wanted(cast, chat):
    with clock.at(FRIDAY):
        actions.remind_me(by=cast.bea, inside=at(cast.bea, chat.group), chat=chat)


def reminded(cast, chat):
    with clock.at(MONDAY - 30 * MINUTE):
        new = actions.remind_of_chats()
        return new, bool(still_soon(cast.bea, [actions.source_of(chat)]))


def test_of_a_chat_that_can_be_joined_whoever_asked_is_reminded(cast, chat):
    wanted(cast, chat)
    assert reminded(cast, chat) == (1, True)


def test_nobody_is_reminded_of_a_chat_in_which_nobody_can_write(cast, group, chat):
    wanted(cast, chat)
    with clock.at(FRIDAY):
        hide_post(by=cast.clara, post=chat.post, why="made up")
    assert reminded(cast, chat) == (0, False)
    chat.post.state = "shown"
    chat.post.state_at = chat.post.state_by = None
    chat.post.save()
    with clock.at(FRIDAY):
        close_thread(by=cast.clara, thread=chat.post.thread, why="made up")
    assert reminded(cast, chat) == (0, False)
    type(chat.post.thread).objects.update(closed_at=None, closed_by=None, closed_why="")
    with clock.at(FRIDAY):
        rest_group(by=cast.clara, group=group, until=MONDAY + MINUTE)
    assert reminded(cast, chat) == (0, False)
    assert not Message.objects.filter(user=cast.bea).exists()
    with clock.at(FRIDAY + MINUTE):
        rest_group(by=cast.clara, group=group, until=MONDAY)
    assert reminded(cast, chat) == (1, True)


def test_nor_where_the_hours_of_the_group_were_changed_since(cast, group, chat):
    wanted(cast, chat)
    GroupHours.objects.filter(group=group, weekday=0).update(opens="12:00")
    assert reminded(cast, chat)[0] == 0


# --- two who lead it --------------------------------------------------------------------------------------------------


def test_whoever_publishes_second_is_told_so_and_nothing_they_wrote_is_lost(cast, group, chat):
    after = MONDAY + HOUR
    with clock.at(after):
        hosting.publish_summary(by=cast.ana, inside=at(cast.ana, group), chat=chat, words="Of Ana")
        with pytest.raises(ValidationError, match="Somebody else has published"):
            hosting.publish_summary(by=cast.clara, inside=at(cast.clara, group), chat=chat, words="Of Clara")
    send = {"act": "publish", "words": "Of Clara, who was slower"}
    shown = visit(cast.clara, after + MINUTE, "chat_summary", group.pk, chat.pk, send=send, status=422)
    assert ("Somebody else has published" in shown, "Of Clara, who was slower" in shown) == (True, True)
    assert Chat.objects.get(pk=chat.pk).summary.words == "Of Ana"


def test_what_somebody_else_kept_meanwhile_is_shown_and_not_written_over_unseen(cast, group, chat):
    over = print_of("")

    def sends(user, words, over, status=200, act="keep"):
        send = {"act": act, "words": words, "over": over}
        return visit(user, MONDAY + HOUR, "chat_summary", group.pk, chat.pk, send=send, status=status)

    for _pressed in range(2):
        sends(cast.ana, "Of Ana, for twenty minutes", over)
    for act in ("keep", "publish"):
        shown = sends(cast.clara, "Of Clara, who began before", over, 422, act)
        assert "Somebody else has kept other words meanwhile." in shown
        assert ("Of Ana, for twenty minutes" in shown, "Of Clara, who began before" in shown) == (True, True)
    assert Chat.objects.get(pk=chat.pk).draft == "Of Ana, for twenty minutes"
    sends(cast.clara, "Of Clara, who began before", print_of("Of Ana, for twenty minutes"))
    assert Chat.objects.get(pk=chat.pk).draft == "Of Clara, who began before"


# --- the night in which clocks change ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "date"), [(3, 29), (10, 25)])
def test_a_chat_lasts_as_long_in_the_night_in_which_clocks_change(month, date):
    begins = datetime(2026, month, date, 1, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    facts = said(begins, minutes=120)
    assert facts.ends.timestamp() - facts.begins.timestamp() == 2 * 60 * 60

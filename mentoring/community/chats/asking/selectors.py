"""Reads what a group is asked about a summary, who has to say yes, and what it said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.chats.asking.nameless import GroupSaid, group_said, without_names
from mentoring.community.chats.models import Chat, ChatPost, ChatQuestion
from mentoring.community.chats.quoting import quotes
from mentoring.community.chats.selectors import names_of
from mentoring.community.models import Group, Member
from mentoring.community.threads.models import Post
from oncocare.foundation import clock


def nameless(chat: Chat) -> str:
    """The summary of a chat as it may stand in the library: without a name of anybody who is or was in the group."""
    summary = chat.summary.words if chat.summary else ""
    return _nameless(chat.group, summary)


def _nameless(group: Group, text: str) -> str:
    members = list(group.members.select_related("user").prefetch_related("events"))
    chosen = {name for one in members if not one.staff for name in names_of(one)}
    real = {name for one in members if one.staff for name in (one.name, one.user.name)}
    with override(group.language):
        return without_names(text, chosen, real, _("somebody"))


def nameless_line(chat: Chat, text: str) -> str:
    """The same of its title, or of the line that says what it is about."""
    return _nameless(chat.group, text)


def stands(chat: Chat) -> bool:
    """Whether the group can read the summary."""
    return chat.summary is not None and chat.summary.state == Post.State.SHOWN


def quoted_members(chat: Chat) -> set[Any]:
    """The ids of everybody whose words stand in the summary, or whom it names as it names those."""
    rows = ChatPost.objects.filter(topic__chat=chat, quoted=True)
    summary = chat.summary.words if chat.summary else ""
    there = chat.group.members.filter(left=None).values_list("pk", "name")
    return {*rows.values_list("post__by", flat=True), *(pk for pk, name in there if quotes(summary, [name], ()))}


def said_of(question: ChatQuestion) -> GroupSaid:
    """Whether the group has agreed, as it stands now."""
    chat = question.chat
    said = list(question.answers.values_list("by", "agrees"))
    askers = chat.group.members.filter(user=question.by_id).values_list("pk", flat=True)
    return group_said(
        over=question.until <= clock.now(),
        same=stands(chat) and not _changed_since(chat, question),
        quoted=quoted_members(chat),
        yes={pk for pk, agrees in said if agrees},
        no={pk for pk, agrees in said if not agrees},
        askers=set(askers),
    )


def _changed_since(chat: Chat, question: ChatQuestion) -> bool:
    """By its own changes: somebody who came in since, under a name that is a word in it, changes nothing."""
    return chat.summary is not None and chat.summary.edited is not None and chat.summary.edited > question.asked


def question_of(chat: Chat) -> ChatQuestion | None:
    """What the group is asked about this chat, with the piece that was made of it."""
    rows = ChatQuestion.objects.select_related("piece", "chat__group__centre", "chat__summary")
    return rows.filter(chat=chat).first()


def answer_of(question: ChatQuestion, member: Member | None) -> bool | None:
    """What this member said; None where they have said nothing."""
    return question.answers.filter(by=member).values_list("agrees", flat=True).first()


def who_must_answer(question: ChatQuestion) -> list[Member]:
    """Everybody who is quoted, is in the group and has said nothing yet."""
    said = question.answers.values("by")
    rows = Member.objects.filter(pk__in=quoted_members(question.chat), left=None).exclude(pk__in=said)
    return list(rows.select_related("user", "centre").order_by("pk"))

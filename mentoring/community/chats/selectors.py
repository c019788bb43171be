"""Reads the chats of a group: what is to come, what was said to each topic, and who is quoted in a summary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.chats.labels import TopicLine, as_typed
from mentoring.community.chats.models import Chat, ChatAnswer, ChatPost, ChatReminder, ChatTopic
from mentoring.community.chats.quoting import TopicQuotes, assembled, quotes, quotes_word_for_word
from mentoring.community.chats.running import ChatPhase, phase_of, topic_at
from mentoring.community.groups.selectors import answering, times_of
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from mentoring.community.threads.models import Post, Thread
from mentoring.community.threads.selectors import posts_seen
from oncocare.foundation import clock
from oncocare.people.access import not_found
from oncocare.people.models import Membership, User
from oncocare.people.roles import CLINICIAN
from oncocare.safety.words.wordlist import DangerRank
from oncocare.web.templatetags.web import moment

REMINDED_BEFORE = timedelta(hours=1)


# --- access -----------------------------------------------------------------------------------------------------------


def may_host(found: Inside) -> bool:
    """Whether this person may announce a chat: a mentor of the group, or a moderator, while it is open."""
    return found.group.is_open and found.member is not None and found.may_say_good


def may_run(found: Inside, chat: Chat) -> bool:
    """Whether they may lead this one: its host, or a moderator in the host's place."""
    own = found.member is not None and chat.host_id == found.member.pk
    return may_host(found) and (own or found.moderator is not None)


def chats_seen(found: Inside) -> QuerySet[Any]:
    """The chats of a group that this person can read of: not while the post that announced one waits or is hidden. Each
    with `reminded`, whether they asked to be, `answered`, whether they said if it may go into the library, and
    `thread_pk`.
    """
    mine = {"by": found.member}
    rows = Chat.objects.filter(group=found.group).select_related("host", "guest", "question")
    rows = rows.annotate(
        reminded=Exists(ChatReminder.objects.filter(chat=OuterRef("pk"), **mine)),
        answered=Exists(ChatAnswer.objects.filter(question__chat=OuterRef("pk"), **mine)),
        thread_pk=F("post__thread_id"),
    )
    if found.moderator:
        return rows
    return rows.filter(Q(post__state=Post.State.SHOWN) | Q(host=found.member))


def chat_in(found: Inside, user: User, pk: Any) -> Any:
    """A chat of this group that this person can read of; for anybody else there is none."""
    row = chats_seen(found).select_related("post__thread", "summary").filter(pk=pk).first()
    if row is None:
        not_found(user, f"chat:{pk}")
    row.group = row.post.group = row.post.thread.group = found.group
    return with_phase(row)


def topic_in(chat: Chat, user: User, pk: Any) -> ChatTopic:
    """A topic of this chat."""
    row = chat.topics.filter(pk=pk).first()
    if row is None:
        not_found(user, f"chat_topic:{pk}")
    return row


def phase_now(chat: Chat) -> ChatPhase:
    """How far it is."""
    return phase_of(chat.begins, chat.ends, clock.now(), called_off=chat.called_off_at is not None)


def with_phase(chat: Any) -> Any:
    """It, with its `phase` now, for a page."""
    chat.phase = phase_now(chat)
    return chat


# --- what is to come, and what was ------------------------------------------------------------------------------------


def on_top(found: Inside) -> list[Any]:
    """What stands on top of the group's page, the next first: chats that come or go on, those called off until they
    would have begun, and those about whose summary the group is asked. One query.
    """
    now = clock.now()
    coming = Q(ends__gt=now, called_off_at=None) | Q(begins__gt=now)
    asked = Q(question__until__gt=now, question__drafted_at=None)
    return [with_phase(one) for one in chats_seen(found).filter(coming | asked).order_by("begins", "pk")]


def chats_of(found: Inside) -> QuerySet[Any]:
    """Every chat of a group, the latest first."""
    return chats_seen(found).order_by("-begins", "-pk")


def chat_of(found: Inside, thread: Thread) -> Any:
    """The chat whose thread this is, if this person can read of it; else None."""
    row = chats_seen(found).filter(post__thread=thread).first()
    return with_phase(row) if row else None


def topics_of(chat: Chat) -> tuple[list[ChatTopic], ChatTopic | None]:
    """The topics of a chat in order, and the one that is open now."""
    topics = list(chat.topics.all())
    found = topic_at(clock.now(), [(one, one.begun) for one in topics if one.begun], chat.ends)
    return topics, found if phase_now(chat) is not ChatPhase.CALLED_OFF else None


def typed(chat: Chat) -> str:
    """Its topics as somebody would type them."""
    return as_typed(TopicLine(one.label, one.words) for one in chat.topics.all())


def places_in(found: Inside, thread: Thread) -> dict[Any, int]:
    """How many posts stand before each post of a thread, as this person sees it; one query."""
    rows = posts_seen(found).filter(thread=thread).order_by("made", "id").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(rows)}


def chips_in(chat: Chat) -> dict[Any, str]:
    """The label of its topic, for each post that was made while one was open."""
    return dict(ChatPost.objects.filter(topic__chat=chat).values_list("post", "topic__label"))


def overlapping(group: Group, begins: datetime, ends: datetime, but: Any = None) -> Chat | None:
    """A chat of the group that goes on at any of this time; `but` is another one's id."""
    rows = Chat.objects.filter(group=group, called_off_at=None, begins__lt=ends, ends__gt=begins)
    return rows.exclude(pk=but).order_by("begins").first()


def guests_of(group: Group) -> QuerySet[Member]:
    """Who may be the guest of a chat: clinicians who answer for the group."""
    clinician = Membership.objects.filter(user=OuterRef("user"), centre=OuterRef("centre"), role=CLINICIAN.name)
    able = answering([group]).values("user")
    return group.members.filter(Exists(clinician), user__in=able, staff=True, left=None).order_by("name", "pk")


def begin_soon() -> list[ChatReminder]:
    """Who is to be reminded now of a chat that begins within the hour, in a group that is awake then."""
    now = clock.now()
    soon = to_be_joined().filter(begins__gt=now, begins__lte=now + REMINDED_BEFORE)
    rows = ChatReminder.objects.filter(chat__in=soon, by__left=None)
    rows = rows.select_related("chat__group__centre", "by__user", "by__centre").order_by("chat__begins", "pk")
    times = times_of({row.chat.group for row in rows})
    return [row for row in rows if times[row.chat.group_id].awake(row.chat.begins)]


def to_be_joined() -> QuerySet[Chat]:
    """The chats that are not called off and in which people can write: the group reads what announced them, neither it
    nor the thread was closed, and it does not rest as they begin.
    """
    rows = Chat.objects.filter(called_off_at=None, group__closed_at=None, post__state=Post.State.SHOWN)
    return rows.filter(post__thread__closed_at=None).exclude(group__rests_until__gt=F("begins"))


def hosted_by(member: Member) -> QuerySet[Chat]:
    """The chats to come that somebody announced."""
    return _to_come().filter(host=member)


def to_come_in(group: Any) -> QuerySet[Chat]:
    """The chats to come of a group."""
    return _to_come().filter(group=group)


def without_host() -> list[Chat]:
    """The chats to come whose host is no mentor or moderator of the group any more, or is paused as they begin."""
    return [chat for chat in _to_come() if not _leads(chat)]


def _leads(chat: Chat) -> bool:
    host = chat.host
    paused = host.paused_at is not None and (host.paused_until is None or host.paused_until > chat.begins)
    able = _answers(chat.group, host) if host.staff else host.mentor
    return host.left is None and able and not paused


def without_guest() -> list[Chat]:
    """The chats to come whose guest answers for the group no more."""
    rows = _to_come().exclude(guest=None).select_related("guest")
    return [chat for chat in rows if chat.guest and not _answers(chat.group, chat.guest)]


def _answers(group: Group, member: Member) -> bool:
    return member.left is None and answering([group]).filter(user=member.user_id).exists()


def _to_come() -> QuerySet[Chat]:
    rows = Chat.objects.filter(begins__gt=clock.now(), called_off_at=None)
    return rows.select_related("group", "host__user").order_by("begins", "pk")


# --- the summary ------------------------------------------------------------------------------------------------------


def quotable(chat: Chat) -> QuerySet[ChatPost]:
    """What people wrote to the topics of a chat and the group can read, without what begins a topic. Words of wanting
    to die are quoted nowhere: they would raise a flag about whoever quotes them.
    """
    rows = ChatPost.objects.filter(topic__chat=chat, post__state=Post.State.SHOWN)
    rows = rows.exclude(post=F("topic__opening")).exclude(post__found=DangerRank.INTENT)
    return rows.select_related("topic", "post__by").defer("post__searched").order_by("post__made", "post")


def draft_of_summary(chat: Chat) -> str:
    """What its host has written of the summary; before that, what is chosen of each topic, in the language and the time
    of the group.
    """
    if chat.draft:
        return chat.draft
    with override(chat.group.language), timezone.override(chat.group.centre.zone):
        heading = _("Summary of the chat on %(when)s") % {"when": moment(chat.begins)}
        return assembled(heading, _chosen_by_topic(chat, _("Somebody who has left")))


def _chosen_by_topic(chat: Chat, gone: str) -> list[TopicQuotes]:
    rows = list(quotable(chat).filter(chosen=True))
    said = [(one.topic_id, gone if one.post.by.nameless else one.post.by.name, one.post.words) for one in rows]
    return [
        TopicQuotes(topic.label, topic.words, tuple((name, words) for at, name, words in said if at == topic.pk))
        for topic in chat.topics.exclude(begun=None)
    ]


def names_of(member: Any) -> set[str]:
    """What somebody is and was called in a group, from what is kept of its changes."""
    return {member.name, *(one.name for one in member.events.all())}


def quoted_as(member: Member, group: Group) -> set[str]:
    """How a summary of the group may call somebody: who has left has no name there."""
    with override(group.language):
        return {*names_of(member), _("Somebody who has left")} if member.nameless else names_of(member)


def said_before(post: Post) -> list[str]:
    """What a post said before it was changed."""
    return [one.words for one in post.versions.all()]


def said_in(post: Post) -> list[str]:
    """What a post says and said before."""
    return [post.words, *said_before(post)]


def written_in(chat: Chat) -> QuerySet[ChatPost]:
    """What was posted to the topics of a chat, with all it said and whose it is; what begins one, and the summary, are
    not in it.
    """
    rows = ChatPost.objects.filter(topic__chat=chat, post__sums_up=None).exclude(post=F("topic__opening"))
    return rows.select_related("post__by").prefetch_related("post__versions", "post__by__events").order_by("pk")


def quoted_in(chat: Chat, summary: str, rows: Iterable[ChatPost]) -> list[ChatPost]:
    """Those of these posts whose words stand in a summary of their chat, chosen or not. Where its host has changed how
    somebody is quoted, each post of theirs that was chosen may be the one, and each whose words are there.
    """
    known = [(one, quoted_as(one.post.by, chat.group), said_in(one.post)) for one in rows]
    exact = [one for one, names, said in known if quotes_word_for_word(summary, names, said)]
    sure = {one.post.by_id for one in exact}
    left = [(one, said) for one, _names, said in known if one.post.by_id not in sure]
    named = {one.pk: names_of(one.post.by) if one.chosen else set() for one, _said in left}
    return [*exact, *(one for one, said in left if quotes(summary, named[one.pk], said))]


def quotes_of(post: Post) -> ChatPost | None:
    """A post whose words stand in a summary that was published, with that."""
    rows = ChatPost.objects.filter(post=post, quoted=True)
    return rows.select_related("post__by", "topic__chat__summary", "topic__chat__group").first()


def summaries_that_name(member: Member) -> list[Post]:
    """The summaries in which somebody is quoted, the first first."""
    rows = Post.objects.filter(sums_up__topics__posts__quoted=True, sums_up__topics__posts__post__by=member)
    return list(rows.distinct().defer("searched").select_related("thread").order_by("pk"))

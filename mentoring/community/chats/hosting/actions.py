"""Writes of whoever leads a chat: its topics one after the other, what of it is kept, and the summary."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.chats.actions import BY, held_chat, refuse_asleep, refuse_unless
from mentoring.community.chats.models import Chat, ChatPost, ChatTopic
from mentoring.community.chats.quoting import as_said_now, print_of, renamed, without_quote
from mentoring.community.chats.running import ChatPhase, may_begin_topic, topic_at
from mentoring.community.chats.selectors import (
    may_run,
    names_of,
    phase_now,
    quotable,
    quoted_as,
    quoted_in,
    quotes_of,
    said_before,
    said_in,
    summaries_that_name,
    written_in,
)
from mentoring.community.chats.words import topic_post
from mentoring.community.kinds import CHAT_SUMMARISED
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from mentoring.community.threads.actions import Posted, tell_changed, write_post
from mentoring.community.threads.fitting import LONGEST, checked_words
from mentoring.community.threads.marks import say_good
from mentoring.community.threads.markup import cleaned
from mentoring.community.threads.models import Post, PostVersion
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.people.models import User

# --- the hour ---------------------------------------------------------------------------------------------------------


@action
def begin_topic(*, by: User, inside: Inside, chat: Chat, topic: ChatTopic) -> Posted | None:
    """The host, or a moderator in their place, begins a topic by a post in the thread; None where it was begun before.
    What people post from then on belongs to it, until the next one is begun.
    """
    refuse_unless(may_run(inside, chat), _("Only its host and moderators do this. Nothing was changed."))
    chat = held_chat(chat)
    refuse_unless(
        chat.called_off_at is None and may_begin_topic(chat.begins, chat.ends, clock.now()),
        _("A topic can be begun while the chat goes on. Nothing was changed."),
    )
    topic = ChatTopic.objects.select_for_update().get(pk=topic.pk)
    if topic.begun:
        return None
    words = topic_post(topic.label, topic.words)
    posted = write_post(by=by, inside=inside, words=words, key=ids.new(), thread=chat.post.thread)
    topic.begun, topic.opening = posted.post.made, posted.post
    topic.save(update_fields=["begun", "opening"])
    record(by=by, verb=Verb.CHAT_TOPIC_BEGUN, subject=topic, centre=chat.group.centre_id, label=topic.label)
    return posted


@action
def keep_in_topic(*, post: Post) -> ChatPost | None:
    """A post belongs to the topic that was open as it was made; kept once. None where none was."""
    chat = Chat.objects.filter(post__thread=post.thread_id, called_off_at=None).first()
    if chat is None:
        return None
    begun = [(pk, at) for pk, at in chat.topics.values_list("pk", "begun") if at]
    topic = topic_at(post.made, begun, chat.ends)
    return next(iter(insert_new([ChatPost(post=post, topic_id=topic)])), None) if topic else None


@action
def choose_posts(*, by: User, inside: Inside, chat: Chat, shown: Collection[UUID], chosen: Collection[UUID]) -> int:
    """Of the posts that a page showed, these shall stand in the draft of the summary; how many are chosen in all."""
    refuse_unless(may_run(inside, chat), _("Only its host and moderators do this. Nothing was changed."))
    chat = held_chat(chat)
    refuse_unless(chat.summary is None, _("The summary is published already. Nothing was changed."))
    rows = ChatPost.objects.filter(post__in=shown, pk__in=quotable(chat).values("pk"))
    rows.filter(post__in=chosen).update(chosen=True)
    rows.exclude(post__in=chosen).update(chosen=False)
    number = quotable(chat).filter(chosen=True).count()
    record(by=by, verb=Verb.CHAT_POSTS_CHOSEN, subject=chat, centre=chat.group.centre_id, chosen=number)
    return number


# --- the summary ------------------------------------------------------------------------------------------------------


@action
def keep_summary(*, by: User, inside: Inside, chat: Chat, words: str, over: str | None = None) -> Chat:
    """Keep what the host has written of the summary so far; kept empty, it is made from the chosen posts again. `over`:
    from which draft the page began; what somebody else kept since is not written over.
    """
    refuse_unless(may_run(inside, chat), _("Only its host and moderators do this. Nothing was changed."))
    chat = held_chat(chat)
    refuse_unless(chat.summary is None, _("The summary is published already. Nothing was changed."))
    words = cleaned(words)[: 2 * LONGEST]
    _refuse_over(chat, over, words)
    chat.draft = words
    chat.save(update_fields=["draft"])
    record(by=by, verb=Verb.CHAT_SUMMARY_KEPT, subject=chat, centre=chat.group.centre_id)
    return chat


@action
def publish_summary(*, by: User, inside: Inside, chat: Chat, words: str, over: str | None = None) -> Posted | None:
    """After the hour the summary is posted in the thread, which is good to read from then on; None where they did that
    before. What was hidden or taken along meanwhile is taken out first, what was changed is as it says now, and who has
    left has no name in it. `over` as above.
    """
    refuse_unless(may_run(inside, chat), _("Only its host and moderators do this. Nothing was changed."))
    chat = held_chat(chat)
    if chat.summary:
        refuse_unless(
            chat.summarised_by_id == by.pk,
            _("Somebody else has published the summary meanwhile. What you wrote is still here."),
        )
        return None
    refuse_unless(
        phase_now(chat) is ChatPhase.OVER, _("A summary is published after the chat. What you wrote is still here.")
    )
    _refuse_over(chat, over, cleaned(words))
    words = _without_those_gone(chat, checked_words(words))
    refuse_asleep(inside, "", words)
    thread = chat.post.thread
    posted = write_post(by=by, inside=inside, words=checked_words(words), key=ids.new(), thread=thread)
    say_good(by=by, inside=inside, thread=thread)
    chat.summary, chat.summarised_at, chat.summarised_by, chat.draft = posted.post, clock.now(), by, ""
    chat.save(update_fields=["summary", "summarised_at", "summarised_by", "draft"])
    quotes = _note_quotes(chat, posted.post.words)
    record(by=by, verb=Verb.CHAT_SUMMARISED, subject=chat, centre=chat.group.centre_id, quotes=quotes)
    emit(CHAT_SUMMARISED, chat=chat.pk, post=posted.post.pk)
    return posted


def _refuse_over(chat: Chat, over: str | None, words: str) -> None:
    refuse_unless(
        over in (None, print_of(chat.draft)) or words == chat.draft,
        _("Somebody else has kept other words meanwhile. Both are below: press again to keep yours instead."),
    )


def _note_quotes(chat: Chat, words: str) -> int:
    """Whose posts stand in the summary from now on; how many."""
    there = quoted_in(chat, words, written_in(chat).filter(pk__in=quotable(chat).values("pk")))
    return ChatPost.objects.filter(pk__in=[one.pk for one in there]).update(quoted=True)


def _without_those_gone(chat: Chat, words: str) -> str:
    readable = set(quotable(chat).order_by().values_list("pk", flat=True))
    for row in quoted_in(chat, words, written_in(chat)):
        words = _as_it_stands(chat, row, words, gone=row.pk not in readable)
    return words


def _as_it_stands(chat: Chat, row: ChatPost, words: str, *, gone: bool) -> str:
    """The words of a summary with a quote as it may be read: not at all of what is `gone`, else as its post says now,
    and without a name of who has left.
    """
    names = quoted_as(row.post.by, chat.group)
    if gone:
        return without_quote(words, names, said_in(row.post), named=row.chosen)
    words = as_said_now(words, names, said_before(row.post), row.post.words)
    return renamed(words, names_of(row.post.by), _gone(chat.group)) if row.post.by.nameless else words


def _gone(group: Group) -> str:
    with override(group.language):
        return _("Somebody who has left")


@action
def follow_quote(*, post: Post) -> Post | None:
    """A post that is quoted in a summary was changed, hidden or taken along, or waits for a moderator: its words there
    are as it says now, or go. What the summary said before is kept for moderators, as with any change. None where
    nothing was to be done.
    """
    row = quotes_of(post)
    summary = row.topic.chat.summary if row else None
    if row is None or summary is None:
        return None
    if gone := post.state != Post.State.SHOWN:
        row.quoted = False
        row.save(update_fields=["quoted"])
    return _rewrite(summary, lambda words: _as_it_stands(row.topic.chat, row, words, gone=gone))


@action
def follow_summary(*, post: Post) -> int:
    """Its host has changed a summary that was published: what nobody can read comes not back into it, and whoever is
    quoted anew can say no; how many posts are in it.
    """
    chat = Chat.objects.filter(summary=post).select_related("group", "summary__thread").first()
    if chat is None or chat.summary is None:
        return 0
    changed = _rewrite(chat.summary, lambda words: _without_those_gone(chat, words))
    return _note_quotes(chat, (changed or chat.summary).words)


@action
def forget_name(*, member: Member) -> int:
    """Somebody has left the group: summaries that quote them do so without their name; in how many."""
    names, gone = names_of(member), _gone(member.group)
    changed = [_rewrite(post, lambda words: renamed(words, names, gone)) for post in summaries_that_name(member)]
    return sum(one is not None for one in changed)


def _rewrite(summary: Post, change: Callable[[str], str]) -> Post | None:
    hold(summary.thread)
    summary = Post.objects.select_for_update(of=("self",)).select_related("thread", "group").get(pk=summary.pk)
    words = change(summary.words)
    if words == summary.words:
        return None
    PostVersion.objects.create(post=summary, words=summary.words)
    summary.words, summary.edited = words, clock.now()
    summary.save(update_fields=["words", "edited"])
    record(by=BY, verb=Verb.CHAT_QUOTE_TAKEN, subject=summary, centre=summary.group.centre_id)
    tell_changed(summary)
    return summary

"""Chats of a group, through the real actions: one to come, one called off, and one that was held and summed up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from mentoring.community.chats import actions
from mentoring.community.chats.asking import actions as asking
from mentoring.community.chats.asking.selectors import question_of
from mentoring.community.chats.hosting import actions as hosting
from mentoring.community.chats.models import Chat
from mentoring.community.chats.selectors import draft_of_summary
from mentoring.community.kinds import CHAT_CHANGED, CHAT_QUESTION, CHAT_SOON
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside, inside
from mentoring.community.threads.actions import write_post
from mentoring.community.threads.models import Post
from oncocare.foundation import clock, ids
from oncocare.notifications.actions import queue
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import User
from oncocare.people.selectors import Standing
from tests.cast import Cast
from tests.factories.community import member, open_group, posted

CALLED = "Where they chat"
TOPICS = "Sleeping before a scan\n- What helps you?\nThe days after it"
HOUR = timedelta(hours=1)


def at(user: User, group: Group) -> Inside:
    """Them in the group."""
    return inside(Standing(user), group.pk)


def said(begins: datetime, **given: Any) -> actions.ChatFacts:
    """What a host says of a chat of an hour, unless something else is given."""
    usual = {"about": "How we get through the days around a scan.", "minutes": 60, "topics": TOPICS}
    return actions.ChatFacts(**{**usual, "begins": begins, **given})


def announced(by: User, group: Group, begins: datetime, title: str = "Before a scan", **given: Any) -> Chat:
    """A chat that somebody announces now."""
    facts = said(begins, **given)
    return actions.announce_chat(by=by, inside=at(by, group), key=ids.new(), title=title, facts=facts).chat


def begun(by: User, chat: Chat, label: str) -> Post:
    """They begin the topic with this label now; the post by which they do."""
    topic = chat.topics.get(label=label)
    hosting.begin_topic(by=by, inside=at(by, chat.group), chat=chat, topic=topic)
    topic.refresh_from_db()
    hosting.keep_in_topic(post=topic.opening)  # type: ignore[arg-type]  # -- it was just begun
    return topic.opening  # type: ignore[return-value]


def wrote(by: User, chat: Chat, words: str) -> Post:
    """They post in the thread of a chat now, and what follows from it has."""
    post = write_post(by=by, inside=at(by, chat.group), words=words, key=ids.new(), thread=chat.post.thread).post
    hosting.keep_in_topic(post=post)
    return post


def summed_up(by: User, chat: Chat, *posts: Post) -> Post:
    """These posts are chosen, and the summary is published now as its draft has it."""
    where, pks = at(by, chat.group), [one.pk for one in posts]
    hosting.choose_posts(by=by, inside=where, chat=chat, shown=pks, chosen=pks)
    chat.refresh_from_db()
    words = draft_of_summary(chat)
    hosting.publish_summary(by=by, inside=where, chat=chat, words=words)
    chat.refresh_from_db()
    return chat.summary  # type: ignore[return-value]  # -- it was just published


def chats_held(cast: Cast, rows: int = 1) -> Group:
    """A group of Ana and Clara's that is always awake, with so many chats of each kind, and one that Ana led."""
    group = open_group(cast, CALLED, stays_open=True)
    ana = member(cast, group, cast.ana, "Red fox")
    today = today_of(cast.here)
    monday = moment_of(cast.here, today - timedelta(days=today.weekday() + 7), time(10))
    for number in range(rows):
        _held(cast, group, monday + number * 2 * HOUR, rows)
        _to_come(cast, group, monday + timedelta(days=14) + number * HOUR, rows)
    post = posted(ana, "made up")
    Chat.objects.create(
        group=group, host=ana, post=post, title="made up", about="made up", begins=monday - 9 * HOUR,
        ends=monday - 8 * HOUR,
    ).topics.create(place=0, label="T1", words="made up")  # fmt: skip
    Post.objects.filter(group=group).update(made=clock.now())  # no post of the past stands before those of others
    return group


def _held(cast: Cast, group: Group, begins: datetime, rows: int) -> None:
    with clock.at(begins - HOUR):
        chat = announced(cast.clara, group, begins, topics="\n".join(f"made up {n}" for n in range(rows)))
    posts = []
    for number in range(rows):
        with clock.at(begins + number * timedelta(minutes=5)):
            begun(cast.clara, chat, f"T{number + 1}")
            posts += [wrote(cast.ana, chat, f"What I wrote there {number}") for _more in range(rows)]
    with clock.at(begins + 2 * HOUR):
        summed_up(cast.clara, chat, *posts)
    question = asking.ask_group(by=cast.clara, inside=at(cast.clara, group), chat=chat)
    asking.answer_question(by=cast.ana, inside=at(cast.ana, group), question=question, agrees=True)


def _to_come(cast: Cast, group: Group, begins: datetime, rows: int) -> None:
    where, ana = at(cast.clara, group), at(cast.ana, group)
    topics = "\n".join(f"made up {number}" for number in range(rows))
    guest = Member.objects.get(group=group, user=cast.clara)
    chat = announced(cast.clara, group, begins, topics=topics, guest=guest)
    off = announced(cast.clara, group, begins + timedelta(days=1), topics=topics)
    for one in (chat, off):
        actions.remind_me(by=cast.ana, inside=ana, chat=one)
    moved = said(begins + timedelta(days=2), topics=topics)
    actions.change_chat(by=cast.clara, inside=where, chat=off, facts=moved)
    actions.call_off_chat(by=cast.clara, inside=where, chat=off, why="made up")


def chats_told(cast: Cast) -> None:
    """One message of each kind, to whoever could get it: the count of new messages asks each kind once."""
    chat, off = _coming(), Chat.objects.exclude(called_off_at=None).earliest("begins", "pk")
    question = question_of(_past())
    for user, audience in (
        (cast.ana, "patient"), (cast.bea, "patient"), (cast.felix, "caregiver"), (cast.clara, "staff"),
        (cast.carlos, "staff"), (cast.gala, "staff"),
    ):  # fmt: skip
        for kind, source in (
            (CHAT_SOON, actions.source_of(chat)),
            (CHAT_CHANGED, f"off:{off.pk}"),
            (CHAT_QUESTION, str(question.pk)),  # type: ignore[union-attr]  # -- it is asked
        ):
            queue(user=user, centre=cast.here, kind=f"{kind}.{audience}", source=source)


def _coming() -> Chat:
    return Chat.objects.filter(group__name=CALLED, called_off_at=None, begins__gt=clock.now()).earliest("begins", "pk")


def _past() -> Chat:
    return Chat.objects.filter(group__name=CALLED).exclude(summary=None).earliest("begins", "pk")


def chat_address(name: str) -> dict[str, Any]:
    """What the addresses of chats name: one to come, or one that was held, with its first topic; of others nothing."""
    to_come = ("group_chats", "announce_chat", "change_chat", "call_off_chat", "remind_of_chat")
    held = (
        "host_chat", "begin_chat_topic", "choose_chat_posts", "chat_summary", "chat_question", "ask_group",
        "draft_chat_piece",
    )  # fmt: skip
    if name not in (*to_come, *held) or not Chat.objects.exists():
        return {}
    chat = _coming() if name in to_come else _past()
    return {"group": chat.group_id, "chat": chat.pk, "topic": chat.topics.first().pk}  # type: ignore[union-attr]

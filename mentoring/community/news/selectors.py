"""Reads who in a group is to be told of what is new, and whether that still holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from mentoring.community.kinds import GROUP_NEWS
from mentoring.community.models import Member
from mentoring.community.threads.models import MemberMuted, Post, PostMention, ThreadFollowed, ThreadVisit
from oncocare.foundation import clock
from oncocare.notifications.models import Message

LEFT_IN_PEACE = timedelta(days=28)  # after so long without a visit no mail says any more that something is new


class FollowedNews(NamedTuple):
    """Somebody follows a thread in which others wrote since they were last there; `source` stays until they come."""

    member: Member
    source: str


def followed_news(users: Iterable[Any], threads: Iterable[Any]) -> list[FollowedNews]:
    """Of these people and threads, who follows which in an open group, and has not been there since others wrote, of
    whom they want to read.
    """
    rows = ThreadFollowed.objects.filter(
        by__user__in=users, thread__in=threads, by__left=None, thread__group__closed_at=None
    ).annotate(since=_last_there("by", "thread", "made"))
    posts = Post.objects.filter(thread=OuterRef("thread"), state=Post.State.SHOWN, made__gt=OuterRef("since"))
    wanted = posts.exclude(by=OuterRef("by")).filter(~_muted(OuterRef(OuterRef("by")), OuterRef("by")))
    rows = rows.filter(Exists(wanted)).select_related("by__user", "by__centre")
    return [FollowedNews(row.by, f"{row.thread_id}@{row.since.isoformat()}") for row in rows]


def unread_mentions(users: Iterable[Any], posts: Iterable[Any]) -> QuerySet[PostMention]:
    """Where one of these people is named in one of these posts by somebody of whom they want to read, can read it, and
    was last there before it.
    """
    rows = PostMention.objects.filter(
        post__in=posts, post__state=Post.State.SHOWN, post__group__closed_at=None,
        member__user__in=users, member__left=None,
    ).filter(~_muted(OuterRef("member"), OuterRef("post__by"))).exclude(post__by=F("member"))  # fmt: skip
    since = _last_there("member", "post__thread")
    return rows.alias(since=since).filter(post__made__gt=F("since")).select_related("member__user", "member__centre")


def _muted(by: Any, member: Any) -> Exists:
    """Whether somebody reads no more of another; both are columns of the queries around."""
    return Exists(MemberMuted.objects.filter(by=by, member=member))


def _last_there(member: str, thread: str, *others: str) -> Greatest:
    """When a member last was in a thread or its group, or joined; another moment where that was later."""
    visit = ThreadVisit.objects.filter(thread=OuterRef(thread), by=OuterRef(member)).values("seen")
    return Greatest(Subquery(visit), f"{member}__visited", f"{member}__joined", *others)


def with_news() -> QuerySet[Any]:
    """Who wants to know when something is new in their open group, and has not been there since others wrote of whom
    they want to read.
    """
    wanting = Member.objects.filter(left=None, staff=False, digest=True, group__closed_at=None)
    return _unread(wanting.annotate(since=Greatest("visited", "joined")))


def to_tell_of_news() -> QuerySet[Member]:
    """Those of them who were told of nothing since; whoever has not come for `LEFT_IN_PEACE` is told no more."""
    told = Message.objects.filter(user=OuterRef("user"), kind__startswith=f"{GROUP_NEWS}.").order_by("-made")
    there = with_news().filter(since__gt=clock.now() - LEFT_IN_PEACE)
    rows = _unread(there.annotate(told=Greatest("since", Subquery(told.values("made")[:1]))), "told")
    return rows.select_related("user", "centre").order_by("pk")


def _unread(rows: QuerySet[Any], since: str = "since") -> QuerySet[Any]:
    """Those in whose group others wrote after that moment of theirs, of whom they want to read."""
    posts = Post.objects.filter(group=OuterRef("group"), state=Post.State.SHOWN, made__gt=OuterRef(since))
    wanted = posts.exclude(by=OuterRef("pk")).filter(~_muted(OuterRef(OuterRef("pk")), OuterRef("by")))
    return rows.filter(Exists(wanted))

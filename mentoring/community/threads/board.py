"""Reads what stands around the threads of a group: on top of them, and in the head of their list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from mentoring.community.groups.duty import GroupTime
from mentoring.community.groups.selectors import names_column, time_columns, time_in
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from mentoring.community.threads.models import LiveEvent, MemberMuted, Post, PostDraft, PostMention
from mentoring.community.threads.selectors import threads_of, threads_seen, unanswered_posts
from mentoring.community.threads.week import monday_of
from oncocare.foundation import clock
from oncocare.people.days import today_of

MOST_GOOD = 5  # threads that stand on top as good to read
NEW_FOR = timedelta(days=14)  # so long after somebody came in, whoever helps them sees that nobody greeted them
GOOD = Q(good_at__isnull=False)


@dataclass(frozen=True)
class OnTop:
    """What stands above all threads: those in which somebody waits, for a mentor to answer, the earliest promised
    first; those that are good to read, the latest found so first; and that of this `week`, where there is one.
    """

    waiting: list[Any]
    good: list[Any]
    week: Any = None


def threads_on_top(found: Inside) -> OnTop:
    """The same of a group, read in one query; a thread in which somebody waits stands among the good ones no more."""
    rows, now = threads_of(found), Q(week=this_week(found.group), number__gt=0)
    asked = unanswered_posts().filter(group=found.group).exclude(by=found.member)
    answers = Q(pk__in=asked.values("thread")) if found.member and found.member.mentor else Q(pk=None)
    of_week, asked_in = Case(When(now, then=True), default=False), Case(When(answers, then=True), default=False)
    threads = list(rows.annotate(of_week=of_week, asked=asked_in).filter(answers | GOOD | now))
    waiting = sorted((one for one in threads if one.asked), key=lambda one: one.waits)
    good = [one for one in threads if one.good_at and not one.asked and not one.of_week and not one.muted]
    return OnTop(
        waiting=waiting,
        good=sorted(good, key=lambda one: one.good_at, reverse=True)[:MOST_GOOD],
        week=next((one for one in threads if one.of_week), None),
    )


def this_week(group: Group) -> date:
    """The Monday of the week that it is where the centre of the group is."""
    return monday_of(today_of(group.centre))


@dataclass(frozen=True)
class Board:
    """What stands around the threads of a group: its `time`, who `moderators` are, up to where the group was `heard`,
    whether this person has a `draft` for a new thread, whether they read no more of anybody (`mutes`), how many
    `threads` they see, and for whoever helps newcomers, who they are: `pk`, `name`, in which `thread` each wrote last,
    and whether somebody `greeted` them.
    """

    time: GroupTime
    moderators: list[str]
    heard: int
    draft: bool
    mutes: bool
    threads: int
    newcomers: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def ungreeted(self) -> list[Mapping[str, Any]]:
        """Those of them whom nobody has greeted."""
        return [one for one in self.newcomers if not one["greeted"]]


def board_of(found: Inside) -> Board:
    """The same, read in one query."""
    here = OuterRef("pk")
    heard = LiveEvent.objects.filter(group=here).order_by("-number").values("number")[:1]
    draft = PostDraft.objects.filter(group=here, by=found.member, thread=None)
    number = threads_seen(found).order_by().values("group").annotate(number=Count("pk")).values("number")
    rows = Group.objects.values(
        names=names_column(),
        heard=Subquery(heard),
        draft=Exists(draft),
        mutes=Exists(MemberMuted.objects.filter(by=found.member)),
        number=Subquery(number),
        newcomers=ArraySubquery(
            newcomers_in(found).values(whole=JSONObject(pk="pk", name="name", thread="thread", greeted="greeted"))
        ),
        **time_columns(),
    )
    row = rows.get(pk=found.group.pk)
    time = time_in(found.group, row)
    told = row["mutes"], row["number"] or 0, row["newcomers"] or []
    return Board(time, row["names"], row["heard"] or 0, row["draft"], *told)


def newcomers_in(found: Inside) -> QuerySet[Any]:
    """Who came into the group within `NEW_FOR` and has written nothing that can be read, or has neither been named nor
    answered by anybody, the latest first; for mentors and moderators, for others nobody. Each with the `thread` in
    which they wrote last, and whether somebody `greeted` them.
    """
    own = Post.objects.filter(by=OuterRef("pk"), state=Post.State.SHOWN)
    named = PostMention.objects.filter(member=OuterRef("pk"), post__state=Post.State.SHOWN)
    rows = Member.objects.filter(group=found.group, left=None, staff=False, joined__gt=clock.now() - NEW_FOR)
    whole = rows.annotate(
        thread=Subquery(own.order_by("-made", "-id").values("thread")[:1]),
        greeted=Exists(named.exclude(post__by=OuterRef("pk"))) | Exists(own.exclude(replied=None)),
    )
    alone = whole.filter(Q(thread=None) | Q(greeted=False)).order_by("-joined", "pk")
    return alone.exclude(user=found.member.user_id) if found.member and found.may_say_good else alone.none()

"""What is new in a group since a page was made, and who may hear it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mentoring.community.live.frames import Signal
from mentoring.community.models import Group
from mentoring.community.selectors import Inside, inside, member_of, moderator_of
from mentoring.community.threads.models import LiveEvent, Post, Thread
from mentoring.community.threads.selectors import posts_seen
from oncocare.people.selectors import Standing

BATCH = 500  # signals that are read at once


@dataclass(frozen=True)
class GroupNews:
    """What came to a group after a number that somebody had heard, apart from what they posted themselves: the number
    of posts by thread, the threads in which one was changed, and up to where one has heard with it.
    """

    number: int
    posts: dict[str, int]
    changed: list[str]


def last_number(group: Any) -> int:
    """The number of the latest signal of a group; 0 before the first."""
    latest = LiveEvent.objects.filter(group=group).order_by("-number").values_list("number", flat=True).first()
    return latest or 0


def signals_after(group: Any, number: int, most: int = BATCH) -> list[Signal]:
    """The next signals of a group after this number, in order; two queries."""
    rows = LiveEvent.objects.filter(group=group, number__gt=number).order_by("number")
    found = list(rows.values_list("number", "thread_id", "about")[:most])
    authors = _authors({about for _number, _thread, about in found})
    return [Signal(number, str(thread), authors.get(about, "")) for number, thread, about in found]


def _authors(abouts: set[str]) -> dict[str, str]:
    """Who posted, by what a signal is about, where it is about a post; a change is about more than a post."""
    posts = [about for about in abouts if ":" not in about]
    rows = Post.objects.filter(pk__in=posts).values_list("pk", "by__user_id")
    return {str(post): str(user) for post, user in rows}


def news_after(standing: Standing, group: Group, number: int) -> GroupNews:
    """What this person has not heard; a thousand at most, after which a number says nothing more."""
    last, own = last_number(group), str(standing.user.pk)
    found = [one for one in signals_after(group, number, 2 * BATCH) if one.author != own] if number < last else []
    posts = Counter(one.thread for one in found if one.posted)
    return GroupNews(last, dict(posts), sorted({one.thread for one in found if not one.posted}))


def first_new(found: Inside, thread: Thread, number: int) -> tuple[Any, int] | None:
    """The first post of others in a thread that was told of after this number, and how many stand before it."""
    rows = LiveEvent.objects.filter(group=found.group, thread=thread, number__gt=number)
    told = [about for about in rows.values_list("about", flat=True) if ":" not in about]
    there = posts_seen(found).filter(thread=thread)
    first = there.filter(pk__in=told)
    if found.member:
        first = first.exclude(by=found.member)
    new = first.order_by("made", "id").values_list("pk", "made").first()
    return (new[0], there.filter(made__lt=new[1]).count()) if new else None


def heard_by(standing: Standing, group: str, after: int | None) -> int:
    """Up to where a page of this person has heard that opens its stream now: what it says itself, or all there is. Who
    may not read the group is refused, which is written down.
    """
    last = last_number(inside(standing, group).group)
    return last if after is None else min(after, last)


def reads(standing: Standing, group: str) -> bool:
    """Whether they may read the group; nothing is written down."""
    found = Group.objects.filter(pk=group).exclude(opened_at=None).first()
    return found is not None and bool(member_of(standing, found) or moderator_of(standing, found))


def as_id(text: str) -> str:
    """The id of a group as rows write it; ValueError for what is none."""
    return str(UUID(text))

"""Telling the open pages of a group that something is new; PostgreSQL hands it on once it is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from mentoring.community.live.frames import ACCESS, NEWS, Signal, written
from mentoring.community.live.selectors import last_number
from mentoring.community.models import Group, Member
from mentoring.community.threads.models import LiveEvent, Post, Thread
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold

KEPT = timedelta(days=1)  # longer than any session lasts, so no page can ask for what is gone


@action
def tell_posted(*, post: Post) -> None:
    """The group has a new post; told of the same one twice, pages hear it once."""
    _tell(post.group_id, post.thread_id, str(post.pk), author=str(post.by.user_id))


@action
def tell_changed(*, post: Post) -> None:
    """A post is not as it was: told of twice while it stays so, pages hear it once."""
    changed = max(moment for moment in (post.edited, post.state_at, post.made) if moment)
    _tell(post.group_id, post.thread_id, f"{post.pk}:{changed.isoformat()}:{post.state}")


@action
def tell_thread_changed(*, thread: Thread, at: str) -> None:
    """A thread was closed or opened again at a moment; told of that twice, pages hear it once."""
    _tell(thread.group_id, thread.pk, f"{thread.pk}:{at}")


def _tell(group_id: UUID, thread_id: UUID, about: str, author: str = "") -> None:
    group = Group(pk=group_id)
    hold(group)  # numbers are given one after the other, and kept in the order in which they were given
    if LiveEvent.objects.filter(group=group, about=about).exists():
        return
    made = LiveEvent.objects.create(
        group=group, number=last_number(group) + 1, thread_id=thread_id, about=about
    )  # fmt: skip
    _notify(NEWS, written(group.pk, Signal(made.number, str(thread_id), author)))


@action
def tell_access_changed(*, member: Member) -> None:
    """What this person may read in the group is to be looked at again, by whatever pages of theirs are open."""
    _notify(ACCESS, f"{member.group_id}:{member.user_id}")


def _notify(channel: str, line: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, line])


@action
def forget_old() -> int:
    """What no page can ask for any more goes; the last of each group stays, for its number is where they go on."""
    later = LiveEvent.objects.filter(group=OuterRef("group"), number__gt=OuterRef("number"))
    old = LiveEvent.objects.filter(Exists(later), made__lt=clock.now() - KEPT)
    return old.delete()[0]

"""What the page of groups says of each group that one answers for, and which tasks of groups are no longer needed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinicians.models import Task
from mentoring.community.groups.selectors import times_of
from mentoring.community.kinds import UNANSWERED_TASK
from mentoring.community.models import Group
from mentoring.community.moderation.selectors import Case
from mentoring.community.threads.selectors import unanswered_posts
from oncocare.foundation import clock
from oncocare.people.models import User


def answered_since() -> list[str]:
    """The posts, by id, of which somebody has a task because nobody answered, and which wait for an answer no more."""
    sources = Task.objects.filter(Task.OPEN, source__startswith=UNANSWERED_TASK).values_list("source", flat=True)
    asked = {source.removeprefix(UNANSWERED_TASK).partition(":")[0] for source in sources}
    waiting = unanswered_posts().filter(pk__in=asked).values_list("pk", flat=True) if asked else ()
    return sorted(asked - {str(pk) for pk in waiting})


@dataclass(frozen=True)
class GroupSeen:
    """A group with its counts, and who is on duty in it `now`, or `next` where nobody is; both may be empty. It `rests`
    until then where a moderator lets it.
    """

    group: Any
    reported: int
    waiting: int
    now: list[str]
    next: str
    rests: datetime | None


def seen(groups: Collection[Group], cases: Collection[Case], waiting: Collection[Any]) -> list[GroupSeen]:
    """Each of these groups with what is listed of it above."""
    moment, times = clock.now(), times_of(groups)
    turns = {group.pk: times[group.pk].on_duty(moment) for group in groups}
    coming = {group.pk: times[group.pk].next_on_duty(moment) for group in groups}
    people = {pk for pks in turns.values() for pk in pks} | {pk for pk in coming.values() if pk}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if groups else {}
    return [
        GroupSeen(
            group=group,
            reported=sum(case.post.group_id == group.pk for case in cases),
            waiting=sum(post.group_id == group.pk for post in waiting),
            now=[names[pk] for pk in turns[group.pk]],
            next=next((names[pk] for pk in [coming[group.pk]] if pk), ""),
            rests=times[group.pk].rests_until if times[group.pk].rests(moment) else None,
        )
        for group in groups
    ]

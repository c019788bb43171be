"""Writes of weeks: that somebody was in a group, and what they did there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, When
from django.db.models.functions import Greatest

from mentoring.community.exposure.models import GroupWeek
from mentoring.community.exposure.weeks import WeekDone, monday_of
from mentoring.community.models import Group, Member
from mentoring.community.selectors import Inside
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action
from oncocare.people.days import today_of
from oncocare.people.models import Actor


@action
def note_visit(*, by: Actor, inside: Inside, read: int = 0) -> None:
    """A member is in the group now, and so many posts became read; whoever answers for it is not counted."""
    member = inside.member
    if member is None or member.staff:
        return
    day = today_of(inside.group.centre)
    there = GroupWeek.objects.filter(member=member, week=monday_of(day))
    if not _add(there, day, read) and not insert_new([_first(member, day, read)]):
        _add(there, day, read)  # another page of theirs was quicker


def _add(there: Any, day: date, read: int) -> int:
    new = Case(When(latest_day__gte=day, then=F("days_active")), default=F("days_active") + 1)
    return int(
        there.update(days_active=new, latest_day=Greatest(F("latest_day"), day), posts_read=F("posts_read") + read)
    )


def _first(member: Member, day: date, read: int) -> GroupWeek:
    return GroupWeek(member=member, week=monday_of(day), days_active=1, posts_read=read, latest_day=day)


@action
def set_done(
    *, by: Actor, group: Group, since: date, done: Mapping[tuple[Any, date], WeekDone], counted: datetime
) -> int:
    """What members of a group posted and said of posts in the weeks since this Monday, whatever was counted before:
    told twice it is the same, and what they took back since is in it no more.

    Who did something on more days than they were seen on was there on those.
    """
    counted_before = GroupWeek.objects.filter(member__group=group, week__gte=since).exclude(counted=None)
    counted_before.update(posts_written=0, reactions=0)
    rows = [
        GroupWeek(
            member_id=member, week=week, days_active=len(week_done.days), posts_written=week_done.posts,
            reactions=week_done.reactions, latest_day=max(week_done.days), counted=counted,
        )
        for (member, week), week_done in done.items()
    ]  # fmt: skip
    GroupWeek.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["member", "week"],
        update_fields=["posts_written", "reactions", "counted"],
    )  # fmt: skip
    of_members = GroupWeek.objects.filter(member__in={member for member, _week in done})
    for row in of_members.filter(week__in={week for _member, week in done}):
        week_done = done.get((row.member_id, row.week))
        if week_done and row.days_active < len(week_done.days):
            last = max(*week_done.days, row.latest_day or row.week)
            GroupWeek.objects.filter(pk=row.pk).update(
                days_active=Greatest(F("days_active"), len(week_done.days)), latest_day=last
            )
    return len(rows)

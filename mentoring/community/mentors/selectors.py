"""Reads who helps others in a group, and what a mentor told the moderators."""

from __future__ import annotations

from typing import Any

from mentoring.community.models import Member
from mentoring.community.selectors import Inside, as_member, inside
from mentoring.community.threads.board import this_week
from mentoring.community.threads.models import Post, PostReport, Thread
from oncocare.people.access import forbidden
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing


def as_mentor(standing: Standing, pk: Any) -> tuple[Inside, Member]:
    """The group for a mentor of it, and them in it; whoever else is in it is refused."""
    found = as_member(standing, pk)
    if found.member is None or not found.member.mentor:
        forbidden(standing.user, Permission.TAKE_PART, f"group:{pk}")
    return found, found.member


def as_helper(standing: Standing, pk: Any) -> Inside:
    """The group for its mentors and for whoever answers for it; any other member is refused."""
    found = inside(standing, pk)
    if not found.may_say_good:
        forbidden(standing.user, Permission.TAKE_PART, f"group:{pk}")
    return found


def thread_of_week(found: Inside) -> Thread | None:
    """The thread of this week in a group, where people can read anything in it."""
    return Thread.objects.filter(group=found.group, week=this_week(found.group), number__gt=0).first()


def worry_of(member: Member, post: Post) -> PostReport | None:
    """What this member told the moderators of a post because they fear for who wrote it, while it is open."""
    return post.reports.filter(by=member, reason=PostReport.Reason.WORRY, closed_at=None).first()

"""Reads who may answer what a post says about health, and which pieces of the library can stand beside an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from mentoring.community.groups.selectors import answering
from mentoring.community.models import Group, Moderator
from mentoring.community.threads.models import Post, PostReport
from oncocare.library.reading.selectors import shown
from oncocare.people.models import Membership, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding


def clinicians_of(group: Group) -> QuerySet[Moderator]:
    """Who answers for the group and may say at their centre what is right about health, by name."""
    there = Membership.objects.filter(user=OuterRef("user"), centre=OuterRef("centre"))
    able = answering([group]).filter(Exists(holding(there, Permission.REVIEW_LIBRARY)))
    return able.select_related("user").order_by("user__name", "pk")


def may_answer(user: User, group: Group) -> bool:
    """Whether this person is one of them."""
    return clinicians_of(group).filter(user=user).exists()


def pieces_for(group: Group) -> list[Any]:
    """What the library of the group's centre shows today in the language of the group, by title."""
    return sorted(shown(group.centre, group.language), key=lambda text: text.title.casefold())


def said_wrong(post: Post) -> list[PostReport]:
    """What members told the moderators of what it says about health, and nobody has closed; the first first."""
    rows = post.reports.filter(reason=PostReport.Reason.WRONG, closed_at=None)
    return list(rows.order_by("made", "pk"))

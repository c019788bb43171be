"""Reads of whom somebody in a group reads no more: nobody but themselves learns it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mentoring.community.models import Member
from mentoring.community.threads.models import MemberMuted


def muted_of(member: Member) -> QuerySet[MemberMuted]:
    """Of whom this member reads no more, who was muted first, first."""
    return MemberMuted.objects.filter(by=member).select_related("member").order_by("made", "pk")


def muted_row(member: Member, pk: Any) -> MemberMuted | None:
    """One of them, by its id as it was sent; None for what is none of theirs."""
    return next((one for one in muted_of(member) if str(one.pk) == str(pk)), None)

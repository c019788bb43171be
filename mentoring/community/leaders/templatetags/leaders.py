"""What pages of a group show a member of being seen as somebody who helps."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from mentoring.community.leaders.selectors import is_on, may_be_asked, open_nomination, was_asked
from mentoring.community.models import Member

register = template.Library()


@register.inclusion_tag("leaders/_mine.html", takes_context=True)
def helping(context: Context, member: Member) -> dict[str, Any]:
    """On their own page of the group: what a moderator asks, the question that is asked once, or the way to it."""
    on = may_be_asked(member) and is_on(member.group)
    return {
        "request": context.get("request"), "member": member, "on": on,
        "asked": on and was_asked(member), "nomination": open_nomination(member) if on else None,
    }  # fmt: skip


@register.inclusion_tag("leaders/_asked.html")
def asked_to_help(member: Member | None) -> dict[str, Any]:
    """On the page of the group: that a moderator asks them something. Nobody who did not agree is looked up."""
    nomination = open_nomination(member) if member and member.seen_as_leader else None
    return {"nomination": nomination if member and nomination and is_on(member.group) else None, "member": member}

"""Writes of what people are told: that something is new, and whether somebody wants to know."""

from __future__ import annotations

from mentoring.community.actions import tell
from mentoring.community.kinds import GROUP_NEWS
from mentoring.community.models import Member
from mentoring.community.news.selectors import to_tell_of_news
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.people.days import today_of
from oncocare.people.models import Actor, User

BY = "system:community"


@action
def tell_of_news(*, by: Actor = BY) -> int:
    """Whoever wants to know learns, at most once a day, that something is new in their group; the number of people."""
    told = set()
    for member in to_tell_of_news():
        if tell(member=member, name=GROUP_NEWS, source=f"{today_of(member.centre)}", by=by):
            told.add(member.user_id)
    return len(told)


@action
def choose_digest(*, by: User, member: Member, wanted: bool) -> Member:
    """Somebody in a group says whether they want a mail now and then that something is new there."""
    hold(member)
    member.refresh_from_db()
    if member.digest != wanted:
        member.digest = wanted
        member.save(update_fields=["digest"])
        record(by=by, verb=Verb.GROUP_DIGEST_CHOSEN, subject=member, centre=member.centre, wanted=wanted)
    return member

"""What follows when somebody leaves a group by their own choice, or says no to an offer: they are to be asked why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.community.kinds import GROUP_CHOSE_TO_LEAVE, GROUP_OFFER_ANSWERED
from mentoring.community.models import GroupOffer, Member
from mentoring.community.surveys import actions
from oncocare.events.registry import handles

NO = (GroupOffer.Answer.NOT_NOW, GroupOffer.Answer.TALK)


@handles(GROUP_CHOSE_TO_LEAVE)
def ask_who_left(event: Mapping[str, Any]) -> None:
    """Who left a group is asked, at once where their week has room; nobody is whom something else ended it for."""
    rows = Member.objects.select_related("user", "patient__centre", "centre", "group")
    wanted = actions.want_of_leaver(by=actions.BY, member=rows.get(pk=event["member"]))
    if wanted:
        actions.ask(by=actions.BY, feedback=wanted)


@handles(GROUP_OFFER_ANSWERED)
def ask_who_said_no(event: Mapping[str, Any]) -> None:
    """Who said "not now", or would rather talk to someone, is asked why, not on the same day."""
    if event["answer"] in NO:
        rows = GroupOffer.objects.select_related("patient__centre", "patient__user", "centre")
        actions.want_of_offer(by=actions.BY, offer=rows.get(pk=event["offer"]))

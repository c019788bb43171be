"""The messages to staff about open proposals: that something waits for them, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding
from steps.models import Proposal
from steps.proposals.kinds import CLIMBED, UNOWNED, YOURS
from steps.proposals.selectors import open_by_news

staff_message = partial(message, about=About.STAFF)


@staff_message(YOURS, "proposal_yours", label=_("A proposal is yours to answer"))
def yours(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Open proposals that are this person's."""
    return {news: _words(proposal) for news, proposal in open_by_news(sources).items() if proposal.owner_id == user.pk}


@staff_message(CLIMBED, "proposal_climbed", label=_("A proposal has come to you"))
@staff_message(UNOWNED, "proposal_unowned", label=_("A proposal waits and nobody may answer it"))
def unanswered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Open proposals, whoever they are with, for whoever may still answer them or runs the centre."""
    able = holding(user.memberships.all(), Permission.DECIDE_PROPOSAL, Permission.MANAGE_CENTRE)
    here = set(able.values_list("centre", flat=True))
    return {news: _words(proposal) for news, proposal in open_by_news(sources).items() if proposal.centre_id in here}


def _words(proposal: Proposal) -> dict[str, Any]:
    return {"by": proposal.deadline}

"""The messages to staff about open proposals: that something waits for them, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding
from steps.models import Proposal
from steps.proposals.kinds import CLIMBED, UNOWNED, YOURS
from steps.proposals.selectors import open_by_news


def _open(user: User, sources: Sequence[str]) -> Mapping[str, Proposal]:
    """The open proposals, each with whether this person is `able` to answer it or runs its centre; one query."""
    able = holding(
        user.memberships.filter(centre=OuterRef("centre")), Permission.DECIDE_PROPOSAL, Permission.MANAGE_CENTRE
    )
    return open_by_news(sources, Proposal.objects.annotate(able=Exists(able)))


staff_message = partial(message, about=About.STAFF, read=_open)


@staff_message(YOURS, "proposal_yours", label=_("A proposal is yours to answer"))
def yours(user: User, proposals: Mapping[str, Proposal]) -> Mapping[str, Mapping[str, Any]]:
    """Open proposals that are this person's."""
    return {news: _words(proposal) for news, proposal in proposals.items() if proposal.owner_id == user.pk}


@staff_message(CLIMBED, "proposal_climbed", label=_("A proposal has come to you"))
@staff_message(UNOWNED, "proposal_unowned", label=_("A proposal waits and nobody may answer it"))
def unanswered(_user: User, proposals: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Open proposals, whoever they are with, for whoever may still answer them or runs the centre."""
    return {news: _words(proposal) for news, proposal in proposals.items() if proposal.able}


def _words(proposal: Proposal) -> dict[str, Any]:
    return {"by": proposal.deadline}

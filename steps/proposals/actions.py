"""Open proposals passed on when nobody answers in time, and told to whoever has them."""

from __future__ import annotations

from functools import partial
from typing import Any

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, one_by_one
from oncocare.notifications.actions import queue_each
from oncocare.people.models import Actor, Membership
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding
from oncocare.safety.promise import days_after
from oncocare.safety.rota.duty import next_owner
from oncocare.safety.rota.selectors import rota_of
from steps.kinds import PROPOSAL_CLIMBED
from steps.models import ProposalClimb
from steps.proposals.kinds import UNOWNED
from steps.proposals.selectors import had, overdue

NEXT_DAYS = 1  # staffed days that each next owner has; a decision of this product, as no published standard was found


def climb_overdue(*, by: Actor = "system:proposals") -> int:
    """Every proposal past its deadline goes to the next of the rota, again and again; how many did."""
    waiting = list(overdue(clock.now()).values_list("pk", flat=True))
    return one_by_one(
        waiting, partial(_climb, by=by), failed="A proposal could not be passed on; it is tried again at the next turn."
    )


@action
def _climb(pk: Any, *, by: Actor) -> bool:
    """False where somebody answers it at this moment, has done so, or it has climbed already."""
    now = clock.now()
    waiting = overdue(now).filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
    proposal = waiting.select_related("pathway", "centre").first()
    if proposal is None:
        return False
    rota = rota_of(proposal.centre).by_day
    to, everybody = next_owner(rota, proposal.owner_id, had(proposal), now)
    ProposalClimb.objects.create(
        proposal=proposal, centre=proposal.centre, from_user_id=proposal.owner_id, to_user_id=to
    )
    proposal.owner_id, proposal.climbed, proposal.escalated = to, proposal.climbed + 1, now
    proposal.deadline = days_after(now, NEXT_DAYS, rota.openings, rota.zone, rota.closed)
    proposal.save()
    patient = proposal.pathway.patient_id
    record(by=by, verb=Verb.PROPOSAL_CLIMBED, subject=proposal, patient=patient, centre=proposal.centre, to=str(to))
    emit(PROPOSAL_CLIMBED, proposal=proposal.pk, owner=to, news=proposal.news, everybody=everybody)
    return True


@action
def tell(*, proposal: Any, kind: str, news: str, owner: Any, everybody: bool = False) -> None:
    """The owner learns of a proposal; `everybody`: so do all who may answer it. Of one that nobody owns, every
    coordinator learns too.
    """
    here = Membership.objects.filter(centre__proposals=proposal).select_related("user", "centre")
    deciding = holding(here, Permission.DECIDE_PROPOSAL)
    queue_each(
        kind=kind, source=news, people=[member for member in deciding if everybody or str(member.user_id) == str(owner)]
    )
    if owner is None:
        queue_each(kind=UNOWNED, source=news, people=holding(here, Permission.MANAGE_CENTRE))

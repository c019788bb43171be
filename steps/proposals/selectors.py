"""Reads open proposals: those past a deadline, those that a message is about, whose they are, and whose next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from oncocare.foundation import clock
from oncocare.people.access import inside_caseload
from oncocare.people.models import Centre, Patient, RecordOpening, User
from oncocare.people.selectors import users_by_actor
from oncocare.safety.rota.duty import next_owner
from oncocare.safety.rota.selectors import rota_of
from steps.models import Decision, Pathway, Proposal, ProposalClimb


def overdue(now: datetime) -> QuerySet[Proposal]:
    """Open proposals of active pathways whose owner has not answered in time, who has waited longest first."""
    waiting = Proposal.objects.filter(state=Proposal.State.OPEN, pathway__status=Pathway.Status.ACTIVE)
    return waiting.filter(deadline__lt=now).order_by("deadline", "pk")


def open_by_news(sources: Sequence[str], proposals: QuerySet[Any]) -> Mapping[str, Any]:
    """Those of these proposals that are open and that these messages are about, as long as the deadline is still the
    one they told of.
    """
    ids = {source.split(":")[1] for source in sources}
    found = {proposal.news: proposal for proposal in proposals.filter(pk__in=ids, state=Proposal.State.OPEN)}
    return {source: found[source] for source in sources if source in found}


@dataclass(frozen=True)
class Passed:
    """To whom a proposal goes when nobody answers it in time; `everybody`: all who may answer are told."""

    owner: User | None
    everybody: bool


def passes_to(proposal: Any, centre: Centre, now: datetime, staff: Iterable[User]) -> Passed:
    """As the rota of its centre stands now, at the deadline, or at this moment where that is past; of a proposal
    `with_past`, and the `staff` read before.
    """
    rota = rota_of(centre).by_day
    before = _owners(proposal, proposal.decision.passed_by)
    to, everybody = next_owner(rota, proposal.owner_id, before, max(proposal.deadline, now))
    name = f"user:{to}"
    return Passed(users_by_actor([name], staff).get(name) if to else None, everybody)


def with_past(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Each with its proposal, and `passed_by`: who had that and did not answer in time; no query more."""
    climbs = ProposalClimb.objects.filter(proposal__decision=OuterRef("pk"))
    return decisions.select_related("proposal__resolved_by", "proposal__owner").annotate(
        passed_by=ArraySubquery(climbs.values("from_user"))
    )


def had(proposal: Proposal) -> set[UUID]:
    """Whoever has it or had it since it was made."""
    return _owners(proposal, proposal.climbs.values_list("from_user", flat=True) if proposal.climbed else [])


def _owners(proposal: Proposal, before: Iterable[UUID | None]) -> set[UUID]:
    return {owner for owner in (proposal.owner_id, *before) if owner}


@inside_caseload
def answers_a_proposal(user: User, patient: Patient) -> bool:
    """Whoever owns a proposal for this patient may open the record, also for a while after its answer."""
    recent = Q(state=Proposal.State.OPEN) | Q(resolved_at__gt=clock.now() - RecordOpening.LASTS)
    return Proposal.objects.filter(recent, pathway__patient=patient, owner=user).exists()

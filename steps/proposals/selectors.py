"""Reads open proposals: those past a deadline, those that a message is about, whose they are, and whose next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from oncocare.foundation import clock
from oncocare.people.access import inside_caseload
from oncocare.people.models import Centre, Patient, RecordOpening, User
from oncocare.safety.rota.duty import next_owner
from oncocare.safety.rota.selectors import rota_of
from steps.models import Pathway, Proposal


def overdue(now: datetime) -> QuerySet[Proposal]:
    """Open proposals of active pathways whose owner has not answered in time, who has waited longest first."""
    waiting = Proposal.objects.filter(state=Proposal.State.OPEN, pathway__status=Pathway.Status.ACTIVE)
    return waiting.filter(deadline__lt=now).order_by("deadline", "pk")


def open_by_news(sources: Sequence[str]) -> Mapping[str, Proposal]:
    """The open proposals that these messages are about, as long as the deadline is still the one they told of."""
    ids = [source.split(":")[1] for source in sources]
    found = {proposal.news: proposal for proposal in Proposal.objects.filter(pk__in=ids, state=Proposal.State.OPEN)}
    return {source: found[source] for source in sources if source in found}


@dataclass(frozen=True)
class Passed:
    """To whom a proposal goes when nobody answers it in time; `everybody`: all who may answer are told."""

    owner: User | None
    everybody: bool


def passes_to(proposal: Proposal, centre: Centre, now: datetime) -> Passed:
    """As the rota of its centre stands now, at the deadline, or at this moment where that is past."""
    rota = rota_of(centre).by_day
    to, everybody = next_owner(rota, proposal.owner_id, had(proposal), max(proposal.deadline, now))
    return Passed(User.objects.filter(pk=to).first() if to else None, everybody)


def had(proposal: Proposal) -> set[UUID]:
    """Whoever has it or had it since it was made."""
    climbs = proposal.climbs.values_list("from_user", flat=True) if proposal.climbed else []
    owners = [proposal.owner_id, *climbs]
    return {owner for owner in owners if owner}


@inside_caseload
def answers_a_proposal(user: User, patient: Patient) -> bool:
    """Whoever owns a proposal for this patient may open the record, also for a while after its answer."""
    recent = Q(state=Proposal.State.OPEN) | Q(resolved_at__gt=clock.now() - RecordOpening.LASTS)
    return Proposal.objects.filter(recent, pathway__patient=patient, owner=user).exists()

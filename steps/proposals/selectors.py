"""Reads open proposals: those past a deadline, those that a message is about, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from oncocare.foundation import clock
from oncocare.people.access import inside_caseload
from oncocare.people.models import Patient, RecordOpening, User
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


@inside_caseload
def answers_a_proposal(user: User, patient: Patient) -> bool:
    """Whoever owns a proposal for this patient may open the record, also for a while after its answer."""
    recent = Q(state=Proposal.State.OPEN) | Q(resolved_at__gt=clock.now() - RecordOpening.LASTS)
    return Proposal.objects.filter(recent, pathway__patient=patient, owner=user).exists()

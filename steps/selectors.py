"""Reads of this room: the facts for the rules, a person's level with its reason, proposals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from oncocare.foundation.datafiles import parse
from oncocare.people.access import at_work, check_caseload
from oncocare.people.days import ZONE, newest_day_over, today_of
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from oncocare.safety.flags.selectors import has_open_flag
from questionnaires.models import Score
from questionnaires.selectors import missed_in_a_row, readings
from steps import facts, policy_file
from steps.models import Activation, Decision, Pathway, PolicyVersion, Proposal
from steps.policy import Policy

_compiled: dict[str, Policy] = {}


def policy_of(version: PolicyVersion) -> Policy:
    """The policy as the pure rules read it, compiled once per process and text; its text is read for that only."""
    if version.sha256 not in _compiled:
        _compiled[version.sha256] = policy_file.policy_from(parse(version.source, version.slug))
    return _compiled[version.sha256]


def known_by(patient: Patient, day: date) -> tuple[tuple[facts.Reading, ...], int | None]:
    """What was measured by the end of `day`, in the order it was recorded, and the newest score recorded on `day`
    itself; None when the day is no assessment point.
    """
    rows = list(readings(patient, day).values_list("pk", "measured", "recorded", "instrument", "name", "value"))
    newest = max((pk for pk, _, recorded, *_rest in rows if recorded == day), default=None)
    known = (
        facts.Reading(measured, recorded, instrument, name, value)
        for _, measured, recorded, instrument, name, value in rows
        if value is not None
    )
    return tuple(known), newest


def facts_at(patient: Patient, state: facts.PathwayState, known: tuple[facts.Reading, ...]) -> facts.Facts:
    """All that the rules may look at."""
    return facts.Facts(
        level=state.level,
        entered=state.entered,
        started=state.started,
        nominated=state.nominated,
        readings=known,
        open_flag=has_open_flag(patient),
        missed=missed_in_a_row(patient),
    )


def undecided() -> Iterator[tuple[Pathway, date]]:
    """Every past day of an active pathway with a score that no decision has looked at, oldest first."""
    seen = Decision.objects.filter(
        patient=OuterRef("patient"), point=OuterRef("recorded"), last_score__gte=OuterRef("pk")
    )
    later = Decision.objects.filter(patient=OuterRef("patient"), point__gt=OuterRef("recorded"))
    rows = Score.objects.filter(
        ~Exists(seen), ~Exists(later), value__isnull=False, patient__pathway__status=Pathway.Status.ACTIVE,
        recorded__lte=newest_day_over(),
    )  # fmt: skip
    days = rows.annotate(zone=ZONE).values_list("patient__pathway", "recorded", "zone", named=True).distinct()
    for score in days.order_by("recorded", "patient__pathway"):
        if score.recorded < today_of(score):
            yield Pathway.objects.get(pk=score.patient__pathway), score.recorded


def pathway_of(patient: Patient) -> Pathway | None:
    """The course through stepped care of somebody whose record is open; None where there is none (decision 0019)."""
    return Pathway.objects.select_related("policy", "centre").filter(patient=patient).first()


def pathway_for(standing: Standing, pk: Any, permission: Permission) -> Pathway:
    """A pathway at a centre where this person works and holds `permission`, and whose record is open to them."""
    rows = Pathway.objects.select_related("patient__user", "centre", "policy")
    pathway = at_work(standing, rows.filter(pk=pk).first(), f"pathway:{pk}", permission)
    check_caseload(standing, pathway.patient, permission)
    return pathway


def proposal_for(standing: Standing, pk: Any, permission: Permission) -> Proposal:
    """A proposal at a centre where this person works and holds `permission`, and whose record is open to them."""
    rows = Proposal.objects.select_related("pathway__patient__user", "centre", "decision")
    proposal = at_work(standing, rows.filter(pk=pk).first(), f"proposal:{pk}", permission)
    check_caseload(standing, proposal.pathway.patient, permission)
    return proposal


def open_activation(centre: Centre) -> Activation | None:
    """The policy of this centre that waits for a second person."""
    rows = Activation.objects.select_related("policy", "proposer")
    return rows.filter(centre=centre, activated_at=None, declined_at=None).first()


def activation_for(standing: Standing, pk: Any, permission: Permission) -> Activation:
    """A proposed policy at a centre where this person works and holds `permission`."""
    rows = Activation.objects.select_related("centre", "policy", "proposer")
    return at_work(standing, rows.filter(pk=pk).first(), f"activation:{pk}", permission)


def latest_decision(pathway: Pathway) -> Decision | None:
    """The decision that stands: the newest of the newest point."""
    return pathway.decisions.select_related("proposal").last()


def standing_decisions(pathway: Pathway) -> QuerySet[Decision]:
    """One decision a point: the newest of each day."""
    newer = Decision.objects.filter(pathway=OuterRef("pathway"), point=OuterRef("point"), number__gt=OuterRef("number"))
    return pathway.decisions.filter(~Exists(newer)).select_related("proposal").order_by("point")

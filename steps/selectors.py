"""Reads of this room: the facts for the rules, a person's level with its reason, proposals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from oncocare.people.access import at_work, check_caseload
from oncocare.people.days import day_of, newest_day_over, today_of
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from oncocare.safety.flags.selectors import BY_ANSWERS, flags_of
from oncocare.safety.models import Occasion
from oncocare.safety.promise import days_after
from oncocare.safety.rota.duty import first_owner
from oncocare.safety.rota.selectors import rota_of
from questionnaires.models import Score
from questionnaires.selectors import missed_sets, readings
from steps import facts, policy_file
from steps.levels import Level
from steps.models import Activation, Decision, Pathway, PolicyVersion, Proposal
from steps.policy import Policy
from steps.standing import Ruling, Said, Word, stand

_compiled: dict[str, Policy] = {}


def policy_of(version: PolicyVersion) -> Policy:
    """The policy as the pure rules read it, compiled once per process and text; its text is read for that only."""
    if version.sha256 not in _compiled:
        _compiled[version.sha256] = policy_file.policy_from(parse(version.source, version.slug))
    return _compiled[version.sha256]


def record_of(pathway: Pathway) -> facts.Record:
    """All that was recorded of a pathway up to now, in the order it was recorded."""
    patient, policy = pathway.patient, policy_of(pathway.policy)
    scores = readings(patient).values_list("measured", "recorded", "instrument", "name", "value")
    asked = {measure.instrument for measure in policy.measures.values()}
    opened, closed = _days_of_flags(patient)
    return facts.Record(
        readings=tuple(
            facts.Reading(measured, recorded, instrument, name, value)
            for measured, recorded, instrument, name, value in scores
            if value is not None
        ),
        misses=tuple(missed.closed for missed in missed_sets(patient) if missed.instruments & asked),
        help=tuple(facts.HelpTurn(*event) for event in pathway.help_days.values_list("day", "began")),
        flags_opened=opened,
        flags_closed=closed,
    )


def _days_of_flags(patient: Patient) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The days from which flags count, and those on which they were closed.

    A flag raised by answers counts from its day; one raised by a decision, a message or staff from the next, so that no
    day is decided anew by what its own decision did.
    """
    flags = flags_of(patient)
    opened = [min(_counts_from(patient, occasion) for occasion in flag.occasions.all()) for flag in flags]
    closed = [day_of(patient, flag.closed_at) for flag in flags if flag.closed_at]
    return tuple(sorted(opened)), tuple(sorted(closed))


def _counts_from(patient: Patient, occasion: Occasion) -> date:
    day = day_of(patient, occasion.made)
    return day if occasion.source.startswith(BY_ANSWERS) else day + timedelta(days=1)


def standing(pathway: Pathway) -> facts.PathwayState | None:
    """Where a pathway stands; None where no point was decided yet."""
    return stand(policy_of(pathway.policy).start_level, *course_of(pathway))


def course_of(pathway: Pathway) -> tuple[list[Ruling], list[Word]]:
    """What the standing decisions of a pathway do, by date, and what people said, as it happened."""
    ruled = standing_decisions(pathway).values_list("point", "level_after", "approval", "meanwhile", "nominate")
    said = pathway.verdicts.values_list("day", "said", "level")
    return [_ruling(*row) for row in ruled], [Word(day, Said(word), Level(level)) for day, word, level in said]


def ruling_of(decision: Decision) -> Ruling:
    """What a stored decision does."""
    return _ruling(decision.point, decision.level_after, decision.approval, decision.meanwhile, decision.nominate)


def _ruling(point: date, level_after: int, approval: bool, meanwhile: int | None, nominate: bool) -> Ruling:
    return Ruling(point, Level(level_after), approval, Level(meanwhile) if meanwhile else None, nominate)


def undecided() -> Iterator[tuple[Pathway, date]]:
    """Every active pathway with scores of past days that no decision has looked at, and the newest of these days."""
    scored = Score.objects.filter(patient=OuterRef("patient"), value__isnull=False, recorded__lte=newest_day_over())
    newest = scored.order_by().values("patient").annotate(newest=Max("pk")).values("newest")
    decided = Decision.objects.filter(pathway=OuterRef("pk")).order_by().values("pathway")
    pathways = Pathway.objects.filter(status=Pathway.Status.ACTIVE).select_related("patient__centre")
    waiting = pathways.annotate(
        newest=Subquery(newest), seen=Coalesce(Subquery(decided.annotate(seen=Max("last_score")).values("seen")), 0)
    ).filter(newest__gt=F("seen"))
    for pathway in waiting.order_by("pk"):
        fresh = readings(pathway.patient).filter(pk__gt=pathway.seen, recorded__lt=today_of(pathway.patient))
        if last := fresh.last():
            yield pathway, last.recorded


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
    return pathway.decisions.select_related("proposal", "renews").last()


def last_score_of(patient: Patient, day: date) -> int:
    """The newest score recorded on a day; 0 where there is none."""
    found = patient.scores.filter(recorded=day, value__isnull=False).aggregate(last=Max("pk"))["last"]
    return found or 0


def first_held(patient: Patient, now: datetime) -> dict[str, Any]:
    """Who answers a proposal first, and by when: owned at once with a deadline at once, or escalated."""
    rota = rota_of(patient.centre).by_day
    owner, days = first_owner(rota, patient.clinician_id, now), patient.centre.policy.answer_days
    deadline = days_after(now, days, rota.openings, rota.zone, rota.closed)
    return {"owner_id": owner, "promised": deadline, "deadline": deadline, "escalated": None if owner else now}


def came_in(patient: Patient, day: date) -> tuple[datetime, bool]:
    """Since when what is decided of a day is news, and whether it is history: everything that became known on that day
    came in a file, and too late to alarm anybody.
    """
    answers: list[tuple[datetime | None, bool]] = list(
        patient.scores.filter(recorded=day).values_list("response__imported__made", "response__from_before").distinct()
    )
    since = [made for made, _before in answers if made]
    return max([clock.now(), *since]), bool(answers) and all(before for _made, before in answers)


def standing_decisions(pathway: Pathway) -> QuerySet[Decision]:
    """One decision a point: the newest of each day."""
    newer = Decision.objects.filter(pathway=OuterRef("pathway"), point=OuterRef("point"), number__gt=OuterRef("number"))
    return pathway.decisions.filter(~Exists(newer)).order_by("point")

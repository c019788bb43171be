"""The caseload: every pathway of a centre in order of urgency, with a constant number of queries a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import DateField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from oncocare.accounts.models import Centre
from oncocare.foundation import clock
from oncocare.safety.models import Flag
from questionnaires.models import Assignment, Score
from steps.home import Line, lines
from steps.models import Pathway, Proposal
from steps.selectors import policy_of

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of the caseload."""

    pathway: Pathway
    flag: Flag | None
    proposal: Proposal | None
    overdue_days: int
    missed: int
    lines: list[Line]
    weeks: int | None
    last_answer: date | None


def by_urgency(centre: Centre) -> QuerySet[Pathway]:
    """Pathways of the centre, the most urgent first; who left or died only while a flag is open."""
    flags = Flag.objects.filter(patient=OuterRef("patient"), closed_at=None)
    here = Pathway.objects.filter(~Q(status__in=Pathway.ENDED) | Exists(flags), centre=centre)
    return _urgent_first(here, centre)


def _urgent_first(pathways: QuerySet[Pathway], centre: Centre) -> QuerySet[Pathway]:
    """Flags nobody has acknowledged by deadline, then acknowledged ones, then proposals by age, then the longest
    overdue, then the highest level, then who has waited longest in it. Never by name.
    """
    today = clock.today(centre.time_zone)
    flags = Flag.objects.filter(patient=OuterRef("patient"), closed_at=None)
    late = Assignment.objects.filter(patient=OuterRef("patient"), state=Assignment.State.OPEN, due__lt=today)
    proposals = Proposal.objects.filter(pathway=OuterRef("pk"), state=Proposal.State.OPEN)
    return (
        pathways.select_related("patient__user", "patient__clinician", "policy", "centre")
        .annotate(
            unanswered=_first(flags.filter(acknowledged_at=None), "deadline", DateTimeField()),
            being_answered=_first(flags.exclude(acknowledged_at=None), "deadline", DateTimeField()),
            proposed=_first(proposals, "made", DateTimeField()),
            late_since=_first(late, "due", DateField()),
            last_answer=_last_answer(),
        )
        .order_by(
            F("unanswered").asc(nulls_last=True),
            F("being_answered").asc(nulls_last=True),
            F("proposed").asc(nulls_last=True),
            F("late_since").asc(nulls_last=True),
            F("level").desc(),
            Coalesce("entered", today).asc(),
            "pk",
        )
    )


def _first(rows: QuerySet[Any], field: str, kind: Any) -> Subquery:
    return Subquery(rows.order_by(field).values(field)[:1], output_field=kind)


def _last_answer() -> Subquery:
    rows = Score.objects.filter(patient=OuterRef("patient")).order_by("-recorded", "-id")
    return Subquery(rows.values("recorded")[:1], output_field=DateField())


def matching(centre: Centre, words: str) -> QuerySet[Pathway]:
    """Those of the centre whose key begins with the words, or whose name holds them; also who left the programme."""
    return _urgent_first(
        Pathway.objects.filter(
            Q(patient__key__istartswith=words) | Q(patient__user__name__icontains=words), centre=centre
        ),
        centre,
    )


def page_of(centre: Centre, pathways: QuerySet[Pathway], number: Any) -> tuple[Page[Pathway], list[Row]]:
    """One page of these pathways with everything its lines show, in a fixed number of queries."""
    page = Paginator(pathways, PER_PAGE).get_page(number)
    pathways = list(page.object_list)
    patients = [pathway.patient_id for pathway in pathways]
    flags = _one_each(
        Flag.objects.filter(patient__in=patients, closed_at=None)
        .select_related("owner")
        .order_by(F("acknowledged_at").asc(nulls_first=True), "deadline"),
        "patient_id",
    )
    proposals = _one_each(Proposal.objects.filter(pathway__in=pathways, state=Proposal.State.OPEN), "pathway_id")
    scores, missed = _scores(pathways, patients), _missed(patients)
    today = clock.today(centre.time_zone)
    rows = [
        Row(
            pathway=pathway,
            flag=flags.get(pathway.patient_id),
            proposal=proposals.get(pathway.pk),
            overdue_days=(today - pathway.late_since).days if pathway.late_since else 0,
            missed=missed.get(pathway.patient_id, 0),
            lines=lines(pathway, scores[pathway.patient_id]),
            weeks=(today - pathway.entered).days // 7 if pathway.entered else None,
            last_answer=pathway.last_answer,
        )
        for pathway in pathways
    ]
    return page, rows


def _one_each(rows: Iterable[Any], key: str) -> dict[Any, Any]:
    """The first row of each key."""
    found: dict[Any, Any] = {}
    for row in rows:
        found.setdefault(getattr(row, key), row)
    return found


def _scores(pathways: list[Pathway], patients: list[Any]) -> dict[Any, list[Score]]:
    """Scores of the measures that the policies look at, in order of measurement."""
    wanted = {
        (measure.instrument, measure.score)
        for pathway in pathways
        for measure in policy_of(pathway.policy).measures.values()
    }
    of_measures = Q(pk__in=[])
    for instrument, name in sorted(wanted):
        of_measures |= Q(instrument=instrument, name=name)
    grouped: dict[Any, list[Score]] = defaultdict(list)
    for score in Score.objects.filter(of_measures, patient__in=patients).order_by("measured", "id"):
        grouped[score.patient_id].append(score)
    return grouped


def _missed(patients: list[Any]) -> dict[Any, int]:
    """Assignments missed in a row up to now, by patient."""
    ended = Assignment.objects.filter(
        patient__in=patients, state__in=[Assignment.State.ANSWERED, Assignment.State.MISSED]
    )
    counts: dict[Any, int] = {}
    over: set[Any] = set()
    for patient, state in ended.order_by("patient", "-closes", "-due").values_list("patient_id", "state"):
        if state == Assignment.State.ANSWERED:
            over.add(patient)
        elif patient not in over:
            counts[patient] = counts.get(patient, 0) + 1
    return counts


@dataclass(frozen=True)
class Load:
    """What waits at this centre, each with what it counts."""

    pathways: int
    open_flags: int
    unanswered_flags: int
    overdue_flags: int
    proposals: int


def load_of(centre: Centre, now: datetime) -> Load:
    """Pathways not ended, flags not closed (of these: not acknowledged; past deadline), open proposals."""
    flags = Flag.objects.filter(centre=centre, closed_at=None)
    unanswered = flags.filter(acknowledged_at=None)
    return Load(
        pathways=Pathway.objects.filter(centre=centre).exclude(status__in=Pathway.ENDED).count(),
        open_flags=flags.count(),
        unanswered_flags=unanswered.count(),
        overdue_flags=unanswered.filter(deadline__lt=now).count(),
        proposals=Proposal.objects.filter(centre=centre, state=Proposal.State.OPEN).count(),
    )

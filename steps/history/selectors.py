"""The live course of pathways in the columns of a replay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Min, QuerySet

from oncocare.people.access import at_work
from oncocare.people.days import day_of
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Import, Response
from steps.course_file import CourseRow, Happened, Happening
from steps.decision import from_json
from steps.facts import Reading
from steps.levels import DecisionOutcome, Level
from steps.models import Decision, Pathway, PolicyVersion, Transition
from steps.replay import ReplayRow
from steps.rules import settle
from steps.selectors import course_of, latest_decision, policy_of, record_of, standing_decisions
from steps.standing import Said, effects


@dataclass(frozen=True)
class FromBefore:
    """Somebody whose latest answer about suicidal thoughts is worrying and came in a file, with the day it was given,
    and the worrying answers of that day by item.
    """

    patient: Patient
    day: date
    response: Response
    worrying: Mapping[str, int]


def import_for(standing: Standing, pk: Any, permission: Permission) -> Import:
    """An import at a centre where this person works and holds `permission`."""
    return at_work(standing, Import.objects.select_related("centre").filter(pk=pk).first(), f"import:{pk}", permission)


def worrying_from_before(made: Import) -> list[FromBefore]:
    """Of whom this file brought the latest answer about suicidal thoughts, one from before that is worrying; the newest
    first. Who has answered such a question since is not among them: a worrying answer has raised its flag.
    """
    asks = {code: known.suicide_items for code, known in catalogue().items() if known.suicide_items}
    came = Response.objects.filter(imported=made, centre=made.centre, from_before=True)
    rows = Response.objects.filter(patient__in=came.values("patient"), instrument__in=asks, patient__died_on=None)
    latest: dict[Any, tuple[Response, dict[str, int]]] = {}
    for response in rows.order_by("answered", "received", "pk").only(*ASKED):
        least = asks[response.instrument]
        given = {item: code for item in least if (code := response.answers.get(item)) is not None}
        if given:
            latest[response.patient_id] = response, {i: code for i, code in given.items() if code >= least[i]}
    worrying = [one for one in latest.values() if one[1] and one[0].from_before and one[0].imported_id == made.pk]
    people = Patient.objects.select_related("user", "centre", "clinician").in_bulk(
        [row.patient_id for row, _said in worrying]
    )
    listed = [
        FromBefore(people[row.patient_id], day_of(people[row.patient_id], row.answered), row, said)
        for row, said in worrying
    ]
    return sorted(listed, key=lambda one: (-one.day.toordinal(), one.patient.key))


ASKED = ("patient_id", "instrument", "language", "answers", "answered", "imported_id", "from_before")


def pathways(centre: Centre | None, policy: PolicyVersion | None = None) -> QuerySet[Pathway]:
    """Pathways, of a centre and under a policy where one is named, in the order in which their first scores came."""
    rows = Pathway.objects.select_related("patient__centre", "policy").annotate(first=Min("patient__scores__id"))
    rows = rows.filter(centre=centre) if centre else rows
    return (rows.filter(policy=policy) if policy else rows).order_by("first", "pk")


def transitions(pathway: Pathway) -> Iterator[ReplayRow]:
    """One row a day on which the level changed, with what that day came to in the end."""
    changes = pathway.transitions.select_related("decision").order_by("sequence")
    for _day, group in groupby(changes, key=lambda change: change.day):
        of_day = list(group)
        first, last = of_day[0], of_day[-1]
        if first.level_before != last.level_after:
            yield _row(pathway, last, Level(first.level_before))


def _row(pathway: Pathway, change: Transition, before: Level) -> ReplayRow:
    decision = _standing(change)
    return ReplayRow(
        patient=pathway.patient.key,
        date=change.day,
        level_before=before,
        rule=decision.rule if decision else "",
        outcome=DecisionOutcome(decision.outcome) if decision else DecisionOutcome.MOVE,
        level_after=Level(change.level_after),
        approval=bool(decision and decision.approval),
        nominate=bool(decision and decision.nominate),
    )


def _standing(change: Transition) -> Decision | None:
    """The newest decision of the day: one that came to the same level as the one before it made no transition.

    A level that a person set has none.
    """
    if change.decision is None or change.kind == Transition.Kind.OVERRIDE:
        return None
    return change.pathway.decisions.filter(point=change.decision.point).last()


def points(pathway: Pathway) -> Iterator[ReplayRow]:
    """One row a point, as a replay writes them: what the decision that stands did at once, before people answered."""
    for decision in standing_decisions(pathway):
        settled = settle(from_json(decision.trace), granted=False)
        yield ReplayRow(
            patient=pathway.patient.key,
            date=settled.point,
            level_before=settled.level_before,
            rule=settled.rule or "",
            outcome=settled.outcome,
            level_after=settled.level_after,
            approval=settled.approval,
            nominate=settled.nominate,
        )


def course(pathway: Pathway) -> Iterator[CourseRow]:
    """All that the decisions of a pathway rest on, as a course file says it: a replay comes to the same points.

    What no decision has looked at yet is left out: what came after the latest point, and misses on days that were
    never decided.
    """
    latest = latest_decision(pathway)
    if latest is None:
        return
    for what in sorted(_happened(pathway, latest), key=_when):
        yield CourseRow(pathway.patient.key, what)


def _happened(pathway: Pathway, latest: Decision) -> Iterator[Reading | Happening]:
    """Scores first, then everything else of a day in the order in which it counts."""
    rulings, words = course_of(pathway)
    record = record_of(pathway).reopening([ruling.point for ruling in rulings]).until(latest.point)
    unseen = pathway.patient.scores.filter(recorded=latest.point, pk__gt=latest.last_score, value__isnull=False)
    yield from record.readings[: len(record.readings) - unseen.count()]
    days = {
        Happened.MISSED: record.misses,
        Happened.FLAG_OPENED: record.flags_opened,
        Happened.FLAG_CLOSED: record.flags_closed,
    }
    for what, when in days.items():
        yield from (Happening(day, what) for day in when)
    for event in record.help:
        yield Happening(event.day, Happened.HELP_BEGAN if event.began else Happened.HELP_ENDED)
    for said in effects(policy_of(pathway.policy).start_level, rulings, words):
        if said.day <= latest.point:
            yield Happening(said.day, Happened(said.said), said.level if said.said is Said.LEVEL else None)


def _when(what: Reading | Happening) -> date:
    return what.recorded if isinstance(what, Reading) else what.day

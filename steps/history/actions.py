"""Importing answers given elsewhere: patients, pathways, responses, decisions, all in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError

from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError, Problem
from oncocare.foundation.unit import action
from oncocare.people.actions import open_centre, take_into_care
from oncocare.people.days import moment_of, today_of
from oncocare.people.models import Actor, Centre, Patient
from oncocare.safety.models import Flag
from questionnaires.answering.actions import submit
from questionnaires.scheduling.actions import assign
from steps import actions
from steps.history.history_file import AnswerRow, sittings
from steps.models import Pathway, Proposal, Transition
from steps.shipped import DEFAULT, shipped_policy

KEYS = uuid.UUID("8b0f1c9e-6a0c-4f0e-9a53-0f6f2f3f5d11")


class _Refused(Exception):
    """A row that this centre cannot take."""

    def __init__(self, row: AnswerRow, why: str) -> None:
        self.problem = Problem(row.line, f"patient {row.patient}: {why}")
        super().__init__(why)


@dataclass(frozen=True)
class Imported:
    """What an import made."""

    patients: int
    responses: int
    flags: int
    transitions: int
    proposals: int


def importing_centre(slug: str | None) -> Centre:
    """The centre named, or the only one; on an empty site one is opened. ValueError says what to choose from."""
    centres = {centre.slug: centre for centre in Centre.objects.order_by("slug")}
    if slug in centres:
        return centres[slug]
    if slug is None and len(centres) == 1:
        return next(iter(centres.values()))
    if slug is None and not centres:
        return _open_for_import()
    raise ValueError(f"Choose a centre with --centre: {', '.join(centres) or 'there is none yet'}.")


@action
def _open_for_import() -> Centre:
    centre = open_centre(
        by="system:import", slug="imported", name="Imported answers", country="ES", time_zone="Europe/Madrid"
    )
    policy, source = shipped_policy(DEFAULT)
    actions.adopt_policy(by="system:import", centre=centre, policy=policy, source=source)
    return centre


@action
def import_answers(
    *,
    by: Actor,
    centre: Centre,
    rows: list[AnswerRow],
    grant: bool,
    name: str = "answers",
    progress: Callable[[], object] = lambda: None,
) -> Imported:
    """Send every row through the real submit at noon of its own day; `grant` accepts each proposal at once.

    Whole or not at all: `DataFileError` for a row of the file `name` that this centre cannot take, and nothing is kept.
    """
    try:
        return _import(by, centre, rows, grant, progress)
    except _Refused as refused:
        raise DataFileError(name, [refused.problem]) from refused


def _import(by: Actor, centre: Centre, rows: list[AnswerRow], grant: bool, progress: Callable[[], object]) -> Imported:
    pathways = {
        pathway.patient.key: pathway
        for pathway in Pathway.objects.filter(centre=centre).select_related("patient__centre")
    }
    touched = set()
    with inline():
        for _key, of_day in groupby(sittings(rows), key=lambda sitting: (sitting[0].patient, sitting[0].day)):
            first, *others = of_day
            row = first[0]
            known = pathways.get(row.patient)
            whose = known.patient if known else centre
            if row.day > today_of(whose):
                raise _Refused(row, "this day is still to come")
            with clock.at(moment_of(whose, row.day, time(12))):
                if row.patient not in pathways:
                    pathways[row.patient] = _begin(by, centre, row)
                pathway = pathways[row.patient]
                for sitting in (first, *others):
                    _sit(by, pathway, sitting, progress)
                if grant:
                    _grant(by, pathway)
            touched.add(pathway.pk)
    return _count(touched, len(rows))


def _begin(by: Actor, centre: Centre, row: AnswerRow) -> Pathway:
    if Patient.objects.filter(centre=centre, key=row.patient).exists():
        raise _Refused(row, "this patient is at the centre without stepped care")
    patient = take_into_care(by=by, centre=centre, key=row.patient)
    return actions.open_pathway(by=by, patient=patient)


def _sit(by: Actor, pathway: Pathway, sitting: list[AnswerRow], progress: Callable[[], object]) -> None:
    first, patient = sitting[0], pathway.patient
    if pathway.decisions.filter(point__gt=first.day).exists():
        raise _Refused(first, "this patient has answers after this day already; decided days are never reopened")
    codes = [row.instrument for row in sitting]
    try:
        made = assign(by=by, patient=patient, instruments=codes, opens=first.day, due=first.day, closes=first.day)
    except ValidationError as error:
        raise _Refused(first, " ".join(error.messages)) from error
    if len(made) < len(sitting):
        raise _Refused(first, "this patient is being asked these questions now; cancel them first")
    for assignment, row in zip(made, sitting, strict=True):
        key = uuid.uuid5(KEYS, f"{pathway.pk} {assignment.pk}")
        with clock.at(clock.now() + timedelta(seconds=row.line % 3600)):
            submit(by=by, assignment=assignment, answers=row.answers, key=key, mode="import")
        progress()


def _grant(by: Actor, pathway: Pathway) -> None:
    for proposal in Proposal.objects.filter(pathway=pathway, state=Proposal.State.OPEN).select_related("pathway"):
        actions.accept(by=by, proposal=proposal)


def _count(touched: set[Any], responses: int) -> Imported:
    return Imported(
        patients=len(touched),
        responses=responses,
        flags=Flag.objects.filter(patient__pathway__in=touched).count(),
        transitions=Transition.objects.filter(pathway__in=touched).count(),
        proposals=Proposal.objects.filter(pathway__in=touched, state=Proposal.State.OPEN).count(),
    )

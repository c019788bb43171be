"""Importing answers given elsewhere: patients, pathways, responses, decisions, all in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import ngettext

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit, inline
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError, Problem
from oncocare.foundation.unit import action
from oncocare.people.actions import open_centre, take_into_care
from oncocare.people.days import moment_of, today_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders
from oncocare.safety.models import Flag
from oncocare.safety.rota.duty import first_owner
from oncocare.safety.rota.selectors import rota_of
from questionnaires.answering.actions import FromFile, submit
from questionnaires.models import Import, Mode, Response
from questionnaires.scheduling.actions import assign
from steps import actions
from steps.history.history_file import AnswerRow, sittings
from steps.history.selectors import worrying_from_before
from steps.kinds import IMPORTED
from steps.models import Pathway, Proposal, Transition
from steps.shipped import DEFAULT, shipped_policy

KEYS = uuid.UUID("8b0f1c9e-6a0c-4f0e-9a53-0f6f2f3f5d11")
LOOKED_AT_WITHIN = timedelta(days=7)  # a decision of this product, as no published standard was found
HISTORY = timedelta(days=14)  # answers of days longer ago are history when they come in, and alarm nobody


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
    from_before: int
    to_look_at: int
    told: bool
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
    sha256: str = "",
    progress: Callable[[], object] = lambda: None,
) -> Imported:
    """Send every row through the real submit at noon of its own day; `grant` accepts each proposal at once.

    What is older than `HISTORY` raises no flag and is told to nobody; one task asks somebody to look at those of whom
    the latest answer about suicidal thoughts is among it. `sha256` is that of the file.

    Whole or not at all: `DataFileError` for a row of the file `name` that this centre cannot take, and nothing is kept.
    """
    try:
        with clock.held(), inline():
            made = Import.objects.create(centre=centre, sha256=sha256, made_by=actor(by))
            record(by=by, verb=Verb.ANSWERS_IMPORTED, subject=made, centre=centre, rows=len(rows))
            touched = _import(by, made, rows, grant, progress)
            listed = worrying_from_before(made)
            told = _ask_to_look(made, len(listed)) if listed else False
            return _count(made, touched, len(listed), told)
    except _Refused as refused:
        raise DataFileError(name, [refused.problem]) from refused


def _import(by: Actor, made: Import, rows: list[AnswerRow], grant: bool, progress: Callable[[], object]) -> set[Any]:
    centre = made.centre
    pathways = {
        pathway.patient.key: pathway
        for pathway in Pathway.objects.filter(centre=centre).select_related("patient__centre")
    }
    touched = set()
    for _key, of_day in groupby(sittings(rows), key=lambda sitting: (sitting[0].patient, sitting[0].day)):
        first, *others = of_day
        row = first[0]
        known = pathways.get(row.patient)
        whose = known.patient if known else centre
        if row.day > today_of(whose):
            raise _Refused(row, "this day is still to come")
        file = FromFile(made, from_before=row.day < today_of(whose) - HISTORY)
        with clock.at(moment_of(whose, row.day, time(12))):
            if row.patient not in pathways:
                pathways[row.patient] = _begin(by, centre, row)
            pathway = pathways[row.patient]
            for sitting in (first, *others):
                _sit(by, pathway, sitting, file, progress)
            if grant:
                _grant(by, pathway)
        touched.add(pathway.pk)
    return touched


def _begin(by: Actor, centre: Centre, row: AnswerRow) -> Pathway:
    if Patient.objects.filter(centre=centre, key=row.patient).exists():
        raise _Refused(row, "this patient is at the centre without stepped care")
    patient = take_into_care(by=by, centre=centre, key=row.patient)
    return actions.open_pathway(by=by, patient=patient)


def _sit(by: Actor, pathway: Pathway, sitting: list[AnswerRow], file: FromFile, progress: Callable[[], object]) -> None:
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
            submit(by=by, assignment=assignment, answers=row.answers, key=key, mode=Mode.IMPORT, file=file)
        progress()


def _grant(by: Actor, pathway: Pathway) -> None:
    for proposal in Proposal.objects.filter(pathway=pathway, state=Proposal.State.OPEN).select_related("pathway"):
        actions.accept(by=by, proposal=proposal)


def _ask_to_look(made: Import, people: int) -> bool:
    """One task for the whole file; False where nobody works at the centre who could have it."""
    owner = _who_looks(made.centre)
    if owner is None:
        return False
    with translation.override(owner.language):
        what = ngettext(
            "Look at answers from before that came in a file: %(n)s person",
            "Look at answers from before that came in a file: %(n)s people",
            people,
        ) % {"n": people}
    emit(
        TASK_WANTED, centre=made.centre_id, patient="", owner=owner.pk, what=what,
        due=today_of(made.centre) + LOOKED_AT_WITHIN, source=f"{IMPORTED}{made.pk}",
    )  # fmt: skip
    return True


def _who_looks(centre: Centre) -> User | None:
    """Of those who may read records here whoever would have a flag that is raised now, else the longest serving; where
    there is none, whoever runs the centre, who finds somebody.
    """
    able = holders(centre, Permission.SEE_RECORD)
    first = first_owner(rota_of(centre).by_day, None, clock.now())
    asked = [one for one in able if one.pk == first]
    return next(iter([*asked, *able, *holders(centre, Permission.SEE_TASKS)]), None)


def _count(made: Import, touched: set[Any], listed: int, told: bool) -> Imported:
    responses = Response.objects.filter(imported=made)
    return Imported(
        patients=len(touched),
        responses=responses.count(),
        from_before=responses.filter(from_before=True).count(),
        to_look_at=listed,
        told=told,
        flags=Flag.objects.filter(patient__pathway__in=touched, raised=made.made).count(),
        transitions=Transition.objects.filter(pathway__in=touched).count(),
        proposals=Proposal.objects.filter(pathway__in=touched, state=Proposal.State.OPEN).count(),
    )

"""Writes of this room: assigning, saving an answer, submitting; the one way from answers to scores."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import DateField, QuerySet, Subquery, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action
from oncocare.people.days import day_of, newest_day_over, today_of
from oncocare.people.models import Centre, Patient
from oncocare.safety.flags.actions import raise_flag
from oncocare.safety.models import Flag
from questionnaires import plans, scoring
from questionnaires.definition import Definition, Text, catalogue, definition
from questionnaires.kinds import ASSIGNMENT_MISSED, RESPONSE_SUBMITTED
from questionnaires.models import (
    Anchor,
    Assignment,
    Course,
    Draft,
    Response,
    ScheduleVersion,
    Score,
    TextPack,
)  # fmt: skip
from questionnaires.schedule import Due, Schedule, opened_by, overloads
from questionnaires.selectors import texts
from questionnaires.textpack import TextPack as Pack
from questionnaires.words import overload_words

logger = logging.getLogger(__name__)

Answers = Mapping[str, int | None]


class NotOpen(Exception):
    """The assignment takes no answers any more; `response` is what was stored, if anything was."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(f"assignment is {assignment.state}")
        self.assignment = assignment


class KeyReused(Exception):
    """A submission key was sent again with other answers or for another assignment."""


@action
def assign(
    *, by: Any, patient: Patient, instruments: Iterable[str], opens: date, due: date, closes: date
) -> list[Assignment]:
    """Make instruments due together; one that is open for this patient already stays as it is."""
    if patient.died_on:
        raise ValidationError(_("This person has died, so nothing is asked any more."))
    bundle, codes = ids.new(), dict.fromkeys(instruments)
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)  # two people may ask at the same moment
    already = set(patient.assignments.filter(state=Assignment.State.OPEN).values_list("instrument", flat=True))
    rows = [
        Assignment(
            patient=patient, centre=patient.centre, instrument=definition(code).code, bundle=bundle, place=place,
            opens=opens, due=due, closes=closes,
        )
        for place, code in enumerate(codes)
        if code not in already
    ]  # fmt: skip
    Assignment.objects.bulk_create(rows)
    for row in rows:
        record(by=by, verb="assignment.made", subject=row, patient=patient, centre=patient.centre)
    return rows


@action
def save_answer(*, by: Any, assignment: Assignment, item: str, code: int | None) -> list[Flag]:
    """Keep one answer of the draft (None: would rather not say) and raise what cannot wait for the submit."""
    known = definition(assignment.instrument)
    scoring.validate(known, {item: code})
    assignment.draft = _keep(assignment, {item: code})
    said = {rule.name for rule in known.risk if rule.item == item}
    risks = said.intersection(scoring.score(known, assignment.draft.answers).risk)
    return _raise_flags(by, assignment, risks, repeated=True)


def _keep(assignment: Assignment, given: Answers) -> Draft:
    """Add these answers to the draft, if the assignment is open, in one statement that locks the assignment."""
    now = clock.now()
    timings = dict.fromkeys(given, now.isoformat())
    kept = Draft.objects.raw(
        """
        INSERT INTO questionnaires_draft AS kept (id, assignment_id, answers, timings, changed)
        SELECT %s::uuid, id, %s::jsonb, %s::jsonb, %s::timestamptz FROM questionnaires_assignment
        WHERE id = %s AND state = 'open' FOR UPDATE
        ON CONFLICT (assignment_id) DO UPDATE SET answers = kept.answers || excluded.answers,
            timings = kept.timings || excluded.timings, changed = excluded.changed
        RETURNING *
        """,
        [ids.new(), json.dumps(given), json.dumps(timings), now, assignment.pk],
    )
    for draft in kept:
        return draft
    raise NotOpen(_now(assignment))


@action
def submit(
    *,
    by: Any,
    assignment: Assignment,
    answers: Answers,
    key: uuid.UUID,
    language: str = "",
    text_sha256: str = "",
    mode: str = "self",
    answered: datetime | None = None,
) -> Response:
    """Store the response with its scores and flags, all or nothing, and tell the rooms above.

    The same key with the same answers returns what is stored. Raises `scoring.AnswerError`, `NotOpen`, `KeyReused`.
    """
    given = scoring.validate(definition(assignment.instrument), answers)
    if not _close(assignment):
        return _sent_before(_now(assignment), given, key)
    timings = getattr(_taken(assignment), "timings", {})
    return _submit(by, assignment, given, key, language, text_sha256, mode, answered or clock.now(), timings)


@action
def submit_draft(*, by: Any, assignment: Assignment, key: uuid.UUID, text: Text) -> Response:
    """Submit the answers saved so far, read under the lock, so that an answer given in another tab is not lost."""
    if not _close(assignment):
        return _resent(_now(assignment), key)
    draft = _taken(assignment)
    if draft is None:
        raise NotOpen(assignment)
    known = definition(assignment.instrument)
    applying = scoring.items_that_apply(known, draft.answers, text)
    given = scoring.validate(known, {item: draft.answers[item] for item in applying if item in draft.answers})
    return _submit(by, assignment, given, key, text.language, text.sha256, "self", draft.changed, draft.timings)


def _close(assignment: Assignment) -> bool:
    """Take an open assignment as answered, which locks it: tabs, devices and staff may act at the same moment."""
    still_open = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.OPEN)
    return still_open.update(state=Assignment.State.ANSWERED) == 1


def _now(assignment: Assignment) -> Assignment:
    return Assignment.objects.get(pk=assignment.pk)


def _taken(assignment: Assignment) -> Draft | None:
    """The draft, which goes as its answers are stored."""
    taken = Draft.objects.raw("DELETE FROM questionnaires_draft WHERE assignment_id = %s RETURNING *", [assignment.pk])
    return next(iter(taken), None)


def _submit(
    by: Any, assignment: Assignment, given: Answers, key: uuid.UUID, language: str, text_sha256: str, mode: str,
    answered: datetime, timings: Mapping[str, str],
) -> Response:  # fmt: skip
    response = _store(by, assignment, given, key, language, text_sha256, mode, answered, timings)
    _raise_flags(by, assignment, response.risk)
    _open_second_stage(by, assignment, response)  # before the event: who listens waits until the bundle is answered
    patient, centre = assignment.patient, assignment.centre
    record(by=by, verb="response.submitted", subject=response, patient=patient, centre=centre, mode=mode)
    emit(RESPONSE_SUBMITTED, response=response.pk, patient=patient.pk, bundle=assignment.bundle)
    return response


def _resent(assignment: Assignment, key: uuid.UUID) -> Response:
    """What is stored under this key, when a submission comes a second time; otherwise there is nothing to submit."""
    stored = Response.objects.filter(key=key, assignment=assignment).first()
    if stored is None:
        raise NotOpen(assignment)
    return stored


def _sent_before(assignment: Assignment, given: Answers, key: uuid.UUID) -> Response:
    """The stored response when this very submission came before: a resend, a double click, a second tab."""
    same_key = Response.objects.filter(key=key).first()
    if same_key and (same_key.assignment_id != assignment.pk or same_key.answers != dict(given)):
        raise KeyReused
    stored = same_key or Response.objects.filter(assignment=assignment, answers=dict(given)).first()
    if stored is None:
        raise NotOpen(assignment)
    return stored


def _store(
    by: Any, assignment: Assignment, given: Answers, key: uuid.UUID, language: str, text_sha256: str, mode: str,
    answered: datetime, timings: Mapping[str, str],
) -> Response:  # fmt: skip
    known = definition(assignment.instrument)
    value_set = centre_value_set(known, assignment.centre)
    result = scoring.score(known, given, value_set)
    response = Response(
        assignment=assignment,
        key=key,
        patient=assignment.patient,
        centre=assignment.centre,
        instrument=known.code,
        version=known.version,
        definition_sha256=known.sha256,
        text_sha256=text_sha256,
        language=language,
        value_set=value_set or "",
        mode=mode,
        answers=dict(given),
        timings=timings,
        missing=list(result.missing),
        risk=list(result.risk),
        answered=answered,
        entered_by=actor(by),
    )
    if not insert_new([response]):  # only a key stored with another assignment can refuse it: this one was open
        raise KeyReused
    _store_scores(response, result)
    return response


def centre_value_set(known: Definition, centre: Centre) -> str | None:
    """The country whose value set scores this response: the centre's own, where the instrument has one for it."""
    return centre.country if centre.country in known.value_sets else None


def _store_scores(response: Response, result: scoring.Result) -> None:
    measured, recorded = day_of(response.patient, response.answered), _recorded(response)
    Score.objects.bulk_create(
        Score(
            response=response, patient=response.patient, centre=response.centre, instrument=response.instrument,
            name=name, value=one.value, band=one.band or "", prorated=one.prorated,
            measured=measured, recorded=recorded,
        )
        for name, one in result.scores.items()
    )  # fmt: skip


def _recorded(response: Response) -> Greatest:
    """The day the answers became known where the person lives; for who flies back over the date line it stands still,
    so that no answer falls before a day that was decided. Part of the statement that stores the scores.
    """
    before = Score.objects.filter(patient=response.patient, response__received__lte=response.received)
    newest = Subquery(before.order_by("-recorded").values("recorded")[:1])
    return Greatest(Value(day_of(response.patient, response.received)), newest, output_field=DateField())


def _open_second_stage(by: Any, screen: Assignment, response: Response) -> None:
    """A positive screen opens the full instruments on the spot, as part of the same questions."""
    line = plans.line_of(screen)
    if line is None or line.then is None:
        return
    scores = {score.name: score.value for score in response.scores.all()}
    codes = opened_by(line, response.instrument, scores)
    if not codes:
        return
    today = today_of(screen.patient)
    closes = max(screen.closes, today + timedelta(days=1))  # also who answers on the last day can go on tomorrow
    first = Assignment.objects.filter(bundle=screen.bundle).count()
    _make(
        by,
        [
            Assignment(
                patient=screen.patient, centre=screen.centre, instrument=code, bundle=screen.bundle, place=place,
                opens=today, due=max(screen.due, today), closes=closes,
                line=screen.line, occurrence=screen.occurrence,
            )
            for place, code in enumerate(codes, first)
        ],
    )  # fmt: skip


def _make(by: Any, rows: list[Assignment]) -> list[Assignment]:
    """Open what the schedule asks, each once: what is open already, or was made at the same moment, stays as it is."""
    made = insert_new(rows)
    for row in made:
        record(by=by, verb="assignment.made", subject=row, patient=row.patient, centre=row.centre)
    return made


def _raise_flags(by: Any, assignment: Assignment, risks: Iterable[str], *, repeated: bool = False) -> list[Flag]:
    """One flag per assignment and risk, whether it is seen first in the draft or in the submission.

    An answer given again after its flag was closed raises another (`repeated`).
    """
    return [
        raise_flag(
            by=by,
            patient=assignment.patient,
            kind=risk,
            severity=severity_of(definition(assignment.instrument), risk),
            source=f"assignment:{assignment.pk}",
            repeated=repeated,
        )
        for risk in risks
    ]


def severity_of(known: Definition, risk: str) -> str:
    """How urgent the definition says this risk is."""
    return next((rule.severity for rule in known.risk if rule.name == risk), "high")


@action
def cancel_open(*, by: Any, patient: Patient) -> int:
    """Nothing is asked of this person any more; the drafts stay."""
    rows = list(patient.assignments.select_for_update().filter(state=Assignment.State.OPEN))
    for row in rows:
        row.state = Assignment.State.CANCELLED
        row.save(update_fields=["state"])
        record(by=by, verb="assignment.cancelled", subject=row, patient=patient, centre=patient.centre)
    return len(rows)


@action
def close_past_windows(*, by: Any = "system:windows") -> int:
    """Every open assignment whose window is over where the person lives counts as missed."""
    rows = Assignment.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=Assignment.State.OPEN)
    past = [
        row
        for row in rows.filter(closes__lte=newest_day_over()).select_related("patient__centre", "centre")
        if row.closes < today_of(row.patient)
    ]
    for row in past:
        row.state = Assignment.State.MISSED
        row.save(update_fields=["state"])
        record(by=by, verb="assignment.missed", subject=row, patient=row.patient, centre=row.centre)
        emit(ASSIGNMENT_MISSED, assignment=row.pk, patient=row.patient_id)
    return len(past)


@action
def load_text_pack(*, by: Any, centre: Centre, pack: Pack) -> TextPack:
    """Keep the wording of a licensed instrument for one centre; the same file twice is kept once."""
    existing = TextPack.objects.filter(
        centre=centre, instrument=pack.instrument, language=pack.language, sha256=pack.sha256
    ).first()
    if existing:
        return existing
    stored = TextPack.objects.create(
        centre=centre,
        instrument=pack.instrument,
        language=pack.language,
        reference=pack.reference,
        holder=pack.holder,
        valid_until=pack.valid_until,
        content=pack.content,
        sha256=pack.sha256,
    )
    record(by=by, verb="text_pack.loaded", subject=stored, centre=centre, instrument=pack.instrument)
    return stored


# --- schedules --------------------------------------------------------------------------------------------------------


@action
def adopt_schedule(*, by: Any, centre: Centre, schedule: Schedule) -> ScheduleVersion:
    """Make this what the centre asks from now on, also of everybody in care; the same words are no new version."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    before = plans.newest(centre)
    if before and before.sha256 == schedule.sha256:
        return before
    reasons = [*_too_much(schedule), *_without_words(schedule, centre)]
    if reasons:
        raise ValidationError(reasons)
    version = ScheduleVersion.objects.create(
        centre=centre, number=before.number + 1 if before else 1, content=schedule.content, sha256=schedule.sha256,
        made_by=actor(by),
    )  # fmt: skip
    followers = centre.courses.exclude(stopped__in=[Course.Stopped.WITHDRAWN, Course.Stopped.DIED])
    moved = followers.update(schedule=version)
    record(by=by, verb="schedule.adopted", subject=version, centre=centre, number=version.number, courses=moved)
    return version


def _too_much(schedule: Schedule) -> list[str]:
    found = overloads(schedule, catalogue())
    return [overload_words(one, schedule) for one in found if not one.by_risk]


def _without_words(schedule: Schedule, centre: Centre) -> list[str]:
    """Instruments that nobody here could read."""
    return [
        _("%(instrument)s cannot be asked here yet: your centre has no text for it.") % {"instrument": known.title}
        for known in map(definition, schedule.instruments)
        if not texts(known, centre)
    ]


@action
def begin_course(*, by: Any, patient: Patient, level: int) -> Course:
    """From today on this person is asked what the centre's schedule says, beginning with what is due today."""
    course = Course.objects.create(
        patient=patient, centre=patient.centre, schedule=plans.newest(patient.centre), began=today_of(patient)
    )
    record(by=by, verb="course.begun", subject=course, patient=patient, centre=patient.centre)
    set_anchor(by=by, patient=patient, kind=f"level:{level}", day=course.began)
    plan(by=by, patient=patient)
    return course


@action
def set_anchor(*, by: Any, patient: Patient, kind: str, day: date) -> Anchor:
    """Keep a day that questions are counted from: entering a level, stopping, going on."""
    anchor = Anchor.objects.create(patient=patient, centre=patient.centre, kind=kind, day=day)
    record(by=by, verb="anchor.set", subject=anchor, patient=patient, centre=patient.centre, kind=kind)
    return anchor


@action
def stop(*, by: Any, patient: Patient, why: Course.Stopped) -> Course:
    """Nothing is asked from this moment on, and what is open is taken back; the drafts stay."""
    cancel_open(by=by, patient=patient)  # waits for an answer that is just being stored; it may open more, see below
    course, today = _course(patient), today_of(patient)
    if not course.stopped:
        set_anchor(by=by, patient=patient, kind=plans.STOPPED, day=today)
        course.stopped_on = today
    course.stopped = why
    course.save(update_fields=["stopped", "stopped_on"])
    record(by=by, verb="course.stopped", subject=course, patient=patient, centre=patient.centre, why=why)
    cancel_open(by=by, patient=patient)
    return course


@action
def go_on(*, by: Any, patient: Patient) -> Course:
    """Ask again from the next natural day on; what fell into the stop is not made up."""
    course = _course(patient)
    course.stopped, course.stopped_on = "", None
    course.save(update_fields=["stopped", "stopped_on"])
    set_anchor(by=by, patient=patient, kind=plans.WENT_ON, day=today_of(patient))
    record(by=by, verb="course.gone_on", subject=course, patient=patient, centre=patient.centre)
    _open_due(by, plans.running().filter(patient=patient))
    return course


def _course(patient: Patient) -> Course:
    """Re-read under a row lock: nothing is opened while somebody stops a course."""
    return Course.objects.select_for_update(of=("self",)).select_related("patient__centre").get(patient=patient)


@action
def plan(*, by: Any, patient: Patient) -> list[Assignment]:
    """Open what the schedule asks of this person by today; asking again changes nothing."""
    return _open_due(by, plans.running().select_for_update(of=("self",)).filter(patient=patient))


def _open_due(by: Any, running: QuerySet[Course]) -> list[Assignment]:
    """What is due in the course of one person, if it runs; whoever calls has locked it, or it is locked here."""
    courses = list(running)
    due = [one for together in plans.to_open(courses).values() for one in together]
    by_day = groupby(due, key=lambda one: one.day)
    return _make(by, [row for _day, together in by_day for row in _bundle(courses[0].patient, list(together))])


def _bundle(patient: Patient, together: list[Due]) -> list[Assignment]:
    bundle = ids.new()
    return [
        Assignment(
            patient=patient, centre=patient.centre, instrument=one.instrument, bundle=bundle, place=place,
            opens=one.day, due=one.due, closes=one.closes, line=one.line, occurrence=one.occurrence,
        )
        for place, one in enumerate(together)
    ]  # fmt: skip


def plan_all(*, by: Any = "system:schedule") -> int:
    """Open what is due for everybody; each person is a unit of their own, so one that fails holds up nobody."""
    made = 0
    for patient in plans.wanting():
        try:
            made += len(plan(by=by, patient=patient))
        except DatabaseError:  # such as a lock held too long; the next sweep finds the same
            logger.exception("nothing could be opened for patient %s", patient.pk)
    return made

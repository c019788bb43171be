"""Writes of answering: saving an answer, submitting; no other code turns answers into scores."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import DateField, Subquery, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.people.days import day_of, moment_of, today_of
from oncocare.people.models import Actor, Centre, Patient
from oncocare.safety.concerns import Severity
from oncocare.safety.flags.actions import raise_flag
from oncocare.safety.flags.selectors import BY_ANSWERS
from oncocare.safety.models import Flag
from questionnaires.answering.day_on_paper import check_day_on_paper
from questionnaires.instruments import scoring
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.kinds import RESPONSE_SUBMITTED
from questionnaires.models import (  # fmt: skip
    Assignment,
    Draft,
    Import,
    LateAnswer,
    Mode,
    PatientSchedule,
    Response,
    Score,
)
from questionnaires.scheduling import selectors as scheduling
from questionnaires.scheduling.actions import assign, check_may_be_asked, open_assignments
from questionnaires.scheduling.occasions import opened_by

Answers = Mapping[str, int | None]


class FromFile(NamedTuple):
    """The import in which answers came; `from_before`: they are so old that they are history and raise no flag."""

    imported: Import
    from_before: bool


class Entered(NamedTuple):
    """One questionnaire that staff enter for somebody; without an `assignment` it is made due today and so answered.

    `language` is that of the paper; `text_sha256` is empty where this centre does not have its wording.
    """

    instrument: str
    answers: Answers
    assignment: Assignment | None = None
    language: str = ""
    text_sha256: str = ""


class NotOpen(Exception):
    """The assignment takes no answers any more; `response` is what was stored, if anything was."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(f"assignment is {assignment.state}")
        self.assignment = assignment


class KeyReused(Exception):
    """A submission key was sent again with other answers or for another assignment."""


@action
def save_answer(*, by: Actor, assignment: Assignment, item: str, code: int | None) -> list[Flag]:
    """Keep one answer of the draft (None: would rather not say) and raise what cannot wait for the submit.

    Once the questions are closed, an answer that worries is kept all the same; `NotOpen` for any other.
    """
    known = definition(assignment.instrument)
    concerns = scoring.concerns(known, {item: code}, own=True)
    draft = _keep(assignment, {item: code})
    if draft is not None:
        assignment.draft = draft
    elif concerns:
        _keep_late(by, assignment, item, code)
    else:
        raise NotOpen(_now(assignment))
    return _raise_flags(by, assignment, concerns, repeated=True)


def _keep_late(by: Actor, assignment: Assignment, item: str, code: int | None) -> None:
    """Keep an answer to questions that are closed: with the draft, or beside the response, which never changes."""
    closed = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if closed.state != Assignment.State.ANSWERED:
        assignment.draft = _keep(closed, {item: code}, state=closed.state)
        return
    before = closed.late_answers.filter(item=item, how=LateAnswer.How.LATE).last()
    kept = {**closed.response.answers, **({item: before.code} if before else {})}
    if item in kept and kept[item] == code:
        return  # the same once more: a double click, a second tab
    LateAnswer.objects.create(
        assignment=closed, patient=assignment.patient, centre=assignment.centre, instrument=closed.instrument,
        item=item, code=code, entered_by=actor(by),
    )  # fmt: skip


@action
def keep_worrying(*, by: Actor, assignment: Assignment, answers: Answers, own: bool) -> list[Flag]:
    """Keep those of these answers that worry, whatever became of the questions, and raise their flags."""
    known, flags = definition(assignment.instrument), []
    for item, code in answers.items():
        if concerns := scoring.concerns(known, {item: code}, own=own):
            _keep_late(by, assignment, item, code)
            flags += _raise_flags(by, assignment, concerns, repeated=True)
    return flags


def _keep(assignment: Assignment, given: Answers, state: str = Assignment.State.OPEN) -> Draft | None:
    """Add these answers to the draft, if the assignment is in this state, in one statement that locks it; else None.

    An answer that is changed goes to `replaced`: it may have raised a flag, and that flag speaks of it.
    """
    now = clock.now()
    timings = dict.fromkeys(given, now.isoformat())
    kept = Draft.objects.raw(
        """
        INSERT INTO questionnaires_draft AS kept (id, assignment_id, answers, timings, changed)
        SELECT %s::uuid, id, %s::jsonb, %s::jsonb, %s::timestamptz FROM questionnaires_assignment
        WHERE id = %s AND state = %s FOR UPDATE
        ON CONFLICT (assignment_id) DO UPDATE SET answers = kept.answers || excluded.answers,
            timings = kept.timings || excluded.timings, changed = excluded.changed,
            replaced = kept.replaced || (
                SELECT COALESCE(jsonb_agg(jsonb_build_array(item, kept.answers->item, kept.timings->item)), '[]')
                FROM jsonb_object_keys(excluded.answers) AS item WHERE kept.answers->item <> excluded.answers->item
            )
        RETURNING *
        """,
        [ids.new(), json.dumps(given), json.dumps(timings), now, assignment.pk, state],
    )
    return next(iter(kept), None)


def submit(
    *, by: Actor, assignment: Assignment, answers: Answers, key: uuid.UUID, language: str = "", text_sha256: str = "",
    mode: Mode = Mode.SELF, answered: datetime | None = None, file: FromFile | None = None,
) -> Response:  # fmt: skip
    """Store the response with its scores and flags, all or nothing, and tell the rooms above.

    The same key with the same answers returns what is stored. Raises `scoring.AnswerError`, `NotOpen`, `KeyReused`; of
    answers that are refused those that worry are kept, in a unit of their own.
    """
    given = scoring.validate(definition(assignment.instrument), answers)
    try:
        return _submit_given(by, assignment, given, key, language, text_sha256, mode, answered, file)
    except (NotOpen, KeyReused):
        if file is None:
            keep_worrying(by=by, assignment=assignment, answers=given, own=mode.own)
        raise


@action
def _submit_given(
    by: Actor, assignment: Assignment, given: Answers, key: uuid.UUID, language: str, text_sha256: str, mode: Mode,
    answered: datetime | None, file: FromFile | None,
) -> Response:  # fmt: skip
    if not _close(assignment):
        return _sent_before(_now(assignment), given, key)
    draft = _taken(assignment)
    timings = draft.timings if draft and mode == Mode.SELF else {}
    stored = _submit(by, assignment, given, key, language, text_sha256, mode, answered or clock.now(), timings, file)
    if draft and file is None:
        _keep_beside(by, stored, draft.replaced, LateAnswer.How.REPLACED)
        begun = [(item, code, draft.timings[item]) for item, code in draft.answers.items()]
        _keep_beside(by, stored, begun, LateAnswer.How.BEGUN)
    return stored


def _keep_beside(by: Actor, stored: Response, given: Iterable[tuple[str, int | None, str]], how: str) -> None:
    """Keep the worrying ones of these answers (item, code, moment) that the response lacks: a flag speaks of them."""
    known = definition(stored.instrument)
    for item, code, moment in given:
        if scoring.concerns(known, {item: code}, own=True) and (item, code) not in stored.answers.items():
            LateAnswer.objects.create(
                assignment=stored.assignment, patient=stored.patient, centre=stored.centre, instrument=known.code,
                item=item, code=code, how=how, made=datetime.fromisoformat(moment), entered_by=actor(by),
            )  # fmt: skip


def enter_answers(
    *, by: Actor, patient: Patient, sheets: Sequence[Entered], key: uuid.UUID, mode: Mode, day: date
) -> list[Response]:
    """Store what somebody answered that day on paper or aloud, all of it or nothing, as `submit` stores each part.

    The same key with the same answers returns what is stored. Raises as `submit`, and `ValidationError`; of
    answers that came too late those that worry are kept, in a unit of their own.
    """
    given = [sheet._replace(answers=scoring.validate(definition(sheet.instrument), sheet.answers)) for sheet in sheets]
    keys = {sheet.instrument: uuid.uuid5(key, sheet.instrument) for sheet in given}
    try:
        return _enter(by, patient, given, keys, mode, day)
    except (NotOpen, KeyReused):
        _keep_worrying_of(by, patient, given, keys, mode)
        raise


@action
def _enter(
    by: Actor, patient: Patient, sheets: Sequence[Entered], keys: Mapping[str, uuid.UUID], mode: Mode, day: date
) -> list[Response]:
    _check_enterable(patient, day)
    answered = clock.now() if day == today_of(patient) else moment_of(patient, day, NOON)
    hold(patient)  # the same page may be sent twice at one moment
    asked = _asked_for(by, patient, sheets, keys)
    return [
        _submit_given(
            by, asked[sheet.instrument], sheet.answers, keys[sheet.instrument], sheet.language, sheet.text_sha256, mode,
            answered, None,
        )
        for sheet in sheets
    ]  # fmt: skip


def _check_enterable(patient: Patient, day: date) -> None:
    check_may_be_asked(patient)
    if PatientSchedule.objects.filter(patient=patient, stopped=PatientSchedule.Stopped.WITHDRAWN).exists():
        raise ValidationError(_("This person has left the programme, so nothing more is stored about them."))
    check_day_on_paper(day, born_on=patient.born_on, today=today_of(patient))


NOON = time(12)  # of a day on paper, where nobody wrote the hour


def _asked_for(
    by: Actor, patient: Patient, sheets: Sequence[Entered], keys: Mapping[str, uuid.UUID]
) -> dict[str, Assignment]:
    """By instrument what these sheets answer: what they were stored for before, what is asked, or asked from now on."""
    before = Response.objects.filter(patient=patient, key__in=keys.values()).select_related("assignment")
    asked = {response.instrument: response.assignment for response in before}
    asked |= {sheet.instrument: sheet.assignment for sheet in sheets if sheet.assignment}
    missing = [sheet.instrument for sheet in sheets if sheet.instrument not in asked]
    if missing:
        today = today_of(patient)
        assign(by=by, patient=patient, instruments=missing, opens=today, due=today, closes=today)
        still_open = patient.assignments.filter(instrument__in=missing, state=Assignment.State.OPEN)
        asked |= {assignment.instrument: assignment for assignment in still_open}
    return asked


@action
def _keep_worrying_of(
    by: Actor, patient: Patient, sheets: Sequence[Entered], keys: Mapping[str, uuid.UUID], mode: Mode
) -> None:
    """Of answers that were refused as a whole keep those that worry; where nothing asked for them, it is asked now."""
    worrying = [
        sheet for sheet in sheets if scoring.concerns(definition(sheet.instrument), sheet.answers, own=mode.own)
    ]
    asked = _asked_for(by, patient, worrying, keys)
    for sheet in worrying:
        keep_worrying(by=by, assignment=asked[sheet.instrument], answers=sheet.answers, own=mode.own)


@action
def submit_drafts(*, by: Actor, sheets: Sequence[tuple[Assignment, InstrumentText]], key: uuid.UUID) -> None:
    """Submit what was answered together, all or nothing, told once; the first keeps the key, others one made of it."""
    for number, (assignment, text) in enumerate(sheets, 1):
        own = uuid.uuid5(key, assignment.instrument) if number > 1 else key
        submit_draft(by=by, assignment=assignment, key=own, text=text, tell=number == len(sheets))


@action
def submit_draft(
    *, by: Actor, assignment: Assignment, key: uuid.UUID, text: InstrumentText, mode: Mode = Mode.SELF,
    tell: bool = True,
) -> Response:  # fmt: skip
    """Submit the answers saved so far, read under the lock, so that none of another tab is lost; `tell` who listens."""
    if not _close(assignment):
        return _resent(_now(assignment), key)
    draft = _taken(assignment)
    if draft is None:
        raise NotOpen(assignment)
    known = definition(assignment.instrument)
    applying = scoring.items_that_apply(known, draft.answers, text)
    given = scoring.validate(known, {item: draft.answers[item] for item in applying if item in draft.answers})
    stored = _submit(
        by, assignment, given, key, text.language, text.sha256, mode, draft.changed, draft.timings, tell=tell
    )
    _keep_beside(by, stored, draft.replaced, LateAnswer.How.REPLACED)
    return stored


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
    by: Actor, assignment: Assignment, given: Answers, key: uuid.UUID, language: str, text_sha256: str, mode: Mode,
    answered: datetime, timings: Mapping[str, str], file: FromFile | None = None, *, tell: bool = True,
) -> Response:  # fmt: skip
    response = _store(by, assignment, given, key, language, text_sha256, mode, answered, timings, file)
    if not response.from_before:
        with clock.at(file.imported.made if file else clock.now()):  # what came in a file is news since then
            _raise_flags(by, assignment, scoring.concerns(definition(assignment.instrument), given, own=mode.own))
    _open_second_stage(by, assignment, response)  # before the event: who listens waits until the bundle is answered
    patient, centre = assignment.patient, assignment.centre
    record(by=by, verb=Verb.RESPONSE_SUBMITTED, subject=response, patient=patient, centre=centre, mode=mode)
    if tell:
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
    by: Actor, assignment: Assignment, given: Answers, key: uuid.UUID, language: str, text_sha256: str, mode: Mode,
    answered: datetime, timings: Mapping[str, str], file: FromFile | None,
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
        imported=file.imported if file else None,
        from_before=file.from_before if file else False,
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
            name=name, value=score.value, band=score.band or "", prorated=score.prorated,
            measured=measured, recorded=recorded,
        )
        for name, score in result.scores.items()
    )  # fmt: skip


def _recorded(response: Response) -> Greatest:
    """The day the answers became known where the person lives; for who flies back over the date line it stands still,
    so that no answer falls before a day that was decided. Part of the statement that stores the scores.
    """
    before = Score.objects.filter(patient=response.patient, response__received__lte=response.received)
    newest = Subquery(before.order_by("-recorded").values("recorded")[:1])
    return Greatest(Value(day_of(response.patient, response.received)), newest, output_field=DateField())


def _open_second_stage(by: Actor, screen: Assignment, response: Response) -> None:
    """A positive screen opens the full instruments on the spot, as part of the same questions."""
    line = scheduling.line_of(screen)
    if line is None or line.then is None:
        return
    scores = {score.name: score.value for score in response.scores.all()}
    codes = opened_by(line, response.instrument, scores)
    if not codes:
        return
    today = today_of(screen.patient)
    closes = max(screen.closes, today + timedelta(days=1))  # also who answers on the last day can go on tomorrow
    first = Assignment.objects.filter(bundle=screen.bundle).count()
    open_assignments(
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


def _raise_flags(
    by: Actor, assignment: Assignment, concerns: Mapping[str, Severity], *, repeated: bool = False
) -> list[Flag]:
    """One flag per assignment and kind, whether it is seen first in the draft or in the submission; while a flag of the
    kind is open it joins that one.

    An answer given again after its flag was closed raises another (`repeated`).
    """
    return [
        raise_flag(
            by=by, patient=assignment.patient, kind=kind, severity=severity, source=f"{BY_ANSWERS}{assignment.pk}",
            repeated=repeated, join=True,
        )
        for kind, severity in concerns.items()
    ]  # fmt: skip

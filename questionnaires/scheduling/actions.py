"""Writes of scheduling: what is asked, from when on, until when, and what is not asked any more."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.notifications.actions import queue
from oncocare.people.days import day_of, newest_day_over, today_of
from oncocare.people.models import Actor, Centre, Patient
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.kinds import ASSIGNMENT_MISSED
from questionnaires.models import Anchor, Assignment, PatientSchedule, ScheduleVersion  # fmt: skip
from questionnaires.scheduling import selectors
from questionnaires.scheduling.burden import overloads
from questionnaires.scheduling.occasions import Due
from questionnaires.scheduling.schedule import Schedule
from questionnaires.scheduling.selectors import kind_now, open_sets, told_of
from questionnaires.scheduling.words import no_text_words, overload_words
from questionnaires.selectors import UNDER_WAY, last_answered, under_way

logger = logging.getLogger(__name__)


@action
def assign(
    *, by: Actor, patient: Patient, instruments: Iterable[str], opens: date, due: date, closes: date
) -> list[Assignment]:
    """Make instruments due together; one that is open for this patient already stays as it is."""
    check_may_be_asked(patient)
    bundle, codes = ids.new(), dict.fromkeys(instruments)
    hold(patient)  # two people may ask at the same moment
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
        record(by=by, verb=Verb.ASSIGNMENT_MADE, subject=row, patient=patient, centre=patient.centre)
    return rows


def check_may_be_asked(patient: Patient) -> None:
    """Refuse, in words, to ask anything of who has died or said no to care."""
    if patient.died_on:
        raise ValidationError(_("This person has died, so nothing is asked any more."))
    if said_no(patient, Purpose.CARE):
        raise ValidationError(_("This person said no to care, so nothing is asked any more."))


def open_assignments(by: Actor, rows: list[Assignment]) -> list[Assignment]:
    """Open what the schedule asks, each once: what is open already, or was made at the same moment, stays as it is."""
    made = insert_new(rows)
    for row in made:
        record(by=by, verb=Verb.ASSIGNMENT_MADE, subject=row, patient=row.patient, centre=row.centre)
    return made


@action
def cancel_open(*, by: Actor, patient: Patient) -> int:
    """Nothing is asked of this person any more; the drafts stay, and `reopen` brings back what has time left."""
    rows = list(patient.assignments.select_for_update().filter(state=Assignment.State.OPEN))
    for row in rows:
        row.state, row.taken_back = Assignment.State.CANCELLED, clock.now()
        row.save(update_fields=["state", "taken_back"])
        record(by=by, verb=Verb.ASSIGNMENT_CANCELLED, subject=row, patient=patient, centre=patient.centre)
    return len(rows)


@action
def reopen(*, by: Actor, patient: Patient) -> list[Assignment]:
    """Ask again what was taken back since the person stopped and whose window is not over, with its draft as it was.

    Of an instrument that was taken back twice the later one comes back; one that is open anyway stays the only one.
    What does not come back now never does.
    """
    taken_back = patient.assignments.select_for_update().exclude(taken_back=None).order_by("-taken_back", "-due", "-pk")
    rows = list(taken_back)
    hold(patient)  # as `assign`: somebody may ask at this moment
    already = set(patient.assignments.filter(state=Assignment.State.OPEN).values_list("instrument", flat=True))
    reopened, today = [], today_of(patient)
    answering = set(under_way().filter(patient=patient).values_list("bundle", flat=True))
    for row in rows:
        row.taken_back = None
        in_time = row.closes >= today or row.bundle in answering
        if in_time and row.instrument not in already:
            row.state = Assignment.State.OPEN
            already.add(row.instrument)
            reopened.append(row)
            record(by=by, verb=Verb.ASSIGNMENT_REOPENED, subject=row, patient=patient, centre=patient.centre)
        row.save(update_fields=["state", "taken_back"])
    return reopened


@action
def close_past_windows(*, by: Actor = "system:windows") -> int:
    """Every open assignment whose window is over where the person lives counts as missed, but not under their hands."""
    rows = Assignment.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=Assignment.State.OPEN)
    over = rows.filter(closes__lte=newest_day_over()).exclude(bundle__in=under_way().values("bundle"))
    past = [row for row in over.select_related("patient__centre", "centre") if row.closes < today_of(row.patient)]
    for row in past:
        row.state, row.closes = Assignment.State.MISSED, _closed_on(row)
        row.save(update_fields=["state", "closes"])
        record(by=by, verb=Verb.ASSIGNMENT_MISSED, subject=row, patient=row.patient, centre=row.centre)
        emit(ASSIGNMENT_MISSED, assignment=row.pk, patient=row.patient_id)
    return len(past)


def _closed_on(row: Assignment) -> date:
    """The last day of its window, or the later one until which it stayed open: no miss falls before a decided day."""
    answered = last_answered(row.bundle)
    return max(row.closes, day_of(row.patient, answered + UNDER_WAY)) if answered else row.closes


@action
def adopt_schedule(*, by: Actor, centre: Centre, schedule: Schedule) -> ScheduleVersion:
    """Make this what the centre asks from now on, also of everybody in care; the same words are no new version."""
    hold(centre)
    before = selectors.newest(centre)
    if before and before.sha256 == schedule.sha256:
        return before
    reasons = [*_too_much(schedule), *map(no_text_words, selectors.without_text(schedule, centre))]
    if reasons:
        raise ValidationError(reasons)
    version = ScheduleVersion.objects.create(
        centre=centre, number=before.number + 1 if before else 1, content=schedule.content, sha256=schedule.sha256,
        made_by=actor(by),
    )  # fmt: skip
    ended = (PatientSchedule.Stopped.WITHDRAWN, PatientSchedule.Stopped.DIED)
    followers = centre.followed_schedules.exclude(stopped__in=ended)
    moved = followers.update(schedule=version)
    record(by=by, verb=Verb.SCHEDULE_ADOPTED, subject=version, centre=centre, number=version.number, courses=moved)
    return version


def _too_much(schedule: Schedule) -> list[str]:
    found = overloads(schedule, catalogue())
    return [overload_words(overload, schedule) for overload in found if not overload.by_risk]


@action
def begin_schedule(*, by: Actor, patient: Patient, level: int) -> PatientSchedule:
    """From today on this person is asked what the centre's schedule says, beginning with what is due today."""
    patient_schedule = PatientSchedule.objects.create(
        patient=patient, centre=patient.centre, schedule=selectors.newest(patient.centre), began=today_of(patient)
    )
    record(by=by, verb=Verb.COURSE_BEGUN, subject=patient_schedule, patient=patient, centre=patient.centre)
    set_anchor(by=by, patient=patient, kind=f"level:{level}", day=patient_schedule.began)
    plan(by=by, patient=patient)
    return patient_schedule


@action
def set_anchor(*, by: Actor, patient: Patient, kind: str, day: date) -> Anchor:
    """Keep a day that questions are counted from: entering a level, stopping, going on."""
    anchor = Anchor.objects.create(patient=patient, centre=patient.centre, kind=kind, day=day)
    record(by=by, verb=Verb.ANCHOR_SET, subject=anchor, patient=patient, centre=patient.centre, kind=kind)
    return anchor


@action
def stop(*, by: Actor, patient: Patient, why: PatientSchedule.Stopped) -> PatientSchedule:
    """Nothing is asked from this moment on, and what is open is taken back until the person goes on."""
    cancel_open(by=by, patient=patient)  # waits for an answer that is just being stored; it may open more, see below
    patient_schedule, today = _locked_schedule(patient), today_of(patient)
    if not patient_schedule.stopped:
        set_anchor(by=by, patient=patient, kind=selectors.STOPPED, day=today)
        patient_schedule.stopped_on = today
    patient_schedule.stopped = why
    patient_schedule.save(update_fields=["stopped", "stopped_on"])
    record(by=by, verb=Verb.COURSE_STOPPED, subject=patient_schedule, patient=patient, centre=patient.centre, why=why)
    cancel_open(by=by, patient=patient)
    return patient_schedule


@action
def go_on(*, by: Actor, patient: Patient) -> PatientSchedule:
    """Ask again from the next natural day on, and what was open when it stopped, if its time is not over; what fell
    into the stop is not made up.
    """
    reopen(by=by, patient=patient)
    patient_schedule = _locked_schedule(patient)
    patient_schedule.stopped, patient_schedule.stopped_on = "", None
    patient_schedule.save(update_fields=["stopped", "stopped_on"])
    set_anchor(by=by, patient=patient, kind=selectors.WENT_ON, day=today_of(patient))
    record(by=by, verb=Verb.COURSE_GONE_ON, subject=patient_schedule, patient=patient, centre=patient.centre)
    _open_due(by, selectors.running().filter(patient=patient))
    return patient_schedule


def _locked_schedule(patient: Patient) -> PatientSchedule:
    """Re-read under a row lock: nothing is opened while somebody stops a course."""
    rows = PatientSchedule.objects.select_for_update(of=("self",)).select_related("patient__centre")
    return rows.get(patient=patient)


@action
def plan(*, by: Actor, patient: Patient) -> list[Assignment]:
    """Open what the schedule asks of this person by today; asking again changes nothing."""
    return _open_due(by, selectors.running().select_for_update(of=("self",)).filter(patient=patient))


def _open_due(by: Actor, running: QuerySet[PatientSchedule]) -> list[Assignment]:
    """What is due in the course of one person, if it runs; whoever calls has locked it, or it is locked here."""
    followed = list(running)
    occasions = [occasion for together in selectors.to_open(followed).values() for occasion in together]
    by_day = groupby(occasions, key=lambda occasion: occasion.day)
    rows = [row for _day, together in by_day for row in _bundle(followed[0].patient, list(together))]
    return open_assignments(by, rows)


def _bundle(patient: Patient, together: list[Due]) -> list[Assignment]:
    bundle = ids.new()
    return [
        Assignment(
            patient=patient, centre=patient.centre, instrument=asked.instrument, bundle=bundle, place=place,
            opens=asked.day, due=asked.due, closes=asked.closes, line=asked.line, occurrence=asked.occurrence,
        )
        for place, asked in enumerate(together)
    ]  # fmt: skip


def plan_all(*, by: Actor = "system:schedule") -> int:
    """Open what is due for everybody; each person is a unit of their own, so one that fails holds up nobody."""
    made = 0
    for patient in selectors.wanting():
        try:
            made += len(plan(by=by, patient=patient))
        except Exception as error:  # noqa: BLE001 -- a lock held too long, or a date nobody reckoned with
            where = traceback.extract_tb(error.__traceback__)[-1]  # the words of an error may hold what was said
            logger.error(  # noqa: TRY400
                "nothing could be opened for patient %s: %s in %s, line %s",
                patient.pk, type(error).__name__, where.filename, where.lineno,
            )  # fmt: skip
    return made


@action
def remind(*, by: Actor = "system:remind") -> int:
    """Queue what is to be said today, in each person's own day; how many reminders are new."""
    sets = [(asked, f"bundle:{asked.bundle}", kind) for asked in open_sets() if (kind := kind_now(asked))]
    told = told_of([asked.patient__user for asked, _source, _kind in sets], [source for _asked, source, _kind in sets])
    new = [(asked, source, kind) for asked, source, kind in sets if (source, kind) not in told]
    people = Patient.objects.select_related("user", "centre").in_bulk([asked.patient for asked, _source, _kind in new])
    for asked, source, kind in new:
        patient = people[asked.patient]
        queue(by=by, user=patient.account, centre=patient.centre, kind=kind, source=source)
    return len(new)

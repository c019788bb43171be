"""Writing what staff keep beside the course: notes, tasks, contacts, supervision, views; and handing people over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clinicians.kinds import PEOPLE_HANDED_OVER
from clinicians.models import (
    MISSED,
    Contact,
    ExpectedCourse,
    Leaflet,
    Note,
    SavedView,
    Sending,
    SupervisionEntry,
    Task,
)
from mentoring.conversations import actions as conversations
from mentoring.conversations.models import TeamMessage
from mentoring.meetings.kinds import MISSED_TASK
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.effort.actions import spend
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.people import actions as people
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Centre, Patient, User
from oncocare.safety.assessment.assessed import Assessed
from oncocare.safety.flags import actions as safety
from oncocare.safety.models import Attempt, Flag

T = TypeVar("T")

_TO_ASK_AFTER = Task.OPEN & (Q(source__startswith=MISSED) | Q(source__startswith=MISSED_TASK))


@action
def once(*, by: User, sending: UUID, act: Callable[[], T]) -> T | None:
    """Do what a page asks, and nothing where the very same was sent before: then None.

    What `act` refuses was not sent.
    """
    return act() if insert_new([Sending(id=sending, by=by)]) else None


@action
def write_note(*, by: User, patient: Patient, words: str, corrects: Note | None = None) -> Note:
    """Write a note. It is never changed: a mistake is put right by a note that names the one it corrects.

    One's own stands in its place, a colleague's beside it.
    """
    if corrects and Note.objects.filter(corrects=corrects, by__in=[by, corrects.by]).exists():
        raise ValidationError(_("This note was corrected already. Correct the newest one."))
    note = Note.objects.create(patient=patient, centre=patient.centre, by=by, words=words, corrects=corrects)
    named = {"corrects": str(corrects.pk)} if corrects else {}
    record(by=by, verb=Verb.NOTE_WRITTEN, subject=note, patient=patient, centre=patient.centre, **named)
    return note


@action
def add_task(*, by: User, patient: Patient, owner: User, what: str, due: date) -> Task:
    """Something that `owner` does for this patient by the day `due`."""
    task = Task.objects.create(patient=patient, centre=patient.centre, owner=owner, what=what, due=due, maker=by)
    _record_task(by, task)
    return task


@action
def make_wanted_task(*, by: str, centre: Any, patient: Any, owner: Any, what: str, due: date, source: str) -> Task:
    """A task that is made by itself, by ids; one that was made before stays as it is."""
    values = {"centre_id": centre, "patient_id": patient or None, "owner_id": owner, "what": what, "due": due}
    task, new = Task.objects.get_or_create(source=source, defaults=values)
    if new:
        _record_task(by, task)
    return task


def _record_task(by: Actor, task: Task) -> None:
    record(
        by=by, verb=Verb.TASK_ADDED, subject=task, patient=task.patient_id, centre=task.centre_id,
        owner=str(task.owner_id),
    )  # fmt: skip


@action
def finish_task(*, by: User, task: Task) -> Task:
    """Mark a task as done; only the first time counts, and one that is no longer needed stays so."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if not task.over:
        task.done_at, task.done_by = clock.now(), by
        task.save()
        record(by=by, verb=Verb.TASK_DONE, subject=task, patient=task.patient_id, centre=task.centre_id)
    return task


@action
def lapse_tasks(*, by: str, source: str) -> None:
    """Open tasks whose source begins so are no longer needed: nobody has them to do, and nobody did them."""
    for task in Task.objects.select_for_update().filter(Task.OPEN, source__startswith=source).order_by("pk"):
        task.lapsed = clock.now()
        task.save()
        record(by=by, verb=Verb.TASK_LAPSED, subject=task, patient=task.patient_id, centre=task.centre_id)


@action
def log_contact(*, by: User, patient: Patient, kind: str, began: datetime, minutes: int, reached: bool) -> Contact:
    """One contact, or one tried, in whole minutes of `by` from 1 to 480; the class says what a row counts.

    Whoever reaches the person has done the task to ask after them.
    """
    if began > clock.now():
        raise ValidationError(_("A contact cannot begin in the future."))
    if kind not in Contact.Kind.values:
        raise ValidationError(_("Choose how you tried to reach the person."))
    effort = spend(
        by=by, centre=patient.centre_id, patient=patient.pk, what=f"contact.{kind}", began=began, minutes=minutes
    )
    contact = Contact.objects.create(
        patient=patient, centre=patient.centre, by=by, kind=kind, began=began, effort=effort, reached=reached
    )
    record(by=by, verb=Verb.CONTACT_LOGGED, subject=contact, patient=patient, centre=patient.centre, reached=reached)
    if reached:
        for task in Task.objects.filter(_TO_ASK_AFTER, patient=patient, made__lte=began):
            finish_task(by=by, task=task)
    return contact


@action
def answer_patient(
    *,
    by: User,
    patient: Patient,
    words: str,
    key: UUID | None = None,
    minutes: int | None = None,
    seen: str | None = None,
) -> TeamMessage:
    """Somebody of the team writes to a patient. It is a contact where they say how many minutes it took, once."""
    hold(patient)  # a button may be pressed twice
    known = key is not None and TeamMessage.objects.filter(pk=key).exists()
    message = conversations.write_to_patient(by=by, patient=patient, words=words, key=key, seen=seen)
    if minutes and not known:
        began = clock.now() - timedelta(minutes=minutes)  # they end now: nobody writes down when they began to write
        log_contact(by=by, patient=patient, kind=Contact.Kind.MESSAGE, began=began, minutes=minutes, reached=True)
    return message


@action
def close_flag(
    *,
    by: User,
    flag: Flag,
    outcome: str,
    kind: str = "",
    spoke: bool = False,
    minutes: int | None = None,
    note: str = "",
    assessed: Assessed | None = None,
) -> Flag:
    """The concern is answered. Where the person was spoken with just now, by `kind` of contact, that is a contact of
    these minutes, which are counted once; else the minutes are those of answering the flag. `spoke`: also where the
    contact was written down before.
    """
    contact = _contact_now(by, flag, kind, minutes, reached=True) if kind else None
    return safety.close(
        by=by, flag=flag, outcome=outcome, note=note, assessed=assessed, spoke=spoke or contact is not None,
        minutes=minutes, effort=contact.effort if contact else None,
    )  # fmt: skip


@action
def could_not_reach(
    *, by: User, flag: Flag, next_attempt: datetime, kind: str = "", minutes: int | None = None, note: str = ""
) -> Attempt:
    """The flag stays open until the next attempt; this one is a contact that reached nobody, where it is not written
    down already.
    """
    if kind:
        _contact_now(by, flag, kind, minutes, reached=False)
    return safety.could_not_reach(by=by, flag=flag, next_attempt=next_attempt, note=note)


def _contact_now(by: User, flag: Flag, kind: str, minutes: int | None, *, reached: bool) -> Contact:
    """The minutes end now: nobody writes down when they began to answer a flag."""
    spent = minutes or 0  # refused as it is written down
    began = clock.now() - timedelta(minutes=spent)
    return log_contact(by=by, patient=flag.patient, kind=kind, began=began, minutes=spent, reached=reached)


@action
def hand_over(*, by: User, patient: Patient, clinician: User, note: str = "") -> Patient:
    """Another clinician looks after this person from now on, and is told; what should be known is a note in the record.

    The task to ask after the person goes with them, whoever had it.
    """
    handed = people.assign_clinician(by=by, patient=patient, clinician=clinician)
    _give_tasks(by, Task.objects.filter(_TO_ASK_AFTER, patient=patient), clinician)
    conversations.give_requests(by=by, patients=[patient], to=clinician)
    if note:
        write_note(by=by, patient=patient, words=note)
    _tell(by, clinician, [handed])
    return handed


class Moved(NamedTuple):
    """How many people went to another clinician together, and how many tasks and flags went with them."""

    people: int
    tasks: int
    flags: int


@action
def hand_over_caseload(
    *, by: User, patients: Iterable[Patient], clinician: User, tasks: bool = False, flags: bool = False
) -> Moved:
    """These people go to another clinician together, with the open tasks and flags that `by` has of them if wished,
    and always with the task to ask after them.

    Whoever somebody else took over meanwhile stays there.
    """
    mine = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    moved = list(mine.filter(pk__in=[patient.pk for patient in patients], clinician=by))
    for patient in moved:
        people.assign_clinician(by=by, patient=patient, clinician=clinician)
    conversations.give_requests(by=by, patients=moved, to=clinician)
    _tell(by, clinician, moved)
    wanted = _TO_ASK_AFTER | (Q(Task.OPEN, owner=by) if tasks else Q(pk__in=[]))
    return Moved(
        people=len(moved),
        tasks=_give_tasks(by, Task.objects.filter(wanted, patient__in=moved), clinician),
        flags=_hand_over_flags(by, moved, clinician) if flags else 0,
    )


def _tell(by: User, clinician: User, handed: list[Patient]) -> None:
    """One message for all of them; who takes somebody over knows it already."""
    if handed and clinician != by:
        emit(
            PEOPLE_HANDED_OVER, to=clinician.pk, centre=handed[0].centre_id,
            patient=handed[0].pk if len(handed) == 1 else "", people=len(handed), at=clock.now().isoformat(),
        )  # fmt: skip


def _give_tasks(by: User, tasks: QuerySet[Task], clinician: User) -> int:
    """Tasks go to somebody else; how many were not theirs already."""
    given = list(tasks.exclude(owner=clinician).select_for_update(of=("self",)).select_related("patient", "centre"))
    for task in given:
        task.owner = clinician
        task.save()
        record(
            by=by, verb=Verb.TASK_HANDED_OVER, subject=task, patient=task.patient, centre=task.centre,
            to=str(clinician.pk),
        )  # fmt: skip
    return len(given)


def _hand_over_flags(by: User, patients: list[Patient], clinician: User) -> int:
    mine = list(Flag.objects.filter(owner=by, patient__in=patients, closed_at=None).order_by("deadline", "pk"))
    for flag in mine:
        safety.hand_over(by=by, flag=flag, to=clinician)
    return len(mine)


@action
def save_view(*, by: User, centre: Centre, name: str, query: str) -> SavedView:
    """A filter of the caseload under a name of one's own."""
    if SavedView.objects.filter(user=by, centre=centre, name=name).exists():
        raise ValidationError({"name": _("You have a view with this name already. Choose another name.")})
    view = SavedView.objects.create(user=by, centre=centre, name=name, query=query)
    record(by=by, verb=Verb.VIEW_SAVED, subject=view, centre=centre)
    return view


@action
def delete_view(*, by: User, view: SavedView) -> None:
    """Delete a saved view; no record changes."""
    record(by=by, verb=Verb.VIEW_DELETED, subject=view, centre=view.centre)
    view.delete()


# --- supervision -----------------------------------------------------------------------------------------------------


@action
def note_supervision(
    *, by: User, held_on: date, supervisor: str, decided: Iterable[tuple[Patient, str]]
) -> list[SupervisionEntry]:
    """What was decided in one supervision, about each of these people in their own record; it is never changed."""
    return [_decided(by, patient, held_on, supervisor, words) for patient, words in decided]


def _decided(by: User, patient: Patient, held_on: date, supervisor: str, words: str) -> SupervisionEntry:
    if held_on > today_of(patient.centre):
        raise ValidationError(_("A supervision that was held cannot be in the future."))
    entry = SupervisionEntry.objects.create(
        patient=patient, centre=patient.centre, by=by, held_on=held_on, supervisor=supervisor, decided=words
    )
    record(by=by, verb=Verb.SUPERVISION_NOTED, subject=entry, patient=patient, centre=patient.centre)
    return entry


@action
def set_expected_course(*, by: Actor, centre: Centre, weeks: int, source: str) -> ExpectedCourse:
    """After how many weeks somebody should be better at this centre, and where the number comes from."""
    expected, _new = ExpectedCourse.objects.update_or_create(centre=centre, defaults={"weeks": weeks, "source": source})
    record(by=by, verb=Verb.EXPECTED_COURSE_SET, subject=expected, centre=centre, weeks=weeks)
    return expected


# --- what a centre says to its patients -------------------------------------------------------------------------------


@action
def write_leaflet(*, by: Actor, centre: Centre, about: str, language: str, words: str) -> Leaflet:
    """What the page of patients says about one thing in one language; empty words take it off the page."""
    leaflet, _new = Leaflet.objects.update_or_create(
        centre=centre, about=about, language=language, defaults={"words": words}
    )
    record(by=by, verb=Verb.LEAFLET_WRITTEN, subject=leaflet, centre=centre, about=about, language=language)
    return leaflet

"""Reading what staff keep beside the course: notes, tasks, contacts and saved views, fetched with access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from clinicians.models import Note, SavedView, Task
from oncocare.foundation import clock
from oncocare.people.access import inside_caseload, not_found, patient_for
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.safety.selectors import PROMISE_MEASURED, answer_times, holders
from oncocare.safety.timing import Times, kept


@dataclass(frozen=True)
class Corrected:
    """A note as it stands, with what it said before, the latest wording first."""

    note: Note
    before: list[Note]


def note_for(user: User, pk: Any) -> Note:
    """A note in a record that `user` may write in."""
    return _in_a_record(user, Note.objects.select_related("by").filter(pk=pk).first(), f"note:{pk}")


def task_for(user: User, pk: Any) -> Task:
    """A task for a patient whose record `user` may write in."""
    return _in_a_record(user, Task.objects.filter(pk=pk).first(), f"task:{pk}")


def _in_a_record(user: User, found: Any, subject: str) -> Any:
    if found is None:
        not_found(user, subject)
    found.patient = patient_for(user, found.patient_id, Permission.WRITE_RECORD)
    return found


def view_for(user: User, pk: Any) -> SavedView:
    """A saved view of this person's own."""
    view = SavedView.objects.filter(pk=pk, user=user).first()
    if view is None:
        not_found(user, f"savedview:{pk}")
    return view


@inside_caseload
def has_a_task(user: User, patient: Patient) -> bool:
    """Whoever a colleague gave a task for this patient may open the record until it is done."""
    return Task.objects.filter(patient=patient, owner=user, done_at=None).exclude(maker=user).exists()


def views_of(user: User, centre: Centre) -> QuerySet[SavedView]:
    """What this person saved at this centre, the oldest first."""
    return SavedView.objects.filter(user=user, centre=centre)


def colleagues(centre: Centre) -> list[User]:
    """Whoever may look after people here, in the order they joined."""
    return holders(centre, Permission.SEE_CASELOAD)


def notes_of(patient: Patient) -> list[Corrected]:
    """Every note as it stands now, the latest first."""
    notes = {note.pk: note for note in patient.clinical_notes.select_related("by").order_by("-made")}
    replaced = {note.corrects_id for note in notes.values()}
    return [Corrected(note, _before(note, notes)) for note in notes.values() if note.pk not in replaced]


def _before(note: Note, notes: dict[Any, Note]) -> list[Note]:
    earlier: list[Note] = []
    while note.corrects_id:
        note = notes[note.corrects_id]
        earlier.append(note)
    return earlier


@dataclass(frozen=True)
class Promise:
    """How flags were answered lately: by class with the moment from which the median time reaches to `now`, and how
    many of those that are decided were acknowledged within the promised time.
    """

    times: list[tuple[Times, datetime | None]]
    within: int
    decided: int
    now: datetime


def promise_of(centre: Centre) -> Promise:
    """What became of the flags of the last 90 days."""
    now = clock.now()
    measured = answer_times(centre, now - PROMISE_MEASURED)
    within, decided = kept(measured)
    times = [(one, now - one.median if one.median is not None else None) for one in measured]
    return Promise(times, within, decided, now)


def open_tasks(centre: Centre) -> QuerySet[Task]:
    """Tasks of the centre that nobody has done, the earliest due first."""
    return (
        Task.objects.filter(centre=centre, done_at=None).select_related("patient__user", "owner").order_by("due", "pk")
    )

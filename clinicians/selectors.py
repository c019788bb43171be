"""Who may look after people, who may open a record because a colleague gave them a task, notes, and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from clinicians.models import Note, SavedView, Task
from oncocare.people.access import be_at, inside_caseload, not_found
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders


@inside_caseload
def has_a_task(user: User, patient: Patient) -> bool:
    """Whoever a colleague gave a task for this patient may open the record until it is done."""
    return Task.objects.filter(Task.OPEN, patient=patient, owner=user).exclude(maker=user).exists()


def colleagues(centre: Centre) -> list[User]:
    """Whoever may look after people here, in the order they joined."""
    return holders(centre, Permission.SEE_CASELOAD)


@dataclass(frozen=True)
class Corrected:
    """A note as its author left it, with what it said before, the latest wording first, and the corrections of
    colleagues that stand beside it, the first first.
    """

    note: Note
    before: list[Note]
    beside: list[Corrected]


def notes_of(patient: Patient) -> list[Corrected]:
    """Every note as it stands now, the latest first; what corrects a colleague's note stands beside that one only."""
    notes = {note.pk: note for note in patient.clinical_notes.select_related("by").order_by("-made")}
    own = {note.corrects_id for note in notes.values() if _replaces(note, notes)}
    stand = [Corrected(note, _before(note, notes), []) for note in notes.values() if note.pk not in own]
    wordings = {wording.pk: one for one in stand for wording in (one.note, *one.before)}
    for one in reversed(stand):
        if corrected := _corrected(one):
            wordings[corrected].beside.append(one)
    return [one for one in stand if _corrected(one) is None]


def _replaces(note: Note, notes: Mapping[Any, Note]) -> bool:
    return note.corrects_id is not None and notes[note.corrects_id].by_id == note.by_id


def _before(note: Note, notes: Mapping[Any, Note]) -> list[Note]:
    earlier: list[Note] = []
    while _replaces(note, notes):
        note = notes[note.corrects_id]
        earlier.append(note)
    return earlier


def _corrected(one: Corrected) -> Any:
    """The colleague's note that it puts right, or None."""
    return [one.note, *one.before][-1].corrects_id


def view_for(standing: Standing, pk: Any) -> SavedView:
    """A saved view of this person's own."""
    view = SavedView.objects.filter(pk=pk, user=standing.user).first()
    if view is None:
        not_found(standing.user, f"savedview:{pk}")
    be_at(standing, view.centre_id)
    return view


def views_of(user: User, centre: Centre) -> QuerySet[SavedView]:
    """What this person saved at this centre, the oldest first."""
    return SavedView.objects.filter(user=user, centre=centre)

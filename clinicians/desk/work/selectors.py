"""Notes and tasks, fetched with access, and the tasks of a centre that are open."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from clinicians.models import Note, Task
from oncocare.people.access import not_found, patient_for
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission


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


def open_tasks(centre: Centre) -> QuerySet[Task]:
    """Tasks of the centre that nobody has done, the earliest due first."""
    return (
        Task.objects.filter(centre=centre, done_at=None).select_related("patient__user", "owner").order_by("due", "pk")
    )

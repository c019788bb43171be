"""Notes and tasks, fetched with access; the tasks of a centre that are open; answers from before, as they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from clinicians.desk.raised.selectors import ItemAnswer, answers_in_words
from clinicians.models import Note, Task
from oncocare.people.access import at_work, not_found, patient_for
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.catalogue import definition
from steps.history.selectors import FromBefore

Written = TypeVar("Written", Note, Task)


def note_for(standing: Standing, pk: Any) -> Note:
    """A note in a record that this person may write in."""
    return _in_a_record(standing, Note.objects.select_related("by").filter(pk=pk).first(), f"note:{pk}")


def task_for(standing: Standing, pk: Any) -> Task:
    """A task for a patient whose record this person may write in, or about nobody, where they see tasks."""
    task = Task.objects.filter(pk=pk).first()
    if task and task.patient_id is None:
        return at_work(standing, task, f"task:{pk}", Permission.SEE_TASKS)
    return _in_a_record(standing, task, f"task:{pk}")


def _in_a_record(standing: Standing, found: Written | None, subject: str) -> Written:
    if found is None:
        not_found(standing.user, subject)
    found.patient = patient_for(standing, found.patient_id, Permission.WRITE_RECORD)
    return found


def open_tasks(centre: Centre) -> QuerySet[Task]:
    """Tasks of the centre that somebody still has to do, the earliest due first."""
    here = Task.objects.filter(Task.OPEN, centre=centre)
    return here.select_related("patient__user", "owner").order_by("due", "pk")


@dataclass(frozen=True)
class OldAnswers:
    """Somebody on the list of those whose worrying answers came in a file, with these answers in words."""

    patient: Patient
    day: date
    answers: list[ItemAnswer]


def read_from_before(listed: Iterable[FromBefore], centre: Centre) -> list[OldAnswers]:
    """These rows of the list as a clinician reads them."""
    rows = [(one, one.response) for one in listed]
    wording = instruments.texts_of({row.instrument for _one, row in rows}, centre)
    return [
        OldAnswers(
            one.patient,
            one.day,
            answers_in_words(
                definition(row.instrument), one.worrying, wording[row.instrument], row.language, own=False
            ),
        )
        for one, row in rows
    ]

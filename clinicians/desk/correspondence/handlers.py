"""What this room does when a room below tells it something."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from clinicians.actions import lapse_tasks, make_wanted_task
from clinicians.desk.correspondence.kinds import HANDED_OVER, MISSED_TWO
from clinicians.desk.correspondence.selectors import (
    asked,
    handed_over,
    quiet,
    staffed_day,
    streak,
    who_asks_after,
)
from clinicians.kinds import PEOPLE_HANDED_OVER
from clinicians.models import MISSED, Task
from clinicians.selectors import colleagues
from oncocare.consent.kinds import CONSENT_CHANGED
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.events.registry import handles
from oncocare.notifications.actions import queue
from oncocare.people.models import Centre, Patient, User
from questionnaires.kinds import ASSIGNMENT_MISSED, RESPONSE_SUBMITTED
from steps.kinds import PATHWAY_STOPPED

BY = "system:tasks"


@handles(ASSIGNMENT_MISSED)
def have_them_asked_after(event: Mapping[str, Any]) -> None:
    """Two missed in a row: a task for somebody, and a message to whoever has it, once until the person answers again.

    Of anyone who is asked questions here. Where nobody works at the centre there is nobody to have it.
    """
    for source, patient in quiet(asked([event["patient"]])).items():
        if owner := who_asks_after(patient):
            _make_the_task(patient, owner, streak(source))


def _make_the_task(patient: Patient, owner: User, source: str) -> None:
    """Of whoever may open the record the task names the person; whoever may not is asked to find somebody who does."""
    named = owner in colleagues(patient.centre)
    with override(owner.language):
        what = (
            _("Two sets of questions missed in a row: ask how they are")
            if named
            else _("Somebody missed two sets of questions in a row, and nobody here looks after people. Find who does.")
        )
    task = make_wanted_task(
        by=BY, centre=patient.centre_id, patient=patient.pk if named else None, owner=owner.pk, what=what,
        due=staffed_day(patient.centre), source=source,
    )  # fmt: skip
    if not task.over:
        queue(user=task.owner, centre=patient.centre, kind=MISSED_TWO, source=source)


@handles(RESPONSE_SUBMITTED)
def ask_after_nobody_who_answered(event: Mapping[str, Any]) -> None:
    """The task is no longer needed once the person has answered again."""
    _lapse_unless_quiet(event["patient"])


@handles(PATHWAY_STOPPED)
def ask_after_nobody_who_is_asked_nothing(event: Mapping[str, Any]) -> None:
    """Nobody has to ask why somebody does not answer who paused, is too ill, left or died."""
    _lapse_unless_quiet(event["patient"])


def _lapse_unless_quiet(patient: Any) -> None:
    """What holds now counts, not what the event said: it may come late, when somebody has gone quiet anew."""
    source = f"{MISSED}{patient}:"
    if Task.objects.filter(Task.OPEN, source__startswith=source).exists() and not quiet(asked([patient])):
        lapse_tasks(by=BY, source=source)


@handles(PEOPLE_HANDED_OVER)
def tell_who_looks_after_them_now(event: Mapping[str, Any]) -> None:
    """Whoever looks after somebody from now on learns of it: once, however many people it is."""
    queue(
        user=User.objects.get(pk=event["to"]), centre=Centre.objects.get(pk=event["centre"]), kind=HANDED_OVER,
        source=handed_over(event["patient"], event["people"], event["at"]),
    )  # fmt: skip


@handles(CONSENT_CHANGED)
def ask_after_nobody_who_said_no(event: Mapping[str, Any]) -> None:
    """Also who is outside stepped care, where no pathway stops, is asked nothing more after a no to care."""
    if event["purpose"] == Purpose.CARE and said_no(Patient.objects.get(pk=event["patient"]), Purpose.CARE):
        lapse_tasks(by=BY, source=f"{MISSED}{event['patient']}:")

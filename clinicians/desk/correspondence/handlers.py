"""What this room does when a room below tells it something."""

from collections.abc import Mapping
from typing import Any

from clinicians.desk.correspondence.kinds import MISSED_TWO
from clinicians.desk.correspondence.messages import quiet
from oncocare.events.registry import handles
from oncocare.notifications.actions import queue
from oncocare.people.models import Patient
from questionnaires.kinds import ASSIGNMENT_MISSED


@handles(ASSIGNMENT_MISSED)
def say_who_went_quiet(event: Mapping[str, Any]) -> None:
    """Two missed in a row: whoever looks after the person is told, once until they answer again."""
    rows = Patient.objects.select_related("centre", "clinician").filter(pk=event["patient"], clinician__isnull=False)
    for source, patient in quiet(list(rows)).items():
        if patient.clinician is not None:
            queue(user=patient.clinician, centre=patient.centre, kind=MISSED_TWO, source=source)

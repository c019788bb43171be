"""Who may look after people, and who may open a record because a colleague gave them a task."""

from __future__ import annotations

from clinicians.models import Task
from oncocare.people.access import inside_caseload
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders


@inside_caseload
def has_a_task(user: User, patient: Patient) -> bool:
    """Whoever a colleague gave a task for this patient may open the record until it is done."""
    return Task.objects.filter(patient=patient, owner=user, done_at=None).exclude(maker=user).exists()


def colleagues(centre: Centre) -> list[User]:
    """Whoever may look after people here, in the order they joined."""
    return holders(centre, Permission.SEE_CASELOAD)

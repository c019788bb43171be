"""Who may look after people, who may open a record because a colleague gave them a task, and saved views."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from clinicians.models import SavedView, Task
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

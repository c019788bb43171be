"""Reading flags."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from oncocare.accounts.access import forbidden, inside_caseload, may, not_found, roles_at
from oncocare.accounts.models import Centre, Patient, RecordOpening, User
from oncocare.accounts.permissions import Permission
from oncocare.foundation import clock
from oncocare.safety.models import Flag
from oncocare.safety.promise import Opening


def flag_for(user: User, pk: Any, permission: Permission) -> Flag:
    """A flag at a centre where `user` works and holds `permission`."""
    flag = Flag.objects.select_related("patient__user", "centre", "owner").filter(pk=pk).first()
    if flag is None or not roles_at(user, flag.centre_id):
        not_found(user, f"flag:{pk}")
    if not may(user, permission, flag.centre_id):
        forbidden(user, permission, f"flag:{pk}")
    return flag


def own_flag(user: User, pk: Any) -> Flag:
    """A flag of the signed-in patient."""
    flag = Flag.objects.select_related("centre", "patient").filter(pk=pk, patient__user=user).first()
    if flag is None:
        not_found(user, f"flag:{pk}")
    return flag


def open_flags(centre: Centre) -> QuerySet[Flag]:
    """Flags of the centre that nobody has closed, the earliest deadline first."""
    return (
        Flag.objects.filter(centre=centre, closed_at=None).select_related("patient__user", "owner").order_by("deadline")
    )


def has_open_flag(patient: Patient) -> bool:
    """Whether a safety flag of this patient is open, that is, not closed."""
    return Flag.objects.filter(patient=patient, closed_at=None).exists()


@inside_caseload
def answers_a_flag(user: User, patient: Patient) -> bool:
    """Whoever owns a flag of this patient may open the record, and for a while after closing it, to write it up."""
    recent = Q(closed_at=None) | Q(closed_at__gt=clock.now() - RecordOpening.LASTS)
    return Flag.objects.filter(recent, patient=patient, owner=user).exists()


def hours_of(centre: Centre) -> tuple[Opening, ...]:
    """When the centre is staffed."""
    return tuple(row.opening for row in centre.staffed_hours.all())

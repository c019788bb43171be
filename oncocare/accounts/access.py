"""Access is a fetch: these return the object or refuse, so nobody can hold one unchecked.

Another centre's or another person's id is 404 (its existence is itself health data); a missing permission is 403.
Either leaves a denial row in the audit log.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404

from oncocare.accounts.models import Centre, Patient, User
from oncocare.accounts.permissions import HELD_BY, Permission, Role
from oncocare.audit.actions import record


def roles_at(user: User, centre_id: Any) -> set[Role]:
    """What this person is at that centre, patient or staff; read anew each time, so a change is effective at once."""
    if not user.is_active:
        return set()
    return {Role(role) for role in user.memberships.filter(centre=centre_id).values_list("role", flat=True)}


def may(user: User, permission: Permission, centre_id: Any) -> bool:
    """Whether a staff role of this person at that centre holds the permission."""
    return any(permission in HELD_BY[role] for role in roles_at(user, centre_id))


def patient_for(user: User, pk: Any, permission: Permission) -> Patient:
    """A patient of a centre where `user` works and holds `permission`."""
    patient = Patient.objects.select_related("centre", "user", "clinician").filter(pk=pk).first()
    if patient is None or not roles_at(user, patient.centre_id):
        not_found(user, f"patient:{pk}")
    if not may(user, permission, patient.centre_id):
        forbidden(user, permission, f"patient:{pk}")
    return patient


def own_patient(user: User) -> Patient:
    """The signed-in person as a patient; 403 for somebody who is not in care."""
    patient = (
        Patient.objects.select_related("centre", "clinician").filter(user=user).order_by("joined_on", "pk").first()
    )
    if patient is None or not user.is_active:
        forbidden(user, Permission.SEE_OWN_COURSE, "own course")
    return patient


def centre_for(user: User, permission: Permission) -> Centre:
    """The centre where this person holds the permission."""
    holding = [role for role, held in HELD_BY.items() if permission in held]
    centre = Centre.objects.filter(memberships__user=user, memberships__role__in=holding).order_by("name").first()
    if centre is None or not user.is_active:
        forbidden(user, permission, "centre")
    return centre


def permissions_of(user: User) -> set[Permission]:
    """Everything this person may do somewhere."""
    roles = {Role(role) for role in user.memberships.values_list("role", flat=True)}
    if user.patients.exists():
        roles.add(Role.PATIENT)
    return {permission for role in roles for permission in HELD_BY[role]}


def not_found(user: User, subject: str) -> NoReturn:
    """Refuse as if it did not exist, and write the denial."""
    record(by=user, verb="denied", subject=subject, reason="not found or another's")
    raise Http404


def forbidden(user: User, permission: Permission, subject: str) -> NoReturn:
    """Refuse for a missing permission, and write the denial."""
    record(by=user, verb="denied", subject=subject, reason=f"may not {permission.value}")
    raise PermissionDenied

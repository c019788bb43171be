"""Access is a fetch: these return the object or refuse, so nobody can hold one unchecked.

Another centre's or another person's id is 404 (its existence is itself health data); a missing permission is 403.
Either leaves a denial row in the audit log.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.models import Centre, Membership, Patient, RecordOpening, User
from oncocare.people.permissions import HELD_BY, WITHOUT_A_REASON, Permission, Role, roles_with

T = TypeVar("T", bound=Any)
Rule = Callable[[User, Patient], bool]
_rules: list[Rule] = []


class ReasonNeeded(Exception):
    """The record is outside this person's caseload: they may open it once they have said why."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        super().__init__(f"a reason is needed to open the record of {patient.key}")


def roles_at(user: User, centre_id: Any) -> set[Role]:
    """What this person is at that centre, patient or staff; never older than the request, so a change is effective at
    once.
    """
    if not user.is_active:
        return set()
    return {Role(membership.role) for membership in user.memberships.all() if membership.centre_id == centre_id}


def may(user: User, permission: Permission, centre_id: Any) -> bool:
    """Whether a staff role of this person at that centre holds the permission."""
    return _held(roles_at(user, centre_id), permission)


def _held(roles: set[Role], permission: Permission) -> bool:
    return any(permission in HELD_BY[role] for role in roles)


def read_once(user: User) -> None:
    """Where the person of a request is in care or, who is not, works: read here for all that asks it later."""
    patients = Patient.objects.select_related("centre").order_by("joined_on", "pk")
    prefetch_related_objects([user], Prefetch("patients", patients))
    if not user.patients.all():
        works = Membership.objects.select_related("centre").order_by("centre__name")
        prefetch_related_objects([user], Prefetch("memberships", works))


def patient_for(user: User, pk: Any, permission: Permission) -> Patient:
    """A patient of a centre where `user` works and holds `permission`, in their caseload or opened with a reason."""
    patient = _patient_here(user, pk, permission)
    check_caseload(user, patient, permission)
    return patient


def patient_to_open(user: User, pk: Any) -> Patient:
    """A patient whose record this person may open; only for the page that asks for the reason."""
    return _patient_here(user, pk, Permission.SEE_RECORD)


def _patient_here(user: User, pk: Any, permission: Permission) -> Patient:
    patient = Patient.objects.select_related("centre", "user", "clinician").filter(pk=pk).first()
    return at_work(user, patient, f"patient:{pk}", permission)


def at_work(user: User, found: T | None, subject: str, permission: Permission) -> T:
    """`found`, which has a centre, for whoever works there and holds the permission; else refused and written down."""
    roles = roles_at(user, found.centre_id) if found else set()
    if not roles:
        not_found(user, subject)
    if not _held(roles, permission):
        forbidden(user, permission, subject)
    return found


def inside_caseload(rule: Rule) -> Rule:
    """Register what else brings a record into somebody's caseload; the rooms above know of flags and tasks."""
    _rules.append(rule)
    return rule


def check_caseload(user: User, patient: Patient, permission: Permission) -> None:
    """Refuse what shows or changes a record outside the caseload until a reason was given; a flag anybody answers."""
    if permission not in WITHOUT_A_REASON and not is_open_to(user, patient):
        raise ReasonNeeded(patient)


def is_open_to(user: User, patient: Patient) -> bool:
    """Whether the record is in this person's caseload, or they said why they open it, not long ago."""
    if patient.clinician_id in (None, user.pk):
        return True
    given = RecordOpening.objects.filter(patient=patient, user=user, until__gt=clock.now())
    return given.exists() or any(rule(user, patient) for rule in _rules)


def own_patient(user: User, permission: Permission = Permission.SEE_OWN_COURSE) -> Patient:
    """The signed-in person as a patient; 403 for somebody who is not in care."""
    patient = (
        Patient.objects.select_related("centre", "clinician").filter(user=user).order_by("joined_on", "pk").first()
    )
    if patient is None or not user.is_active or permission not in HELD_BY[Role.PATIENT]:
        forbidden(user, permission, "own course")
    return patient


def as_patient(user: User, found: T | None, subject: str, permission: Permission) -> T:
    """`found`, which belongs to a patient, for this very person while patients hold the permission; else refused and
    written down.
    """
    if found is None or found.patient.user_id != user.pk:
        not_found(user, subject)
    if not user.is_active or permission not in HELD_BY[Role.PATIENT]:
        forbidden(user, permission, subject)
    return found


def centre_for(user: User, permission: Permission) -> Centre:
    """The centre where this person holds the permission."""
    roles = roles_with(permission)
    centre = Centre.objects.filter(memberships__user=user, memberships__role__in=roles).order_by("name").first()
    if centre is None or not user.is_active:
        forbidden(user, permission, "centre")
    return centre


def permissions_of(user: User) -> set[Permission]:
    """Everything this person may do somewhere."""
    roles = {Role(membership.role) for membership in user.memberships.all()}
    if user.patients.exists():
        roles.add(Role.PATIENT)
    return {permission for role in roles for permission in HELD_BY[role]}


def not_found(user: User, subject: str) -> NoReturn:
    """Refuse as if it did not exist, and write the denial."""
    record(by=user, verb=Verb.DENIED, subject=subject, reason="not found or another's")
    raise Http404


def forbidden(user: User, permission: Permission, subject: str) -> NoReturn:
    """Refuse for a missing permission, and write the denial."""
    record(by=user, verb=Verb.DENIED, subject=subject, reason=f"may not {permission.value}")
    raise PermissionDenied


def is_staff(user: User) -> bool:
    """Whether this person works at a centre."""
    return user.memberships.exists()

"""Access is a fetch: these return the object or refuse, so nobody can hold one unchecked.

Another centre's or another person's id is 404 (its existence is itself health data); a missing permission is 403.
Either leaves a denial row in the audit log. Each takes the standing of whoever asks. What belongs to another of their
own centres than the one they are at now is no refusal: `ElsewhereOfOwn` leads to the page where they choose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.models import Centre, Membership, Patient, RecordOpening, User
from oncocare.people.permissions import WITHOUT_A_REASON, Permission
from oncocare.people.roles import PATIENT
from oncocare.people.selectors import Standing

T = TypeVar("T", bound=Any)
Rule = Callable[[User, Patient], bool]
_rules: list[Rule] = []


class ReasonNeeded(Exception):
    """The record is outside this person's caseload: they may open it once they have said why."""

    def __init__(self, patient: Patient, *, done: bool = False) -> None:
        """`done`: what was sent was done, and the record is asked for after it."""
        self.patient, self.done = patient, done
        super().__init__(f"a reason is needed to open the record of {patient.key}")


class ElsewhereOfOwn(Exception):
    """It is at another centre of this very person: they may go on once they have chosen to be there."""

    def __init__(self, centres: Iterable[Centre]) -> None:
        self.centres = list(centres)
        super().__init__(f"one of {[centre.slug for centre in self.centres]} is to be chosen first")


# --- what staff do for others -----------------------------------------------------------------------------------------


def centre_for(standing: Standing, permission: Permission) -> Centre:
    """The centre where this person is now, if they hold the permission there."""
    return _here(standing, permission, "centre")


def _here(standing: Standing, permission: Permission, subject: str) -> Centre:
    able = standing.centres_with(permission)
    if not able:
        forbidden(standing.user, permission, subject)
    if standing.begun and (standing.centre is None or standing.begun != str(standing.centre.pk)):
        begun = [centre for centre in able if str(centre.pk) == standing.begun]
        if not begun:  # the right to it, or the role there, is gone meanwhile
            forbidden(standing.user, permission, subject)
        raise ElsewhereOfOwn(begun)
    if standing.centre not in able:
        raise ElsewhereOfOwn(able)
    return standing.centre


def at_work(standing: Standing, found: T | None, subject: str, permission: Permission) -> T:
    """`found`, which has a centre, for whoever works there and holds the permission; else refused and written down."""
    if found is None or not standing.works_at(found.centre_id):
        not_found(standing.user, subject)
    if not standing.may(permission, found.centre_id):
        forbidden(standing.user, permission, subject)
    be_at(standing, found.centre_id)
    return found


def be_at(standing: Standing, centre_id: Any) -> None:
    """Raise `ElsewhereOfOwn` unless this centre of theirs is the one where the person is now."""
    if standing.centre is None or standing.centre.pk != centre_id:
        raise ElsewhereOfOwn(centre for centre in standing.centres if centre.pk == centre_id)


def membership_for(standing: Standing, pk: Any, permission: Permission) -> Membership:
    """A role somebody has at a centre where this person works and holds `permission`."""
    membership = Membership.objects.select_related("user", "centre").filter(pk=pk).first()
    return at_work(standing, membership, f"membership:{pk}", permission)


# --- records ----------------------------------------------------------------------------------------------------------


def patient_for(standing: Standing, pk: Any, permission: Permission, among: QuerySet[Patient] | None = None) -> Patient:
    """A patient of a centre where this person works and may, in their caseload or opened with a reason; `among`
    patients with what a page needs of them, fetched with them.
    """
    patient = _patient_here(standing, pk, permission, among)
    check_caseload(standing, patient, permission)
    return patient


def patient_to_open(standing: Standing, pk: Any) -> Patient:
    """A patient whose record this person may open; only for the page that asks for the reason."""
    return _patient_here(standing, pk, Permission.SEE_RECORD)


def _patient_here(
    standing: Standing, pk: Any, permission: Permission, among: QuerySet[Patient] | None = None
) -> Patient:
    patients = Patient.objects.all() if among is None else among
    patient = patients.select_related("centre", "user", "clinician").filter(pk=pk).first()
    return at_work(standing, patient, f"patient:{pk}", permission)


def inside_caseload(rule: Rule) -> Rule:
    """Register what else brings a record into somebody's caseload; the rooms above know of flags and tasks."""
    _rules.append(rule)
    return rule


def check_caseload(standing: Standing, patient: Patient, permission: Permission) -> None:
    """Refuse what shows or changes a record outside the caseload until a reason was given; a flag anybody answers."""
    if permission not in WITHOUT_A_REASON and not is_open_to(standing, patient):
        raise ReasonNeeded(patient)


def is_open_to(standing: Standing, patient: Patient) -> bool:
    """Whether the record is in this person's caseload, or they said why they open it, not long ago."""
    user = standing.user
    if patient.clinician_id in (None, user.pk):
        return True
    given = RecordOpening.objects.filter(patient=patient, user=user, until__gt=clock.now())
    return given.exists() or any(rule(user, patient) for rule in _rules)


def opening_of(user: User, patient: Patient) -> RecordOpening | None:
    """The reason that this person gave for a record outside their caseload, while it keeps the record open to them."""
    if patient.clinician_id in (None, user.pk):
        return None
    given = RecordOpening.objects.filter(patient=patient, user=user, until__gt=clock.now())
    return given.order_by("-until").first()


# --- one's own --------------------------------------------------------------------------------------------------------


def own_patient(standing: Standing, permission: Permission = Permission.SEE_OWN_COURSE) -> Patient:
    """The signed-in person as somebody in care where they are now; 403 for whoever is not in care."""
    if permission not in PATIENT.permissions:
        forbidden(standing.user, permission, "own course")
    patient = standing.patients.get(_here(standing, permission, "own course").pk)
    if patient is None:
        forbidden(standing.user, permission, "own course")
    return patient


def as_patient(standing: Standing, found: T | None, subject: str, permission: Permission) -> T:
    """`found`, which belongs to a patient, for this very person while patients hold the permission; else refused and
    written down. At which of their centres they are now does not matter: what is one's own cannot be mistaken, and no
    answer waits for a choice.
    """
    if found is None or found.patient_id not in {patient.pk for patient in standing.patients.values()}:
        not_found(standing.user, subject)
    if not standing.may(permission, found.centre_id) or permission not in PATIENT.permissions:
        forbidden(standing.user, permission, subject)
    return found


# --- refusing ---------------------------------------------------------------------------------------------------------


def not_found(user: User, subject: str) -> NoReturn:
    """Refuse as if it did not exist, and write the denial."""
    record(by=user, verb=Verb.DENIED, subject=subject, reason="not found or another's")
    raise Http404


def forbidden(user: User, permission: Permission, subject: str) -> NoReturn:
    """Refuse for a missing permission, and write the denial."""
    record(by=user, verb=Verb.DENIED, subject=subject, reason=f"may not {permission.value}")
    raise PermissionDenied

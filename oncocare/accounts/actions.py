"""Writes about people: verbs with `by=`, one transaction, the audit row inside."""

from __future__ import annotations

from datetime import date
from typing import Any

from oncocare.accounts.models import Centre, Membership, Patient, User
from oncocare.accounts.permissions import Role
from oncocare.audit.actions import record
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action

KEY_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that can be mistaken for another when read aloud


def new_key() -> str:
    """A pseudonym that says nothing: eight letters and digits."""
    return ids.letters(KEY_LETTERS, 8)


@action
def open_centre(*, by: Any, slug: str, name: str, country: str, time_zone: str, phone: str = "") -> Centre:
    """A new centre."""
    centre = Centre(slug=slug, name=name, country=country, time_zone=time_zone, phone=phone)
    centre.full_clean()
    centre.save()
    record(by=by, verb="centre.opened", subject=centre, centre=centre)
    return centre


@action
def register_user(*, by: Any, email: str, name: str, language: str, password: str | None = None) -> User:
    """A person who can sign in."""
    user = User.objects.create_user(email=email, name=name, language=language, password=password)
    record(by=by, verb="user.registered", subject=user)
    return user


@action
def appoint(*, by: Any, user: User, centre: Centre, role: Role) -> Membership:
    """Give a person a role at a centre."""
    membership, _ = Membership.objects.get_or_create(user=user, centre=centre, role=role.value)
    record(by=by, verb="membership.given", subject=user, centre=centre, role=role.value)
    return membership


@action
def dismiss(*, by: Any, membership: Membership) -> None:
    """Take a role away; effective with the next request."""
    record(by=by, verb="membership.taken", subject=membership.user, centre=membership.centre, role=membership.role)
    membership.delete()


@action
def take_into_care(
    *,
    by: Any,
    centre: Centre,
    key: str = "",
    user: User | None = None,
    language: str = "en",
    clinician: User | None = None,
    diagnosed_on: date | None = None,
) -> Patient:
    """A person becomes a patient of a centre."""
    patient = Patient.objects.create(
        centre=centre,
        key=key or new_key(),
        user=user,
        language=language,
        clinician=clinician,
        diagnosed_on=diagnosed_on,
        joined_on=clock.today(centre.time_zone),
    )
    record(by=by, verb="patient.taken_into_care", subject=patient, patient=patient, centre=centre)
    return patient


@action
def mark_died(*, by: Any, patient: Patient, day: date) -> Patient:
    """The person has died: nobody signs in for them any more, effective with the next request."""
    patient.died_on = day
    patient.save(update_fields=["died_on"])
    if patient.user:
        patient.user.is_active = False
        patient.user.save(update_fields=["is_active"])
    record(by=by, verb="patient.died", subject=patient, patient=patient, centre=patient.centre)
    return patient

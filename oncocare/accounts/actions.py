"""Writes about people: verbs with `by=`, one transaction, the audit row inside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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
def change_centre(*, by: Any, centre: Centre, **facts: Any) -> Centre:
    """Change what letters and pages say about a centre."""
    for name, value in facts.items():
        setattr(centre, name, value)
    centre.full_clean()
    centre.save()
    record(by=by, verb="centre.changed", subject=centre, centre=centre, fields=sorted(facts))
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
    membership, _new = Membership.objects.get_or_create(user=user, centre=centre, role=role.value)
    record(by=by, verb="membership.given", subject=user, centre=centre, role=role.value)
    return membership


@action
def dismiss(*, by: Any, membership: Membership) -> None:
    """Take a role away; effective with the next request. A centre keeps its last coordinator."""
    others = Membership.objects.filter(centre=membership.centre, role=Role.COORDINATOR).exclude(pk=membership.pk)
    if membership.role == Role.COORDINATOR and not others.filter(user__is_active=True).exists():
        raise ValidationError(_("This is the only coordinator of the centre. Give the role to somebody else first."))
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

"""Writes about people: verbs with `by=`, one transaction, the audit row inside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action
from oncocare.people.days import today_of
from oncocare.people.kinds import ACCESS_ENDED, CENTRE_ZONE_CHANGED, CLINICIAN_CHANGED, ROLE_ENDED, TASK_WANTED
from oncocare.people.models import Actor, Centre, Membership, Patient, RecordOpening, Relation, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import COORDINATOR, Basis, Role
from oncocare.people.selectors import AT, holders, holding, standing_of

KEY_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that can be mistaken for another when read aloud


def new_key() -> str:
    """A pseudonym that says nothing: eight letters and digits."""
    return ids.letters(KEY_LETTERS, 8)


@action
def open_centre(*, by: Actor, slug: str, name: str, country: str, time_zone: str, phone: str = "") -> Centre:
    """A new centre."""
    centre = Centre(slug=slug, name=name, country=country, time_zone=time_zone, phone=phone)
    centre.full_clean()
    centre.save()
    record(by=by, verb=Verb.CENTRE_OPENED, subject=centre, centre=centre)
    return centre


@action
def change_centre(*, by: Actor, centre: Centre, **facts: Any) -> Centre:
    """Change what letters and pages say about a centre."""
    zone = Centre.objects.values_list("time_zone", flat=True).get(pk=centre.pk)
    for name, value in facts.items():
        setattr(centre, name, value)
    centre.full_clean()
    centre.save()
    record(by=by, verb=Verb.CENTRE_CHANGED, subject=centre, centre=centre, fields=sorted(facts))
    if centre.time_zone != zone:
        emit(CENTRE_ZONE_CHANGED, centre=centre.pk)
    return centre


@action
def show_promise(*, by: Actor, centre: Centre, shown: bool) -> None:
    """Whether patients read how often the promise to read a worrying answer was kept."""
    centre.shows_promise = shown
    centre.save(update_fields=["shows_promise"])
    record(
        by=by, verb=Verb.CENTRE_PROMISE_SHOWN if shown else Verb.CENTRE_PROMISE_HIDDEN, subject=centre, centre=centre
    )


@action
def register_user(*, by: Actor, email: str, name: str, language: str, password: str | None = None) -> User:
    """A person who can sign in."""
    user = User.objects.create_user(email=email, name=name, language=language, password=password)
    record(by=by, verb=Verb.USER_REGISTERED, subject=user)
    return user


@action
def choose_language(*, by: User, language: str) -> None:
    """The language in which this person reads pages and mails from now on."""
    if by.language == language:
        return
    by.language = language
    by.save(update_fields=["language"])
    record(by=by, verb=Verb.USER_LANGUAGE_CHOSEN, subject=by, language=language)


@action
def change_name(*, by: User, name: str) -> None:
    """What this person is called from now on, everywhere."""
    if by.name == name:
        return
    by.name = name
    by.save(update_fields=["name"])
    record(by=by, verb=Verb.USER_NAMED, subject=by)


@action
def change_address(*, by: Actor, user: User, address: str) -> None:
    """The address with which this person signs in and where mail goes from now on."""
    user.email = User.objects.normalize_email(address).lower()
    user.save(update_fields=["email"])
    record(by=by, verb=Verb.USER_ADDRESS_CHANGED, subject=user)


@action
def appoint(*, by: Actor, user: User, centre: Centre, role: Role) -> Membership:
    """Give a person a role at a centre."""
    if role.basis is not Basis.MEMBERSHIP:
        raise ValueError(f"{role.name} is no role that is given")
    membership, _created = Membership.objects.get_or_create(user=user, centre=centre, role=role.name)
    record(by=by, verb=Verb.MEMBERSHIP_GIVEN, subject=user, centre=centre, role=role.name)
    return membership


@action
def dismiss(*, by: Actor, membership: Membership) -> None:
    """Take a role away; effective with the next request. A centre keeps its last coordinator.

    Whoever loses the last role of staff is signed out everywhere; whoever is a mentor no more, stands beside nobody as
    one.
    """
    user, was_staff = membership.user, standing_of(membership.user).staff
    others = Membership.objects.filter(centre=membership.centre, role=COORDINATOR.name).exclude(pk=membership.pk)
    if membership.role == COORDINATOR.name and not others.filter(user__is_active=True).exists():
        raise ValidationError(_("This is the only coordinator of the centre. Give the role to somebody else first."))
    record(by=by, verb=Verb.MEMBERSHIP_TAKEN, subject=user, centre=membership.centre, role=membership.role)
    membership.delete()
    _end_relations(by, Relation.objects.filter(person=user, centre=membership.centre, kind=membership.role))
    _find_who_looks_after(user, membership.centre)
    emit(ROLE_ENDED, user=user.pk, centre=membership.centre_id)
    if was_staff and not standing_of(user).staff:
        emit(ACCESS_ENDED, user=user.pk, by=actor(by))


def _find_who_looks_after(gone: User, centre: Centre) -> None:
    """Whoever may look after people here no more may still have some: a colleague is asked to find who does now."""
    left = Patient.objects.filter(centre=centre, clinician=gone, died_on=None).count()
    if not left or holding(gone.memberships.filter(centre=centre), Permission.SEE_RECORD).exists():
        return
    able = [*holders(centre, Permission.HAND_OVER), *holders(centre, Permission.SEE_TASKS)]
    owner = next((colleague for colleague in able if colleague != gone), None)
    if owner is None:
        return
    today = today_of(centre)
    with translation.override(owner.language):
        what = ngettext(
            "%(name)s looked after %(n)s person and has left. Find who does now.",
            "%(name)s looked after %(n)s people and has left. Find who does now.",
            left,
        ) % {"n": left, "name": (gone.name or gone.email)[:100]}
    emit(
        TASK_WANTED, centre=centre.pk, patient="", owner=owner.pk, what=what, due=today,
        source=f"caseload:{centre.pk}:{gone.pk}:{clock.now().isoformat()}",
    )  # fmt: skip


@action
def disable_user(*, by: Actor, user: User) -> None:
    """Close an account: it cannot sign in any more, and every session is over."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    for centre in Centre.objects.filter(patients__clinician=user).distinct():
        _find_who_looks_after(user, centre)
    _end_relations(by, Relation.objects.filter(person=user))
    emit(ACCESS_ENDED, user=user.pk, by=actor(by))
    record(by=by, verb=Verb.USER_DISABLED, subject=user)


@action
def take_into_care(
    *,
    by: Actor,
    centre: Centre,
    key: str = "",
    user: User | None = None,
    language: str = "en",
    clinician: User | None = None,
    born_on: date | None = None,
) -> Patient:
    """A person becomes a patient of a centre."""
    patient = Patient.objects.create(
        centre=centre,
        key=key or new_key(),
        user=user,
        language=language,
        clinician=clinician,
        born_on=born_on,
        joined_on=today_of(centre),
    )
    record(by=by, verb=Verb.PATIENT_TAKEN_INTO_CARE, subject=patient, patient=patient, centre=centre)
    return patient


def check_day_of_death(patient: Patient, day: date) -> None:
    """Refuse, in words, a day on which this person cannot have died."""
    if day > max(today_of(patient), patient.joined_on):  # joined by the day of the centre, which may be ahead
        raise ValidationError(_("This day is still to come."))
    if patient.born_on and day < patient.born_on:
        raise ValidationError(_("The person was not born yet on this day."))
    if day < patient.joined_on:
        raise ValidationError(_("The person came into care here after this day."))


@action
def mark_died(*, by: Actor, patient: Patient, day: date) -> Patient:
    """The person has died: nobody signs in for them any more, effective with the next request."""
    check_day_of_death(patient, day)
    patient.died_on = day
    patient.save(update_fields=["died_on"])
    _end_relations(by, Relation.objects.filter(patient=patient))
    if patient.user:
        disable_user(by=by, user=patient.user)
    record(by=by, verb=Verb.PATIENT_DIED, subject=patient, patient=patient, centre=patient.centre)
    return patient


@action
def assign_clinician(*, by: Actor, patient: Patient, clinician: User) -> Patient:
    """Another person of the centre looks after this patient from now on."""
    patient = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("centre").get(pk=patient.pk)
    here = clinician.memberships.filter(centre=patient.centre_id)
    if not holding(here, Permission.SEE_RECORD).exists():
        raise ValidationError(_("This person does not look after people at this centre. Nothing was changed."))
    before, patient.clinician = patient.clinician_id, clinician
    patient.save()
    record(
        by=by, verb=Verb.PATIENT_HANDED_OVER, subject=patient, patient=patient, centre=patient.centre,
        before=str(before or ""), to=str(clinician.pk),
    )  # fmt: skip
    emit(CLINICIAN_CHANGED, patient=patient.pk, by=actor(by), at=clock.now().isoformat())
    return patient


FACTS = frozenset({"language", "country", "time_zone", "phone", "trusted_name", "trusted_phone"})


@action
def introduce(
    *, by: Actor, patient: Patient, skipped: str = "", why: str = "", done: bool = False, **facts: Any
) -> None:
    """Keep what a person says about themselves; `skipped` names a question they passed over, `why` the reason."""
    if unknown := facts.keys() - FACTS:
        raise ValueError(f"not a fact of a person: {sorted(unknown)}")
    patient = Patient.objects.select_for_update().get(pk=patient.pk)
    for name, value in facts.items():
        setattr(patient, name, value)
    if skipped:
        patient.skipped = {**patient.skipped, skipped: why} if why else _without(patient.skipped, skipped)
    if done:
        patient.introduced = clock.now()
    patient.clean_fields(exclude=["centre", "user", "clinician"])
    patient.save()
    if patient.user and "language" in facts:  # the pages follow
        patient.user.language = facts["language"]
        patient.user.save(update_fields=["language"])
    record(
        by=by, verb=Verb.PATIENT_INTRODUCED, subject=patient, patient=patient, centre=patient.centre_id,
        facts=sorted(facts), skipped=skipped if why else "",
    )  # fmt: skip


def _without(skipped: dict[str, str], name: str) -> dict[str, str]:
    return {topic: why for topic, why in skipped.items() if topic != name}


# --- who stands beside whom -------------------------------------------------------------------------------------------


@action
def grant_relation(*, by: Actor, person: User, patient: Patient, kind: Role) -> Relation:
    """From now on this person stands beside somebody in care; of the record it opens nothing. Twice is once."""
    if kind.staff or kind.basis is Basis.CARE:
        raise ValueError(f"nobody stands beside another as {kind.name}")
    if patient.died_on or not person.is_active:
        raise ValidationError(_("One of these two is not here any more."))
    if person.pk == patient.user_id:
        raise ValidationError(_("Nobody stands beside themselves."))
    if kind.basis is Basis.MEMBERSHIP and kind not in standing_of(person).roles_at(patient.centre_id):
        raise ValidationError(_("This person is not a mentor at this centre."))
    relation, new = Relation.objects.get_or_create(
        person=person, patient=patient, kind=kind.name, revoked=None, defaults={"centre": patient.centre}
    )
    if new:
        _record_relation(by, Verb.RELATION_GRANTED, relation)
    return relation


def _record_relation(by: Actor, verb: Verb, relation: Relation) -> None:
    record(
        by=by, verb=verb, subject=relation, patient=relation.patient_id, centre=relation.centre_id, kind=relation.kind
    )  # fmt: skip


@action
def revoke_relation(*, by: Actor, relation: Relation) -> None:
    """It ends now, and nobody is told; only the first time counts."""
    relation = Relation.objects.select_for_update().get(pk=relation.pk)
    if relation.revoked is None:
        relation.revoked = max(clock.now(), relation.granted)  # a clock set back must not keep a death from being kept
        relation.save(update_fields=["revoked"])
        _record_relation(by, Verb.RELATION_REVOKED, relation)


def _end_relations(by: Actor, relations: QuerySet[Relation]) -> None:
    for relation in relations.filter(revoked=None):
        revoke_relation(by=by, relation=relation)


@action
def choose_centre(*, by: User, centre: Centre, session: SessionBase) -> None:
    """In this session the person is at this one of their centres from now on."""
    before = session.get(AT)
    if before == str(centre.pk):
        return
    session[AT] = str(centre.pk)
    record(by=by, verb=Verb.CENTRE_CHOSEN, subject=centre, centre=centre, before=before or "")


# --- records ---------------------------------------------------------------------------------------------------------


@action
def open_record(*, by: User, patient: Patient, reason: str, words: str = "") -> RecordOpening:
    """Open a record outside one's caseload, with the reason that the patient can read too."""
    if reason not in RecordOpening.Reason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    if reason == RecordOpening.Reason.OTHER and not words.strip():
        raise ValidationError({"words": _("Write the reason in a few words.")})
    opening = RecordOpening.objects.create(
        user=by,
        patient=patient,
        centre=patient.centre,
        reason=reason,
        words=words.strip(),
        until=clock.now() + RecordOpening.LASTS,
    )
    record(by=by, verb=Verb.READ_BREAK_GLASS, subject=opening, patient=patient, centre=patient.centre, reason=reason)
    return opening

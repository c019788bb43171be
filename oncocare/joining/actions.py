"""Writes of the way in: centres founded, invitations made, renewed, withdrawn and accepted."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.joining.kinds import INVITATION_MADE
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import WRONG_DATES, LinkState, free_locator, is_to_care, link_state, old_enough
from oncocare.people.actions import appoint, open_centre, register_user, take_into_care
from oncocare.people.models import Actor, Centre, User
from oncocare.people.roles import COORDINATOR, PATIENT, ROLES, Role
from oncocare.safety.rota.selectors import ready_for_patients

NOBODY_ANSWERS_YET = gettext_lazy(
    "No patient can be invited yet: it is not settled who answers outside the staffed hours. Name who is "
    "on call, or let a coordinator and a clinician sign that nobody is. Nothing was sent or printed."
)


@action
def invite(
    *,
    by: Actor,
    centre: Centre,
    channel: str,
    language: str,
    email: str = "",
    name: str = "",
    born_on: date | None = None,
    ward: str = "",
    clinician: User | None = None,
    role: Role = PATIENT,
    user: User | None = None,
    days: int | None = None,
) -> Invitation:
    """A single-use way in; one by e-mail is sent after the commit. Age is looked at when the person joins.

    Nobody new is invited into care until it is settled who answers them at night.
    """
    if role is PATIENT and user is None and not ready_for_patients(centre):
        raise ValidationError(NOBODY_ANSWERS_YET)
    if channel == Invitation.Channel.EMAIL and not email:
        raise ValidationError(_("Write the e-mail address that the invitation goes to."))
    invitation = Invitation(
        centre=centre, channel=channel, language=language, email=email, name=name, born_on=born_on, ward=ward,
        clinician=clinician, role=role.name, user=user, made=clock.now(), invited_by=actor(by),
        locator=free_locator() if channel == Invitation.Channel.LETTER else "",
        expires=clock.now() + timedelta(days=days or settings.INVITATION_DAYS[channel]),
    )  # fmt: skip
    invitation.clean_fields(
        exclude=[field.name for field in Invitation._meta.fields if field.null or field.is_relation]
    )
    invitation.save()
    record(by=by, verb=Verb.INVITATION_MADE, subject=invitation, centre=centre, role=invitation.role, channel=channel)
    emit(INVITATION_MADE, invitation=invitation.pk)
    return invitation


@action
def withdraw_invitation(*, by: User, invitation: Invitation) -> None:
    """Take it back; its link ends at once. One that somebody joined with stays as it is."""
    invitation = _held(invitation)
    if invitation.accepted_at:
        raise ValidationError(_("Somebody has joined with this invitation, so it can no longer be withdrawn."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at, invitation.withdrawn_by = clock.now(), by
        invitation.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(by=by, verb=Verb.INVITATION_WITHDRAWN, subject=invitation, centre=invitation.centre_id)


@action
def renew_invitation(*, by: User, invitation: Invitation) -> Invitation:
    """A new link for the same person, who may have lost the other one; that one ends at once.

    Whoever works here gets it by e-mail wherever there is an address; the letter of a patient is printed anew.
    """
    old = _held(invitation)
    if old.accepted_at or old.withdrawn_at:
        raise ValidationError(_("This invitation was used or withdrawn meanwhile, so no new link was made."))
    withdraw_invitation(by=by, invitation=old)
    by_mail = bool(old.email) and old.role != PATIENT.name
    return invite(
        by=by, centre=old.centre, channel=Invitation.Channel.EMAIL.value if by_mail else old.channel,
        language=old.language, email=old.email, name=old.name, born_on=old.born_on, ward=old.ward,
        clinician=old.clinician, role=ROLES[old.role],
    )  # fmt: skip


@action
def mark_opened(*, by: Actor, invitation: Invitation) -> None:
    """A person has begun with it. Looking at the link does not count: mail scanners look too."""
    if Invitation.objects.filter(pk=invitation.pk, opened=None).update(opened=clock.now()):
        record(by=by, verb=Verb.INVITATION_OPENED, subject=invitation, centre=invitation.centre_id)


@action
def mark_bounced(*, by: Actor, invitation: Invitation) -> None:
    """Record that the e-mail of an invitation cannot be delivered."""
    if Invitation.objects.filter(pk=invitation.pk, bounced=None).update(bounced=clock.now()):
        record(by=by, verb=Verb.INVITATION_BOUNCED, subject=invitation, centre=invitation.centre_id)


@action
def say_birth_date(*, by: Actor, invitation: Invitation, claimed: date) -> int:
    """Whether it is the date the centre knows: 0, or how often it was wrong by now; at three the link is locked."""
    invitation = _held(invitation)
    if link_state(invitation) is not LinkState.OPEN:
        return WRONG_DATES
    if claimed == invitation.born_on:
        return 0
    invitation.wrong += 1
    invitation.save(update_fields=["wrong"])
    record(by=by, verb=Verb.INVITATION_WRONG_BIRTH_DATE, subject=invitation, centre=invitation.centre_id)
    return invitation.wrong


@action
def accept(
    *, by: Actor, invitation: Invitation, user: User | None = None, email: str = "", name: str = "", language: str = ""
) -> Invitation:
    """Use it up: into care, into a role, or back in. `user` has an account already; otherwise one is made."""
    invitation = _held(invitation)
    if link_state(invitation) is not LinkState.OPEN or not old_enough(invitation):
        raise ValidationError(_("This invitation can no longer be used."))
    language = language or invitation.language
    user = invitation.user or user or register_user(by=by, email=email, name=name or invitation.name, language=language)
    if is_to_care(invitation):
        invitation.patient = take_into_care(
            by=user, centre=invitation.centre, user=user, language=language, clinician=invitation.clinician,
            born_on=invitation.born_on,
        )  # fmt: skip
    elif invitation.user is None:
        appoint(by=user, user=user, centre=invitation.centre, role=ROLES[invitation.role])
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by", "patient"])
    record(by=user, verb=Verb.INVITATION_ACCEPTED, subject=invitation, centre=invitation.centre_id)
    return invitation


def _held(invitation: Invitation) -> Invitation:
    """The row as it is now, locked until the end of the unit: a link is used up once, whoever is quicker."""
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("centre", "user", "clinician")
        .get(pk=invitation.pk)
    )


@action
def found_centre(
    *, by: Actor, name: str, country: str, time_zone: str, coordinator: str, email: str, language: str = "en"
) -> Invitation:
    """A new centre, and the invitation of its first coordinator; whoever runs the server hands the link over."""
    centre = open_centre(by=by, slug=slugify(name), name=name, country=country, time_zone=time_zone)
    return invite(
        by=by,
        centre=centre,
        channel=Invitation.Channel.LETTER,
        language=language,
        email=email,
        name=coordinator,
        role=COORDINATOR,
    )

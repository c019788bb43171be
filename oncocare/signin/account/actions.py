"""A new address, proved by a mail to it and told to the old one; and closing one's own account."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, Purpose
from oncocare.consent.selectors import answers_of, texts_for
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.notifications.actions import forget_wishes, queue_mail
from oncocare.people.actions import change_address, disable_user
from oncocare.people.models import Patient, User
from oncocare.people.selectors import standing_of
from oncocare.signin.account.selectors import CLOSED_ADDRESS, NewAddress, address_of
from oncocare.signin.actions import end_everywhere
from oncocare.signin.kinds import ACCOUNT_CLOSED, ADDRESS_NEW, ADDRESS_OLD, CLOSED
from oncocare.signin.methods.actions import forget_everything


@action
def ask_for_address(*, by: User, address: str) -> None:
    """A mail to the new address; until its link is used, nothing changes. The same whoever else may have it."""
    source = f"address:{by.pk}:{clock.now().isoformat()}"
    queue_mail(kind=ADDRESS_NEW, source=source, address=address.lower(), language=by.language, by=by)
    record(by=by, verb=Verb.ADDRESS_ASKED, subject=by)


@action
def confirm_address(*, token: str) -> NewAddress | None:
    """The address changes, and the old one is told; None when the link no longer works."""
    asked = address_of(token)
    if asked is None:
        return None
    hold(asked.user)
    asked = address_of(token)  # a second press of the button waited for the first
    if asked is None:
        return None
    user, old = asked.user, asked.user.email
    change_address(by=user, user=user, address=asked.address)
    _tell(user, ADDRESS_OLD, old)
    return asked


def _tell(user: User, kind: str, address: str) -> None:
    source = f"{kind}:{user.pk}:{clock.now().isoformat()}"
    queue_mail(kind=kind, source=source, address=address, language=user.language, by=user)


@action
def close_account(*, by: User) -> None:
    """No to all that was agreed to, no way in, no address; the record stays with the centre. Refused to staff.

    The rooms above are told, and delete what was the person's alone.
    """
    user = User.objects.select_for_update().get(pk=by.pk)
    standing = standing_of(user)
    if standing.staff:
        raise ValidationError(_("You work here with this account. Ask a coordinator to close it."))
    for patient in standing.patients.values():
        _say_no(user, patient)
    _tell(user, CLOSED, user.email)
    forget_everything(by=user, user=user)
    forget_wishes(by=user, user=user)
    end_everywhere(by=user, user=user)
    disable_user(by=user, user=user)
    change_address(by=user, user=user, address=f"{user.pk}{CLOSED_ADDRESS}")
    record(by=user, verb=Verb.ACCOUNT_CLOSED, subject=user)
    emit(ACCOUNT_CLOSED, user=user.pk)


def _say_no(user: User, patient: Patient) -> None:
    texts, answers = texts_for(patient.centre, user.language), answers_of(patient)
    for purpose in Purpose.values:
        said = answers[purpose].said if purpose in answers else ""
        if purpose in texts and (said == Consent.Said.YES or (purpose == Purpose.CARE and said != Consent.Said.NO)):
            record_consent(
                by=user, patient=patient, text=texts[purpose], said=Consent.Said.NO, channel=Consent.Channel.PAGE
            )

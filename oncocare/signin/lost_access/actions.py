"""I lost my phone: a person asks, the centre checks who they are and lets them back in by a link that works once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.people.models import Actor, Centre, User
from oncocare.people.selectors import account_of, standing_of
from oncocare.signin.actions import end_everywhere
from oncocare.signin.kinds import ACCESS_ASKED, ACCESS_RESTORED
from oncocare.signin.lost_access.selectors import LASTS, link_of, request_of_link
from oncocare.signin.methods.actions import forget_everything
from oncocare.signin.models import AccessRequest


class AlreadySettled(ValidationError):
    """A colleague has settled this request meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("A colleague has already settled this request."))


# --- asking and settling ----------------------------------------------------------------------------------------------


@action
def report_lost_phone(*, email: str) -> None:
    """Write down who cannot sign in, and no more: the same for every address, whether or not somebody has it."""
    user = account_of(email)
    emit(ACCESS_ASKED, user=user.pk if user else None)


@action
def ask_for_access(*, by: Actor, user: User) -> None:
    """Ask every centre that can know this person, once."""
    for centre in _centres_that_know(user):
        asked, new = AccessRequest.objects.get_or_create(user=user, centre=centre, settled_at=None)
        if new:
            record(by=by, verb=Verb.ACCESS_ASKED, subject=asked, centre=centre)


def _centres_that_know(user: User) -> list[Centre]:
    """Where they work; else where they are in care; else where they stand beside somebody. So no centre can open what
    is of another: a desk, or a record.
    """
    standing = standing_of(user)
    working = [centre for centre in standing.centres if standing.works_at(centre.pk)]
    return working or [patient.centre for patient in standing.patients.values()] or standing.centres


@action
def restore_access(*, by: User, asked: AccessRequest, check: AccessRequest.Check) -> str:
    """Take every old way in away and give a link back in; the person gets it by mail too. Raises `AlreadySettled`."""
    asked = _settle(by, asked, granted=True, check=check.value)
    asked.expires = clock.now() + LASTS
    asked.save(update_fields=["expires"])
    forget_everything(by=by, user=asked.user)
    end_everywhere(by=by, user=asked.user)
    record(by=by, verb=Verb.ACCESS_RESTORED, subject=asked.user, centre=asked.centre, check=check.value)
    emit(ACCESS_RESTORED, request=asked.pk)
    return link_of(asked)


@action
def refuse_access(*, by: User, asked: AccessRequest) -> None:
    """It could not be shown who is asking. Raises `AlreadySettled`."""
    _settle(by, asked, granted=False)
    record(by=by, verb=Verb.ACCESS_REFUSED, subject=asked.user, centre=asked.centre)


def _settle(by: User, asked: AccessRequest, *, granted: bool, check: str = "") -> AccessRequest:
    asked = AccessRequest.objects.select_for_update().get(pk=asked.pk)
    if asked.settled_at:
        raise AlreadySettled
    asked.settled_at, asked.settled_by, asked.granted, asked.check_made = clock.now(), by, granted, check
    asked.save()
    return asked


# --- the link ---------------------------------------------------------------------------------------------------------


@action
def use_link(*, token: str) -> User | None:
    """Use the link up, and every other link of the same person; None when it no longer works."""
    asked = request_of_link(token)
    if asked is None:
        return None
    mine = AccessRequest.objects.select_for_update().filter(user=asked.user, granted=True, used=None)
    if asked.pk not in {request.pk for request in mine}:
        return None
    mine.update(used=clock.now())
    record(by=asked.user, verb=Verb.SIGNED_IN_LINK_BACK, subject=asked.user, centre=asked.centre)
    return asked.user

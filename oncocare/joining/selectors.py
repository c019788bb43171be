"""Invitations as they stand: whether one still holds, and which of a centre need somebody."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db.models import Case, Q, QuerySet, Value, When

from oncocare.foundation import clock
from oncocare.joining import links
from oncocare.joining.models import Invitation
from oncocare.people.birthdays import age_on
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.roles import PATIENT, ROLES, names, staff_roles

WRONG_DATES = 3  # then the invitation is locked, for good


class LinkState(StrEnum):
    """What an invitation is good for now."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    LOCKED = "locked"
    EXPIRED = "expired"


def link_state(invitation: Invitation) -> LinkState:
    """Whether somebody can still join with it, and if not, why."""
    if invitation.accepted_at:
        return LinkState.USED
    if invitation.withdrawn_at or invitation.role not in ROLES:  # to a role that there is no more
        return LinkState.WITHDRAWN
    if invitation.wrong >= WRONG_DATES:
        return LinkState.LOCKED
    return LinkState.OPEN if clock.now() < invitation.expires else LinkState.EXPIRED


def invitation_by(token: str) -> Invitation | None:
    """The invitation of a link; None for a link that we did not make."""
    pk = links.read(token)
    return Invitation.objects.select_related("centre", "user").filter(pk=pk).first() if pk else None


def invitation_by_code(typed: str) -> Invitation | None:
    """The invitation of a letter's code; None for a code that we did not make."""
    locator = links.locator_in(typed)
    return Invitation.objects.filter(locator=locator).first() if locator else None


def free_locator() -> str:
    """A locator that no invitation has."""
    while Invitation.objects.filter(locator=(locator := links.new_locator())).exists():
        pass
    return locator


def is_to_care(invitation: Invitation) -> bool:
    """Whether it invites a new patient, and not staff or somebody who lost the way in."""
    return invitation.role == PATIENT.name and invitation.user_id is None


def to_care(centre: Centre) -> QuerySet[Invitation]:
    """Every invitation of new patients that this centre made."""
    return Invitation.objects.filter(centre=centre, role=PATIENT.name, user=None)


def colleagues_waiting(centre: Centre) -> QuerySet[Invitation]:
    """Those to a role that nobody has used yet and that were not taken back, the newest first."""
    unused = centre.invitations.filter(accepted_at=None, withdrawn_at=None, user=None)
    return unused.filter(role__in=names(staff_roles())).order_by("-made", "pk")


def waiting(centre: Centre) -> QuerySet[Invitation]:
    """Those nobody has joined with yet: what needs somebody first, then the newest."""
    stuck = Q(wrong__gte=WRONG_DATES) | ~Q(bounced=None) | Q(expires__lte=clock.now())
    unused = to_care(centre).filter(accepted_at=None, withdrawn_at=None)
    return unused.order_by(Case(When(stuck, then=Value(0)), default=Value(1)), "-made", "pk")


def joined(centre: Centre) -> QuerySet[Invitation]:
    """Those somebody joined with, the latest first."""
    return to_care(centre).exclude(accepted_at=None).select_related("accepted_by", "patient").order_by("-accepted_at")


def made_with(invitation: Invitation) -> QuerySet[Invitation]:
    """An invitation and those made with it in one act, such as a pile of letters."""
    together = Invitation.objects.filter(
        centre=invitation.centre_id, made=invitation.made, invited_by=invitation.invited_by
    )
    return together.select_related("centre").order_by("pk")


def old_enough(invitation: Invitation) -> bool:
    """Whether the person is of the centre's age today; a centre that knows no birth date vouches for it."""
    if invitation.born_on is None:
        return True
    today = today_of(invitation.centre)
    return age_on(invitation.born_on, today) >= invitation.centre.minimum_age


def links_older_than(since: datetime) -> QuerySet[Invitation]:
    """Invitations made before this moment that can still be used, the longest-lived last."""
    unused = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, wrong__lt=WRONG_DATES)
    return unused.filter(made__lt=since, expires__gt=clock.now()).order_by("expires")

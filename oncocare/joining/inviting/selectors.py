"""From invitation to answers, by ward: how many were invited, began, joined and answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from oncocare.joining.selectors import to_care
from oncocare.people.models import Centre
from questionnaires.models import Response


@dataclass(frozen=True)
class WardInvitations:
    """The invitations of one ward; each number is part of the one before it."""

    ward: str
    made: int
    opened: int
    joined: int
    active: int


def funnel(centre: Centre) -> list[WardInvitations]:
    """Every invitation to care since the centre opened that was not taken back, letters and e-mails together.

    opened: the person pressed Begin (looking does not count). joined: an account and a consent to care. active: at
    least one set of answers sent. One query, in order of ward; invitations without a ward stand first.
    """
    answered = Exists(Response.objects.filter(patient=OuterRef("patient")))
    rows = (
        to_care(centre)
        .filter(withdrawn_at=None)
        .values("ward")
        .annotate(
            made=Count("pk"),
            begun=Count("pk", filter=~Q(opened=None)),
            joined=Count("pk", filter=~Q(accepted_at=None)),
            active=Count("pk", filter=Q(~Q(accepted_at=None), answered)),
        )
        .order_by("ward")
    )
    return [WardInvitations(row["ward"], row["made"], row["begun"], row["joined"], row["active"]) for row in rows]


def total(wards: list[WardInvitations]) -> WardInvitations:
    """All wards together."""
    return WardInvitations(
        ward="",
        made=sum(ward.made for ward in wards),
        opened=sum(ward.opened for ward in wards),
        joined=sum(ward.joined for ward in wards),
        active=sum(ward.active for ward in wards),
    )

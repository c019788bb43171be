"""From invitation to answers, by ward: how many were invited, began, joined and answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from oncocare.joining.selectors import to_care
from oncocare.people.models import Centre
from questionnaires.models import Response


@dataclass(frozen=True)
class Stage:
    """The invitations of one ward; each number is part of the one before it."""

    ward: str
    made: int
    opened: int
    joined: int
    active: int


def funnel(centre: Centre) -> list[Stage]:
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
    return [Stage(row["ward"], row["made"], row["begun"], row["joined"], row["active"]) for row in rows]


def total(stages: list[Stage]) -> Stage:
    """All wards together."""
    return Stage(
        ward="",
        made=sum(stage.made for stage in stages),
        opened=sum(stage.opened for stage in stages),
        joined=sum(stage.joined for stage in stages),
        active=sum(stage.active for stage in stages),
    )

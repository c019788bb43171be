"""Who follows which policy at a centre."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F

from oncocare.people.models import Centre
from steps.models import Pathway


@dataclass(frozen=True)
class Following:
    """One version of a policy, and how many people in care at a centre follow it."""

    slug: str
    version: int
    people: int


def following(centre: Centre) -> list[Following]:
    """The versions that people in care here follow today, by name and version; who has left or died is not counted."""
    in_care = Pathway.objects.filter(centre=centre).exclude(status__in=Pathway.ENDED)
    named = in_care.values(slug=F("policy__slug"), version=F("policy__version"))
    return [Following(**row) for row in named.annotate(people=Count("pk")).order_by("slug", "version")]

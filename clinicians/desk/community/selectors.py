"""What a record says of groups: in which a person is or was, and what they were offered. Never a word from inside."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.community.models import GroupOffer, Member
from mentoring.community.offers.selectors import FittingGroup, fitting_for, offers_of, with_taken
from mentoring.community.selectors import groups_at
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.people.models import Patient


@dataclass(frozen=True)
class GroupsKept:
    """Where a person is and was, and every offer to them, the latest first; two queries."""

    places: list[Member]
    offers: list[GroupOffer]

    @property
    def inside(self) -> list[Member]:
        """Where they are now."""
        return [place for place in self.places if place.left is None]

    @property
    def open_offer(self) -> GroupOffer | None:
        """What waits for their answer."""
        return next((offer for offer in self.offers if not offer.answer), None)


def groups_kept(patient: Patient) -> GroupsKept:
    """The groups and offers of somebody whose record is open."""
    places = patient.memberships_in_groups.select_related("group").order_by("-joined")
    return GroupsKept(list(places), list(offers_of(patient)))


def to_offer(patient: Patient) -> tuple[list[FittingGroup], list[tuple[str, str]]]:
    """The groups that fit, and every group for patients that is open at the centre and has a place, those first."""
    found = fitting_for(patient)
    first = {one.group.pk: place for place, one in enumerate(found)}
    rows = with_taken(groups_at(patient.centre).filter(audience="patients"))
    inside = patient.memberships_in_groups.filter(left=None).values("group")
    free = [row for row in rows.exclude(pk__in=inside) if row.taken < row.capacity]
    free.sort(key=lambda row: (first.get(row.pk, len(first)), row.name.casefold()))
    named = [f"{row.name} ({row.get_language_display()}, {row.get_phase_display()})" for row in free]
    return found, [(str(row.pk), words) for row, words in zip(free, named, strict=True)]


def declined(patient: Patient) -> bool:
    """Whether they said no to groups, so that one is offered only if they ask for it."""
    return said_no(patient, Purpose.COMMUNITY)

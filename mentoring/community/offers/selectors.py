"""Which groups fit somebody, what they were offered, and whether they may come to the door of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from mentoring.community.membership.selectors import places_of, with_new
from mentoring.community.models import Group, GroupOffer, Member
from mentoring.community.offers.fit import CAREGIVERS, Fit, FitGroup, FitPerson, fits
from mentoring.community.offers.words import places, sentences
from mentoring.community.selectors import centres_of, groups_at, groups_of
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock
from oncocare.people.access import forbidden, not_found
from oncocare.people.days import newest_today, today_of
from oncocare.people.models import Centre, Patient, PictureEntry
from oncocare.people.permissions import Permission
from oncocare.people.roles import CAREGIVER
from oncocare.people.selectors import Standing
from oncocare.safety.concerns import FlagKind
from steps.campus.models import Tour
from steps.levels import Level
from steps.models import Pathway, Transition
from steps.selectors import pathway_of

ANSWER_IN = timedelta(days=7)  # an offer that nobody answered for so long is somebody's task


# --- which groups fit -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FittingGroup:
    """A group that fits, as a page shows it: why, in sentences, and how many places there are."""

    group: Group
    fit: Fit
    reasons: list[str]
    places: str


def person_of(patient: Patient) -> FitPerson:
    """What is known of a patient for a group to fit them; two queries."""
    spread = PictureEntry.objects.filter(patient=patient, detail="spread").order_by("-pk").first()
    tour = Tour.objects.filter(patient=patient).order_by("-made", "-pk").first()
    return FitPerson(
        language=patient.reader_language,
        phase=patient.phase,
        spread={"yes": True, "no": False}.get(str(spread.value)) if spread else None,
        topics=frozenset(tour.topics if tour else ()),
    )


def with_taken(groups: QuerySet[Group]) -> QuerySet[Any]:
    """Each with `taken`, how many of its places are."""
    return groups.annotate(taken=Count("members", filter=Q(members__left=None, members__staff=False)))


def fitting(person: FitPerson, groups: QuerySet[Group]) -> list[FittingGroup]:
    """Those of these groups that fit, the best first; one query."""
    rows = {row.pk: row for row in with_taken(groups)}
    return [_shown(rows[one.group.key], one) for one in fits(person, map(_told, rows.values()))]


def _told(row: Any) -> FitGroup:
    return FitGroup(row.pk, row.name, row.language, row.phase, row.audience, row.topic, row.capacity, row.taken)


def _shown(group: Group, one: Fit) -> FittingGroup:
    return FittingGroup(group, one, sentences(one, group.get_language_display()), places(one))


def fitting_for(patient: Patient, offer: GroupOffer | None = None) -> list[FittingGroup]:
    """The groups that fit a patient, or the one that somebody of the team offered, whatever speaks against it; without
    those they are in.
    """
    person, inside = person_of(patient), places_of(patient).values("group")
    groups = groups_at(patient.centre).exclude(pk__in=inside)
    if offer is None or offer.group_id is None:
        return fitting(person, groups)
    by_hand = with_taken(groups).filter(pk=offer.group_id).first()
    if by_hand is None:
        return []
    told = _told(by_hand)
    found = fits(person, [told]) or [Fit(told, (), max(0, told.capacity - told.taken))]
    return [_shown(by_hand, found[0])]


def for_caregivers(centres: Iterable[Centre], language: str, inside: Iterable[Any]) -> list[FittingGroup]:
    """The groups of caregivers at these centres that somebody who stands beside a patient there may come to."""
    person, found = FitPerson(language=language, caregiver=True), {}
    for centre in centres:
        for one in fitting(person, groups_at(centre).exclude(pk__in=list(inside))):
            found[one.group.pk] = one
    return list(found.values())


# --- what somebody is offered -----------------------------------------------------------------------------------------


def open_offer(patient: Patient) -> GroupOffer | None:
    """The offer that waits for this person's answer."""
    return patient.group_offers.filter(answer="").select_related("centre", "patient", "group", "by").first()


def own_offer(standing: Standing, pk: Any) -> GroupOffer:
    """An offer to this very person, at whichever of their centres."""
    rows = GroupOffer.objects.select_related("patient__centre", "patient__clinician", "centre", "group", "by")
    offer = rows.filter(pk=pk).first()
    if offer is None or offer.patient_id not in {own.pk for own in standing.patients.values()}:
        not_found(standing.user, f"group offer:{pk}")
    if not standing.may(Permission.TAKE_PART, offer.centre_id):
        forbidden(standing.user, Permission.TAKE_PART, f"group offer:{pk}")
    return offer


def offers_of(patient: Patient) -> QuerySet[GroupOffer]:
    """Everything this person was offered, the latest first."""
    return patient.group_offers.select_related("group", "by").order_by("-made", "-pk")


def may_be_offered(patient: Patient) -> bool:
    """Whether a group may be offered to a patient unasked: they are at level 3, nobody is to speak with them first
    because of severe distress, they did not say no to groups, are in none, and have an account to answer with.
    """
    if patient.user_id is None or patient.died_on or not _at_level_3(patient):
        return False
    if said_no(patient, Purpose.COMMUNITY):
        return False
    return not open_offer(patient) and not places_of(patient).exists()


def _to_level_3(patient: Patient) -> Transition | None:
    """The last change by which they entered level 3."""
    rows = Transition.objects.filter(patient=patient, level_after=Level.COMMUNITY).select_related("decision")
    return rows.order_by("-sequence").first()


def was_offered_here(patient: Patient) -> bool:
    """Whether they were offered a group since they last entered level 3; what was taken back does not count."""
    to_3, offers = _to_level_3(patient), patient.group_offers.exclude(answer=GroupOffer.Answer.GONE)
    return (offers.filter(made__gte=to_3.made) if to_3 else offers).exists()


def entered_meanwhile(patient: Patient) -> bool:
    """Whether level 3 is for the time until a proposal is answered: the same decision may yet raise a flag."""
    to_3 = _to_level_3(patient)
    return to_3 is not None and to_3.decision is not None and to_3.decision.meanwhile == Level.COMMUNITY


def has_place(patient: Patient) -> bool:
    """Whether a group that fits this patient has a place."""
    return any(not one.fit.full for one in fitting_for(patient))


def waiting_at_level_3(**where: Any) -> QuerySet[Patient]:
    """Whoever is at level 3 without an offer that waits, by centre or whatever `where` says."""
    at_3 = Pathway.objects.filter(level=Level.COMMUNITY, status=Pathway.Status.ACTIVE).values("patient")
    rows = Patient.objects.filter(pk__in=at_3, died_on=None, user__isnull=False, **where)
    return rows.exclude(group_offers__answer="").select_related("centre", "clinician", "user").order_by("pk")


def to_ask_again() -> list[GroupOffer]:
    """The offers to which somebody said "not now", who is to be asked again by now. What was offered since and taken
    back, as somebody was to call them first, answers nothing.
    """
    latest = (
        GroupOffer.objects.exclude(answer=GroupOffer.Answer.GONE)
        .order_by("patient", "-made", "-pk")
        .distinct("patient")
        .values("pk")
    )
    said = GroupOffer.objects.filter(pk__in=latest, answer=GroupOffer.Answer.NOT_NOW, again_on__lte=newest_today())
    rows = said.filter(patient__pathway__level=Level.COMMUNITY).select_related("patient__centre", "centre", "group")
    return [row for row in rows if row.again_on and row.again_on <= today_of(row.patient)]


def unanswered() -> list[GroupOffer]:
    """The offers that nobody answered for a week, of which the desk was not told."""
    waits = GroupOffer.objects.filter(answer="", made__lte=clock.now() - ANSWER_IN)
    rows = list(waits.select_related("patient__centre", "patient__user", "centre").order_by("made"))
    told = AuditRow.objects.filter(verb=Verb.GROUP_OFFER_TOLD, subject__in=[f"groupoffer:{row.pk}" for row in rows])
    known = set(told.values_list("subject", flat=True))
    return [row for row in rows if f"groupoffer:{row.pk}" not in known]


# --- the door ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupDoor:
    """Somebody before the door of an open group: as a patient, or as a caregiver, of that centre."""

    group: Group
    centre: Centre
    patient: Patient | None
    inside: bool


def door_of(standing: Standing, pk: Any) -> GroupDoor:
    """The door of a group for whoever may come in by it or is in; for anybody else there is no such group.

    A patient may with an offer that includes it, or where people may come by themselves; a caregiver to those of
    caregivers. Nobody comes into a group of the others.
    """
    group = Group.objects.select_related("centre").filter(pk=pk).first()
    door = _door(standing, group) if group and group.is_open else None
    if door is None:
        not_found(standing.user, f"group:{pk}")
    return door


def _door(standing: Standing, group: Group) -> GroupDoor | None:
    inside = any(own.group_id == group.pk for own in groups_of(standing.user))
    centres = centres_of(group)
    if group.audience == CAREGIVERS:
        beside = (one for one in standing.relations if one.kind == CAREGIVER.name and one.centre_id in centres)
        relation = next(beside, None)
        return GroupDoor(group, relation.centre, None, inside) if relation else None
    for patient in standing.patients.values():
        may = may_come(patient) and standing.may(Permission.TAKE_PART, patient.centre_id)
        if may and patient.centre_id in centres and (inside or _leads(patient, group)):
            return GroupDoor(group, patient.centre, patient, inside)
    return None


def _leads(patient: Patient, group: Group) -> bool:
    """Whether something leads this patient to the group: it is open to all, or they have an offer that includes it.
    An offer that was answered still does while they are at level 3: people may change their mind.
    """
    if group.by_themselves:
        return True
    rows = patient.group_offers.filter(Q(group=group) | Q(group=None)).exclude(answer=GroupOffer.Answer.GONE)
    known = set(rows.values_list("group", "answer"))
    offers = known if any(answer for _group, answer in known) and _at_level_3(patient) else {
        (of, answer) for of, answer in known if not answer
    }  # fmt: skip
    if any(of == group.pk for of, _answer in offers):
        return True
    return bool(offers) and any(one.group.pk == group.pk for one in fitting_for(patient))


def _at_level_3(patient: Patient) -> bool:
    """Whether they are at level 3 and nobody is to speak with them first."""
    pathway = pathway_of(patient)
    if pathway is None or pathway.status != Pathway.Status.ACTIVE or pathway.level_now is not Level.COMMUNITY:
        return False
    return not waits_for_a_call(patient)


def waits_for_a_call(patient: Patient) -> bool:
    """Whether somebody is to speak with them first, because of severe distress: no group is offered before that."""
    return patient.flags.filter(kind=FlagKind.SEVERE_DISTRESS, closed_at=None).exists()


def may_come(patient: Patient) -> bool:
    """Whether any group is for them: they live, and did not say no to care, which ended every membership of theirs."""
    return patient.died_on is None and not said_no(patient, Purpose.CARE)


def by_themselves(patient: Patient) -> list[FittingGroup]:
    """The groups that a patient may come to by themselves and is not in, those that fit."""
    if not may_come(patient):
        return []
    groups = groups_at(patient.centre).filter(by_themselves=True)
    return fitting(person_of(patient), groups.exclude(pk__in=places_of(patient).values("group")))


# --- in the statement of somebody's page ------------------------------------------------------------------------------


def with_groups(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `own_groups`, of each open group they are in the id, the name and whether anything is new there, and
    `group_offer`, the id of the offer that waits for their answer; no query more.
    """
    inside = Member.objects.filter(
        user=OuterRef("user"), left=None, staff=False, group__closed_at=None, group__opened_at__isnull=False
    )
    return patients.annotate(
        own_groups=ArraySubquery(
            with_new(inside)
            .order_by("joined")
            .values(whole=JSONObject(pk=F("group"), name=F("group__name"), new=F("new")))
        ),
        group_offer=Subquery(GroupOffer.objects.filter(patient=OuterRef("pk"), answer="").values("pk")[:1]),
    )

"""Who is in which groups, how many places are taken, and whose place a request is about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from mentoring.community import selectors
from mentoring.community.groups.selectors import people_in
from mentoring.community.membership.naming import NameFault, fault_of, folded, tidied
from mentoring.community.models import Group, GroupSharing, Member
from mentoring.community.threads.models import MemberMuted, Thread
from oncocare.foundation import clock
from oncocare.people.access import forbidden
from oncocare.people.models import Patient, Relation, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import CAREGIVER
from oncocare.people.selectors import Standing
from oncocare.web.pictures import DRAWN


def own_place(standing: Standing, pk: Any) -> Member:
    """Somebody's own place in a group that they joined; whoever answers for it has none to change or leave here."""
    member = selectors.as_member(standing, pk).member
    if member is None or member.staff:
        forbidden(standing.user, Permission.TAKE_PART, f"group:{pk}")
    return member


def present(group: Group) -> QuerySet[Member]:
    """Everybody in the group now, whoever answers for it too."""
    return group.members.filter(left=None)


def is_full(group: Group) -> bool:
    """Whether nobody can come in now."""
    return people_in(group) >= group.capacity


def pause_before(user: User, group: Group) -> dict[str, Any]:
    """The pause that lasted as this person left the group, and lasts still, as columns; nothing without one."""
    fields = ("paused_at", "paused_by_id", "paused_until", "paused_why")
    rows = group.members.filter(user=user, paused_until__gt=clock.now()).order_by("-paused_until")
    return rows.values(*fields).first() or {}


def is_called(group: Group, name: str, but: Member | None = None) -> bool:
    """Whether somebody else in the group has this name, whatever its case and accents."""
    others = present(group).exclude(pk=but.pk) if but else present(group)
    return folded(name) in {folded(other) for other in others.values_list("name", flat=True)}


def real_names(user: User) -> list[str]:
    """What this person is really called, as far as it is known: a name in a group never says it."""
    return [user.name, user.email.partition("@")[0]]


def checked_name(user: User, group: Group, typed: str, picture: str, but: Member | None = None) -> str:
    """A name as it may be taken in this group, with a picture there is. ValidationError by field, with what to do."""
    name = tidied(typed)
    wrong = {
        NameFault.EMPTY: _("Choose a name. It can be any word you like."),
        NameFault.LONG: _("This name is too long. Please choose one of at most 30 letters."),
        NameFault.SIGNS: _("We cannot show some of these signs well. Please write the name with letters and digits."),
        NameFault.ADDRESS: _("This looks like a way to reach you outside the group. Please choose another name."),
        NameFault.OWN: _(
            "This says your real name, or a part of it. To keep you safe, please choose a name by which nobody outside "
            "would know you."
        ),
    }
    if fault := fault_of(name, real_names(user)):
        raise ValidationError({"name": wrong[fault]})
    if is_called(group, name, but):
        raise ValidationError({"name": _("Somebody in the group has this name already. Please choose another one.")})
    if picture not in DRAWN:
        raise ValidationError({"picture": _("Choose one of the pictures.")})
    return name


def places_of(patient: Patient) -> QuerySet[Member]:
    """In which open groups this patient is."""
    return Member.objects.filter(patient=patient, left=None, group__closed_at=None).select_related("group", "centre")


def mentors_in(group: Group) -> QuerySet[Member]:
    """The mentors who are in the group now."""
    return present(group).filter(mentor=True)


def outside_now() -> QuerySet[Member]:
    """Members who may be in their group no longer: their centre shares it no more, or they are relatives who stand
    beside nobody there any more. Whoever answers for a group is not among them.
    """
    shared = GroupSharing.objects.filter(group=OuterRef("group"), centre=OuterRef("centre"), ended_at=None)
    beside = Relation.objects.filter(
        person=OuterRef("user"), centre=OuterRef("centre"), kind=CAREGIVER.name, revoked=None
    )
    elsewhere = ~Q(group__centre=F("centre")) & ~Q(Exists(shared.exclude(agreed_at=None)))
    alone = Q(patient=None) & ~Q(Exists(beside))
    rows = Member.objects.filter(elsewhere | alone, left=None, staff=False)
    return rows.select_related("group", "centre", "patient")


def with_new(members: QuerySet[Member]) -> QuerySet[Any]:
    """Each with `new`: whether somebody posted in the group since they were last there, or came in; in a thread that
    somebody began of whom they want to read. No query more.
    """
    since = Greatest(OuterRef("visited"), OuterRef("joined"))
    muted = MemberMuted.objects.filter(by=OuterRef(OuterRef("pk")), member=OuterRef("by"))
    newer = Thread.objects.filter(~Exists(muted), group=OuterRef("group"), number__gt=0, latest__gt=since)
    return members.annotate(new=Exists(newer))

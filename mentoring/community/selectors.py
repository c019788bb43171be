"""Who is in a group and who answers for it. Access is a fetch: whoever is neither finds no group at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from mentoring.community.models import CommunitySettings, Group, GroupSharing, Member, Moderator
from oncocare.foundation import clock
from oncocare.people.access import at_work, forbidden, not_found
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders

READ_AFTER_CLOSING = timedelta(days=30)  # how long a group that was closed can still be read by who was in it


@dataclass(frozen=True)
class Inside:
    """Somebody in a group, as a member, as one who answers for it, or as both."""

    group: Group
    member: Member | None
    moderator: Moderator | None

    @property
    def may_write(self) -> bool:
        """Whether they may post in this group, which may be asleep now."""
        return self.group.is_open and self.member is not None and not is_paused(self.member)

    @property
    def may_say_good(self) -> bool:
        """Whether they may mark a thread as good to read, as mentors may who are not paused."""
        helps = self.member is not None and self.member.mentor and not is_paused(self.member)
        return self.moderator is not None or helps


def who_runs(centre: Centre) -> User | None:
    """Whoever coordinates a centre, or the first of several; None where nobody does."""
    return next(iter(holders(centre, Permission.MANAGE_CENTRE)), None)


def is_paused(member: Member) -> bool:
    """Whether a moderator has paused this member and it still lasts."""
    until = member.paused_until
    return member.paused_at is not None and (until is None or until > clock.now())


def inside(standing: Standing, pk: Any) -> Inside:
    """The group for a member of it or for whoever answers for it; for anybody else there is no such group. One that was
    closed can be read for 30 days, and then by nobody.
    """
    readable = _readable("group__")
    own = _own(standing).select_related("group__centre").filter(readable, group=pk).first()
    group = own.group if own else Group.objects.select_related("centre").filter(_readable(), pk=pk).first()
    moderator = moderator_of(standing, group) if group else None
    member = own if own and _takes_part(standing, own, moderator) else None
    if group is None or (member is None and moderator is None):
        not_found(standing.user, f"group:{pk}")
    return Inside(group, member, moderator)


def as_member(standing: Standing, pk: Any) -> Inside:
    """The group for a member of it, as a moderator is too while they are appointed."""
    found = inside(standing, pk)
    if found.member is None:
        forbidden(standing.user, Permission.TAKE_PART, f"group:{pk}")
    return found


def as_moderator(standing: Standing, pk: Any) -> Inside:
    """The group for whoever answers for it; a member is refused."""
    found = inside(standing, pk)
    if found.moderator is None:
        forbidden(standing.user, Permission.MODERATE, f"group:{pk}")
    return found


def member_of(standing: Standing, group: Group) -> Member | None:
    """Them as a member of the group, while they may take part at their centre, or answer for the group."""
    own = _own(standing).filter(group=group).first()
    moderator = moderator_of(standing, group) if own and own.staff else None
    return own if own and _takes_part(standing, own, moderator) else None


def _readable(where: str = "") -> Q:
    """Of which groups anybody can read anything: those that are open, and for a while those that were closed."""
    closed = Q(**{f"{where}closed_at": None}) | Q(**{f"{where}closed_at__gt": clock.now() - READ_AFTER_CLOSING})
    return closed & Q(**{f"{where}opened_at__isnull": False})


def _own(standing: Standing) -> QuerySet[Member]:
    return Member.objects.select_related("centre", "patient").filter(user=standing.user, left=None)


def _takes_part(standing: Standing, own: Member, moderator: Moderator | None) -> bool:
    return moderator is not None if own.staff else standing.may(Permission.TAKE_PART, own.centre_id)


def moderator_of(standing: Standing, group: Group) -> Moderator | None:
    """Them as one who answers for the group, while they may at their centre and it still shares the group."""
    if not standing.centres_with(Permission.MODERATE):
        return None  # and nothing is asked, for each page of a patient comes by here
    own = group.moderators.filter(user=standing.user, ended=None).first()
    if own is None or not standing.may(Permission.MODERATE, own.centre_id):
        return None
    return own if own.centre_id in centres_of(group) else None


def centres_of(group: Group) -> set[Any]:
    """The ids of the centres whose people may be in the group: that which opened it, and those that signed."""
    agreed = GroupSharing.objects.filter(group=group, ended_at=None).exclude(agreed_at=None)
    return {group.centre_id, *agreed.values_list("centre_id", flat=True)}


def groups_at(centre: Centre) -> QuerySet[Group]:
    """The open groups in which people of this centre may be."""
    shared = GroupSharing.objects.filter(centre=centre, ended_at=None).exclude(agreed_at=None)
    there = Q(centre=centre) | Q(pk__in=shared.values("group"))
    return Group.objects.filter(there, closed_at=None).exclude(opened_at=None)


def groups_of(user: User) -> QuerySet[Member]:
    """In which open groups this person is, the first they joined first."""
    rows = Member.objects.filter(user=user, left=None, group__closed_at=None)
    return rows.select_related("group", "group__centre").order_by("joined")


def closed_lately(user: User) -> QuerySet[Member]:
    """In which groups this person was as they were closed, while they can still read them; the last closed first."""
    rows = Member.objects.filter(user=user, left=None, group__closed_at__gt=clock.now() - READ_AFTER_CLOSING)
    return rows.select_related("group", "group__centre").order_by("-group__closed_at")


def settings_of(centre: Centre) -> CommunitySettings:
    """What a centre says of all its groups; what is usual where it has said nothing."""
    return CommunitySettings.objects.filter(centre=centre).first() or CommunitySettings(centre=centre)


def group_to_run(standing: Standing, pk: Any) -> Group:
    """A group that the centre opened or prepares, for whoever runs it: settings and counts, never the text."""
    found = Group.objects.select_related("centre").filter(pk=pk).first()
    return at_work(standing, found, f"group:{pk}", Permission.MANAGE_CENTRE)

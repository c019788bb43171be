"""Reads when groups are awake and who is on duty in them, what keeps one from opening, and what a centre sees of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Func, JSONField, OuterRef, Q, QuerySet

from mentoring.community.groups.cover import CoverGap, GroupLack, gaps, lacks
from mentoring.community.groups.duty import DutyTurn, GroupTime, standing_in, still_there
from mentoring.community.models import Group, GroupDuty, GroupHours, GroupSharing, Member, Moderator
from oncocare.people.access import at_work, not_found
from oncocare.people.models import Centre, Membership, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import MENTOR
from oncocare.people.selectors import Standing, holding
from oncocare.safety.models import Cover, Holiday
from oncocare.safety.promise import Opening

# --- who is on duty ---------------------------------------------------------------------------------------------------


def answering(groups: Iterable[Group]) -> QuerySet[Moderator]:
    """Who answers for these groups and still may, at the centre that opened it or at one that shares it."""
    return _answering().filter(group__in=groups)


def _answering() -> QuerySet[Moderator]:
    there = {"user": OuterRef("user"), "centre": OuterRef("centre")}
    may = holding(Membership.objects.filter(**there), Permission.MODERATE)
    signed = GroupSharing.objects.filter(group=OuterRef("group"), centre=OuterRef("centre"), ended_at=None)
    own_or_shared = Q(centre=F("group__centre")) | Exists(signed.exclude(agreed_at=None))
    return Moderator.objects.filter(own_or_shared, Exists(may), ended=None)


def names_column() -> ArraySubquery:
    """The names of those who answer, for a query of groups."""
    here = _answering().filter(group=OuterRef("pk")).order_by("user__name")
    return ArraySubquery(here.values("user__name"))


def who_looks(group: Group, time: GroupTime, moment: datetime, theirs: Collection[UUID]) -> UUID | None:
    """Who is on duty at this moment, or next; but for these people, who never have it: they wrote or decided what is to
    be looked at. None where nobody else answers for the group.
    """
    first = time.next_on_duty(moment)
    return first if first and first not in theirs else somebody_else(group, theirs)


def somebody_else(group: Group, than: Collection[UUID]) -> UUID | None:
    """The first appointed of those who answer for a group, without these people."""
    return answering([group]).exclude(user__in=than).order_by("made", "pk").values_list("user", flat=True).first()


def time_of(group: Group) -> GroupTime:
    """The hours of a group, who is on duty in it, and when nobody is; one query."""
    return times_of([group])[group.pk]


def times_of(groups: Iterable[Group]) -> dict[Any, GroupTime]:
    """The same of several groups, by id, in one query; each with its centre."""
    known = {group.pk: group for group in groups}
    rows = Group.objects.filter(pk__in=known).values("pk", **time_columns())
    return {row["pk"]: time_in(known[row["pk"]], row) for row in rows}


def time_columns() -> dict[str, Any]:
    """What `time_in` reads, for a query of groups."""
    here = OuterRef("pk")
    absent = Cover.objects.filter(absent__in=Moderator.objects.filter(group=OuterRef(here), ended=None).values("user"))
    return {
        "hours": _rows(GroupHours.objects.filter(group=here), "weekday", "opens", "closes"),
        "turns": _rows(GroupDuty.objects.filter(group=here), "user_id", "weekday", "opens", "closes"),
        "people": _rows(_answering().filter(group=here), "user_id", "centre_id"),
        "away": _rows(absent, "day", "absent_id", "instead_id", "centre_id"),
        "closed_days": ArraySubquery(Holiday.objects.filter(centre=OuterRef("centre")).values("day")),
        "rests": F("rests_until"),
    }


def time_in(group: Group, row: Mapping[str, Any]) -> GroupTime:
    """The same from a row that a query with these columns found."""
    people = {UUID(user): centre for user, centre in row["people"]}
    turns = [DutyTurn(UUID(user), weekday, *_clock(opens, closes)) for user, weekday, opens, closes in row["turns"]]
    covers = {
        (date.fromisoformat(day), UUID(user)): UUID(instead) if instead else None
        for day, user, instead, centre in row["away"]
        if people.get(UUID(user)) == centre
    }
    return GroupTime(
        zone=group.centre.time_zone,
        stays_open=group.stays_open,
        hours=tuple(Opening(weekday, *_clock(opens, closes)) for weekday, opens, closes in row["hours"]),
        turns=still_there(turns, people),
        closed=frozenset(row["closed_days"]),
        covers=standing_in(covers, people),
        rests_until=row["rests"],
    )


def _rows(rows: QuerySet[Any], *fields: str) -> ArraySubquery:
    """The rows as lists of these fields, in the order of their model, inside another query."""
    return ArraySubquery(rows.values(whole=Func(*fields, function="jsonb_build_array", output_field=JSONField())))


def _clock(opens: str, closes: str) -> tuple[time, time]:
    return time.fromisoformat(opens), time.fromisoformat(closes)


# --- what keeps a group from opening ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readiness:
    """What keeps a group from opening, and in which stretches of a week nobody is on duty who should be."""

    lacks: list[GroupLack]
    gaps: list[CoverGap]
    moderators: int


def readiness_of(group: Group, time: GroupTime | None = None) -> Readiness:
    """Whether a group may open, or what an open one lacks since somebody left; `time` where it is known already."""
    time, moderators = time or time_of(group), answering([group]).count()
    holes = gaps(time.hours, time.turns, time.stays_open)
    missing = lacks(
        name=group.name, about=group.about, rules=group.rules, moderators=moderators, hours=time.hours, holes=holes
    )
    return Readiness(missing, holes, moderators)


def open_with_holes(centre: Centre) -> set[Any]:
    """The ids of the open groups of a centre in which a stretch of the week has nobody on duty."""
    known = list(Group.objects.select_related("centre").filter(centre=centre, closed_at=None).exclude(opened_at=None))
    times = times_of(known) if known else {}
    return {pk for pk, time in times.items() if gaps(time.hours, time.turns, time.stays_open)}


# --- what a coordinator sees ------------------------------------------------------------------------------------------


def groups_run_by(centre: Centre) -> QuerySet[Group]:
    """Every group of a centre, prepared, open or closed, with how many people are in it; without a word of theirs."""
    inside = Count("members", filter=Q(members__left=None, members__staff=False))
    return Group.objects.filter(centre=centre).annotate(people=inside).order_by("closed_at", "name")


def people_in(group: Group) -> int:
    """How many places of a group are taken: staff take none."""
    return group.members.filter(left=None, staff=False).count()


def may_moderate(group: Group) -> list[tuple[Centre, User]]:
    """Who could be appointed: whoever may at the centre that opened the group, then at those that share it; each once,
    without those who are.
    """
    appointed = group.moderators.filter(ended=None).values("user")
    signed = group.sharings.filter(ended_at=None).exclude(agreed_at=None).values("centre")
    there = Membership.objects.filter(Q(centre=group.centre_id) | Q(centre__in=signed)).exclude(user__in=appointed)
    able = holding(there.select_related("user", "centre"), Permission.MODERATE)
    found: dict[UUID, tuple[Centre, User]] = {}
    for row in sorted(able, key=lambda row: (row.centre_id != group.centre_id, row.centre.name)):
        found.setdefault(row.user_id, (row.centre, row.user))
    return list(found.values())


def mentors_of(group: Group) -> QuerySet[Member]:
    """Who of the centre of the group is in it and a mentor at that centre: they may be chosen to answer in it."""
    given = Membership.objects.filter(centre=group.centre, role=MENTOR.name, user=OuterRef("user"))
    those = group.members.filter(Exists(given), left=None, staff=False, centre=group.centre_id)
    return those.select_related("user").order_by("user__name", "pk")


def moderator_to_run(standing: Standing, pk: Any) -> Moderator:
    """Somebody who answers for a group, for whoever runs the centre that opened it."""
    found = Moderator.objects.select_related("group", "group__centre", "user").filter(pk=pk, ended=None).first()
    if found is None:
        not_found(standing.user, f"moderator:{pk}")
    at_work(standing, found.group, f"moderator:{pk}", Permission.MANAGE_CENTRE)
    return found


def mentor_to_run(standing: Standing, pk: Any) -> Member:
    """Somebody in a group who is a mentor at its centre, for whoever runs that; whoever else is in it is not shown."""
    found = Member.objects.select_related("group", "group__centre", "user").filter(pk=pk).first()
    if found is None or not mentors_of(found.group).filter(pk=pk).exists():
        not_found(standing.user, f"member:{pk}")
    at_work(standing, found.group, f"member:{pk}", Permission.MANAGE_CENTRE)
    return found


# --- shared between centres -------------------------------------------------------------------------------------------


def sharings_of(group: Group) -> QuerySet[GroupSharing]:
    """With which centres a group is shared, or to which it is offered."""
    return group.sharings.filter(ended_at=None).select_related("centre", "by", "agreed_by").order_by("made")


def offered_to(centre: Centre) -> QuerySet[GroupSharing]:
    """The groups of other centres that are offered to this one, or that it shares; a closed one is not."""
    rows = GroupSharing.objects.filter(centre=centre, ended_at=None, group__closed_at=None)
    return rows.select_related("group", "group__centre").order_by("made")


def may_be_offered(group: Group) -> QuerySet[Centre]:
    """The other centres to which a group is not yet offered."""
    offered = group.sharings.filter(ended_at=None)
    return Centre.objects.exclude(pk=group.centre_id).exclude(pk__in=offered.values("centre")).order_by("name")


def sharing_to_answer(standing: Standing, pk: Any) -> GroupSharing:
    """A group offered to a centre, for whoever runs that centre."""
    return at_work(standing, _sharing(pk), f"groupsharing:{pk}", Permission.MANAGE_CENTRE)


def sharing_to_end(standing: Standing, pk: Any) -> GroupSharing:
    """The same also for whoever runs the centre that opened the group."""
    found = _sharing(pk)
    if found and standing.may(Permission.MANAGE_CENTRE, found.group.centre_id):
        at_work(standing, found.group, f"groupsharing:{pk}", Permission.MANAGE_CENTRE)
        return found
    return at_work(standing, found, f"groupsharing:{pk}", Permission.MANAGE_CENTRE)


def _sharing(pk: Any) -> GroupSharing | None:
    lasting = GroupSharing.objects.filter(pk=pk, ended_at=None)
    return lasting.select_related("centre", "group", "group__centre", "by", "agreed_by").first()

"""Reads who agreed to be seen as somebody who helps, what they did for others, and how much hangs on a few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Lower

from mentoring.community.leaders.fragility import WINDOW, AnsweredBy, Fragility, fragility
from mentoring.community.leaders.growing import (
    ASKED_AGAIN_AFTER,
    HelpCounts,
    Helped,
    PostSeen,
    ThanksSeen,
    counts_of,
    reached,
    read_since,
)
from mentoring.community.leaders.models import LeaderChoice, LeaderNomination
from mentoring.community.leaders.overdoing import Overdoing, overdoing
from mentoring.community.models import Group, Member
from mentoring.community.selectors import READ_AFTER_CLOSING, Inside, as_member, as_moderator, settings_of
from mentoring.community.threads.models import Post, Reaction
from oncocare.foundation import clock
from oncocare.people.access import forbidden, not_found
from oncocare.people.models import Membership, User
from oncocare.people.permissions import Permission
from oncocare.people.roles import MENTOR
from oncocare.people.selectors import Standing

Answer = LeaderNomination.Answer

# --- access -----------------------------------------------------------------------------------------------------------


def is_on(group: Group) -> bool:
    """Whether the centre that opened the group lets its moderators see who helps others."""
    return settings_of(group.centre).leaders


def may_be_asked(member: Member) -> bool:
    """Whether this member could be seen so at all: a patient of the centre of the group who is no mentor there yet."""
    there = member.patient_id is not None and member.centre_id == member.group.centre_id
    return there and not mentors_at(member.centre_id).filter(user=member.user_id).exists()


def mentors_at(centre: UUID) -> QuerySet[Membership]:
    """Who is a mentor at a centre already."""
    return Membership.objects.filter(centre=centre, role=MENTOR.name)


def own_helping(standing: Standing, pk: Any) -> Member:
    """Somebody's own place in a group, as one who could be seen so, or agreed to it and may take it back; for anybody
    else there is no such page.
    """
    found = as_member(standing, pk)
    if found.member is None or not (found.member.seen_as_leader or may_be_asked(found.member)):
        forbidden(standing.user, Permission.TAKE_PART, f"group:{pk}")
    return found.member


def moderator_of_its_centre(standing: Standing, pk: Any) -> Inside:
    """The group for whoever answers for it from the centre that opened it: what is about one person stays there."""
    found = as_moderator(standing, pk)
    if found.moderator is None or found.moderator.centre_id != found.group.centre_id:
        forbidden(standing.user, Permission.MODERATE, f"group:{pk}")
    return found


def member_who_agreed(found: Inside, user: User, pk: Any) -> Member:
    """Somebody in this group who agreed to be seen so; anybody else is not there."""
    row = seen_in(found.group, pk)
    if row is None:
        not_found(user, f"member:{pk}")
    return row


# --- what a person said -----------------------------------------------------------------------------------------------


def was_asked(member: Member) -> bool:
    """Whether they have said yes or no to being seen so."""
    return member.seen_as_leader or LeaderChoice.objects.filter(member=member).exists()


def open_nomination(member: Member) -> LeaderNomination | None:
    """What a moderator asks them and they have not answered."""
    return _nominations(member.user_id, member.group_id).filter(answer="").first()


def nomination_they_see(member: Member) -> LeaderNomination | None:
    """The newest that holds, answered or not."""
    return _nominations(member.user_id, member.group_id).order_by("-made").first()


def _nominations(user: UUID, group: UUID) -> QuerySet[LeaderNomination]:
    """Those that hold, of this person in this group, also from before they left it and came back."""
    rows = LeaderNomination.objects.filter(member__user=user, member__group=group, withdrawn=None)
    return rows.select_related("by").order_by("made")


def asked_again_from(nomination: LeaderNomination | None) -> datetime | None:
    """From when on somebody who said no may be asked again; None where nothing stands against it."""
    if nomination is None or nomination.answer != Answer.NO or nomination.answered is None:
        return None
    again = nomination.answered + ASKED_AGAIN_AFTER
    return again if again > clock.now() else None


# --- who helps --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Helper:
    """Somebody who agreed to be seen so: their counts, which of them reach the rule, whether they may be doing too
    much, and what they were asked last and holds.
    """

    member: Member
    counts: HelpCounts
    reached: frozenset[Helped]
    overdoing: Overdoing
    nomination: LeaderNomination | None

    @property
    def enough(self) -> dict[str, bool]:
        """Of each way of helping, by its name, whether the count reaches the rule."""
        return {way.value: way in self.reached for way in Helped}

    @property
    def again(self) -> datetime | None:
        """From when on they may be asked again, where they said no."""
        return asked_again_from(self.nomination)

    @property
    def may_be_nominated(self) -> bool:
        """Whether nothing stands against asking them."""
        return self.again is None and (self.nomination is None or self.nomination.answer == Answer.NO)

    @property
    def pointed_out(self) -> bool:
        """Whether every count reaches the rule, and they may be asked."""
        return self.reached == frozenset(Helped) and self.may_be_nominated


def agreed_in(group: Group) -> QuerySet[Member]:
    """Who agreed to be seen so and is in the group, by name: no caregiver, nobody who is paused, no mentor."""
    lasts = Q(paused_at__isnull=False) & (Q(paused_until=None) | Q(paused_until__gt=clock.now()))
    rows = group.members.filter(seen_as_leader=True, left=None, staff=False, patient__isnull=False)
    return (
        rows.filter(centre=group.centre_id, patient__died_on=None)
        .exclude(lasts)
        .exclude(user__in=mentors_at(group.centre_id).values("user"))
        .select_related("user", "centre", "patient__centre")
        .order_by(Lower("name"), "pk")
    )


def seen_in(group: Group, pk: Any) -> Member | None:
    """A member of `agreed_in`, where the centre has it on; else None."""
    return agreed_in(group).filter(pk=pk).first() if is_on(group) else None


def helpers_of(group: Group) -> list[Helper]:
    """Everybody who agreed, in the order of their names, with what they did; nobody where the centre has it off."""
    return _helpers(group, list(agreed_in(group))) if is_on(group) else []


def helper_of(member: Member) -> Helper:
    """The same of one member of `agreed_in`."""
    return _helpers(member.group, [member])[0]


def own_help(member: Member) -> Helper | None:
    """What moderators see of somebody, for themselves; None where they see nothing."""
    there = seen_in(member.group, member.pk)
    return helper_of(there) if there else None


def _helpers(group: Group, members: list[Member]) -> list[Helper]:
    if not members:
        return []
    now = clock.now()
    zones = {one.user_id: one.patient.zone for one in members if one.patient}
    posts = _posts_seen(group, zones.keys(), read_since(now))
    counts = counts_of(zones, posts, _thanks_seen(group, zones.keys(), read_since(now)), now)
    moments: dict[Hashable, list[datetime]] = defaultdict(list)
    for post in posts:
        moments[post.by].append(post.made)
    rows = LeaderNomination.objects.filter(member__group=group, member__user__in=zones.keys(), withdrawn=None)
    asked = {row.member.user_id: row for row in rows.select_related("member", "by").order_by("made")}
    return [
        Helper(
            member=one,
            counts=counts[one.user_id],
            reached=reached(counts[one.user_id]),
            overdoing=overdoing(moments[one.user_id], zones[one.user_id], now),
            nomination=asked.get(one.user_id),
        )
        for one in members
    ]


def _posts_seen(group: Group, people: Collection[UUID], since: datetime) -> list[PostSeen]:
    """The posts of the threads in which these people posted since then. A person is their account, for whoever left and
    came back is a member twice; a newcomer is whoever posted in the group for the first time.
    """
    readable = Post.objects.filter(group=group).exclude(state=Post.State.HELD)
    first = dict(readable.filter(by__staff=False).order_by().values_list("by__user").annotate(Min("made")))
    theirs = Post.objects.filter(group=group, by__user__in=people, made__gte=since).values("thread")
    rows = readable.filter(thread__in=theirs, made__gte=since).order_by("made", "pk")
    columns = rows.values_list("by__user", "thread", "made", "asks", "state")
    return [
        PostSeen(by, thread, made, asks, first.get(by) == made, state == Post.State.SHOWN)
        for by, thread, made, asks, state in columns
    ]


def _thanks_seen(group: Group, people: Collection[UUID], since: datetime) -> list[ThanksSeen]:
    """Which members said thank you to these people since then; what staff say is no count."""
    said = Reaction.objects.filter(kind=Reaction.Kind.THANKS, by__staff=False, made__gte=since)
    rows = said.filter(post__group=group, post__by__user__in=people, post__state=Post.State.SHOWN)
    others = rows.exclude(by__user=F("post__by__user"))
    return [ThanksSeen(*one) for one in others.values_list("by__user", "post__by__user", "made")]


# --- for who runs the centre ------------------------------------------------------------------------------------------


def agreed_to_help(group: Group) -> QuerySet[LeaderNomination]:
    """Who said yes to a moderator, is in the group and is no mentor of its centre yet: somebody to speak with. Nobody
    where the group is closed for so long that they could not take it back.
    """
    if group.closed_at and group.closed_at <= clock.now() - READ_AFTER_CLOSING:
        return LeaderNomination.objects.none()
    rows = LeaderNomination.objects.filter(member__group=group, answer=Answer.YES, withdrawn=None)
    there = rows.filter(member__left=None, member__seen_as_leader=True).exclude(
        member__user__in=mentors_at(group.centre_id).values("user")
    )
    return there.select_related("member__patient__user").order_by("answered", "pk")


def fragility_of(group: Group) -> Fragility | None:
    """How much of what was asked in the last 90 days hangs on three people; None of too few."""
    begins = clock.now() - WINDOW
    asking = Post.objects.filter(group=group, asks=True, by__staff=False, made__gte=begins)
    asked = list(
        asking.filter(state__in=[Post.State.SHOWN, Post.State.TAKEN]).values_list("by__user", "thread", "made")
    )
    replies = Post.objects.filter(thread__in=asking.values("thread"), made__gte=begins, state=Post.State.SHOWN)
    by_thread: dict[UUID, list[tuple[UUID, bool, datetime]]] = defaultdict(list)
    for thread, user, staff, made in replies.values_list("thread", "by__user", "by__staff", "made"):
        by_thread[thread].append((user, staff, made))
    return fragility([_answered_by(user, made, by_thread[thread]) for user, thread, made in asked])


def _answered_by(asker: UUID, asked: datetime, replies: Iterable[tuple[UUID, bool, datetime]]) -> AnsweredBy:
    others = [(user, staff) for user, staff, made in replies if user != asker and made >= asked]
    members: frozenset[Hashable] = frozenset(user for user, staff in others if not staff)
    return AnsweredBy(members, any(staff for _user, staff in others))

"""Writes of membership: coming into a group, what one is called there, and leaving it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.actions import tell
from mentoring.community.groups.actions import unchoose_mentor
from mentoring.community.kinds import GROUP_CHOSE_TO_LEAVE, GROUP_JOINED, GROUP_LEFT, GROUP_OUTSIDE
from mentoring.community.membership.selectors import (
    checked_name,
    is_full,
    mentors_in,
    outside_now,
    pause_before,
    places_of,
)
from mentoring.community.models import Group, Member
from mentoring.community.selectors import centres_of, who_runs
from mentoring.community.threads.actions import count_anew, tell_changed
from mentoring.community.threads.models import MemberMuted, Post, PostDraft, Thread
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, ConsentText
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold, one_by_one
from oncocare.people.days import today_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, Centre, Membership, Patient, User
from oncocare.people.roles import MENTOR
from steps import actions as steps
from steps.course.selectors import help_of
from steps.levels import Level
from steps.models import Pathway
from steps.selectors import pathway_of

BY = "system:community"
NO_MENTOR = "group_mentor:"  # how the source begins of a task that a group has no mentor left; then who it was


# --- coming in --------------------------------------------------------------------------------------------------------


@action
def join(
    *, by: User, group: Group, centre: Centre, patient: Patient | None, name: str, picture: str, text: ConsentText
) -> Member:
    """Somebody comes into an open group that has a place, under a name and picture they chose, with their yes to
    `text`. `patient` is empty for a caregiver. Who is in already stays as they are; who was paused as they left is so
    until it ends.

    Of two who take the last place one comes in; the other is nowhere, and nothing of theirs was kept.
    """
    hold(group)
    group = Group.objects.select_related("centre").get(pk=group.pk)
    if there := group.members.filter(user=by, left=None).first():
        return there
    if not group.is_open or centre.pk not in centres_of(group):
        raise ValidationError(_("This group is closed now. You are not in it, and nothing was changed."))
    if is_full(group):
        raise ValidationError(
            _("The last place was taken just now. You are not in the group, and nothing was changed. You may try again "
              "later, or choose another group.")
        )  # fmt: skip
    name = checked_name(by, group, name, picture)
    if patient:
        record_consent(by=by, patient=patient, text=text, said=Consent.Said.YES, channel=Consent.Channel.PAGE)
    member = Member.objects.create(
        group=group, centre=centre, user=by, patient=patient, name=name, picture=picture, text=text,
        **pause_before(by, group),
    )  # fmt: skip
    record(by=by, verb=Verb.GROUP_JOINED, subject=member, patient=patient or "", centre=centre, group=str(group.pk))
    emit(GROUP_JOINED, member=member.pk, group=group.pk)
    if patient:
        begin_help(by=by, patient=patient)
    return member


@action
def change_me(*, by: User, member: Member, name: str, picture: str) -> Member:
    """Another name or picture in one group; it stands beside what they wrote before, too."""
    hold(member.group)
    member = Member.objects.select_for_update(of=("self",)).select_related("group").get(pk=member.pk)
    if member.left:
        raise ValidationError(_("You are not in this group any more. Nothing was changed."))
    member.name, member.picture = checked_name(by, member.group, name, picture, member), picture
    member.save()
    record(
        by=by, verb=Verb.GROUP_MEMBER_CHANGED, subject=member, patient=member.patient_id or "", centre=member.centre_id
    )
    return member


@action
def begin_help(*, by: Actor, patient: Patient) -> bool:
    """The help of level 3 begins today for somebody who is in a group, unless it goes on; whether it began."""
    pathway = _at_level_3(patient)
    if pathway is None or _goes_on(pathway) or not places_of(patient).exists():
        return False
    steps.help_began(by=by, pathway=pathway, day=today_of(patient))
    return True


@action
def end_help(*, by: Actor, patient: Patient) -> bool:
    """The help of level 3 ends today for somebody who is in no group any more; whether it ended."""
    pathway = _at_level_3(patient)
    if pathway is None or not _goes_on(pathway) or places_of(patient).exists():
        return False
    steps.help_ended(by=by, pathway=pathway, day=today_of(patient))
    return True


def _goes_on(pathway: Pathway) -> bool:
    """Whether the help of the present level goes on; before the first point what was noted last says so."""
    if known := help_of(pathway):
        return known.goes_on
    return bool(pathway.help_days.order_by("-id").values_list("began", flat=True).first())


def _at_level_3(patient: Patient) -> Pathway | None:
    pathway = pathway_of(patient)
    if pathway is None or pathway.status != Pathway.Status.ACTIVE or pathway.level_now is not Level.COMMUNITY:
        return None
    return pathway


# --- leaving ----------------------------------------------------------------------------------------------------------


@action
def leave(*, by: User, member: Member, take_posts: bool) -> Member:
    """Somebody leaves, and takes along what they wrote there, or leaves it without a name."""
    gone = _leave(by, member, by if take_posts else None)
    emit(GROUP_CHOSE_TO_LEAVE, member=gone.pk, group=gone.group_id)
    return gone


@action
def end(*, by: Actor, member: Member, told: bool = False) -> Member:
    """Somebody is in the group no longer, by no act of theirs there: what they wrote stays, without a name. `told`:
    they learn of it, for nothing that they did ended it.
    """
    if told:
        tell(member=member, name=GROUP_OUTSIDE, source=str(member.pk))
    return _leave(by, member, None)


def _leave(by: Actor, member: Member, taker: User | None) -> Member:
    # No key of the row changes: who names them in a post at this moment waits for nothing.
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    member = rows.select_related("group__centre", "centre", "patient").get(pk=member.pk)
    if member.left:
        return member
    member.left, member.nameless = clock.now(), True
    member.save()
    PostDraft.objects.filter(by=member).delete()
    MemberMuted.objects.filter(by=member).delete()
    if taker:
        _take_posts(taker, member)
    record(
        by=by, verb=Verb.GROUP_LEFT, subject=member, patient=member.patient_id or "", centre=member.centre_id,
        group=str(member.group_id), took_posts=bool(taker),
    )  # fmt: skip
    emit(GROUP_LEFT, member=member.pk, group=member.group_id)
    if member.mentor:
        _want_a_mentor(member)
    if member.patient:
        end_help(by=by, patient=member.patient)
    return member


def _take_posts(by: User, member: Member) -> None:
    """Nobody in the group reads them any more. What a moderator hid stays hidden, so that a report stays answerable.

    A thread that they opened keeps the answers of others; its title is shown to nobody, as the post that opened it.
    """
    theirs = member.posts.filter(state__in=[Post.State.SHOWN, Post.State.HELD])
    # Threads before posts, as whoever posts, edits or moderates holds them: else each could wait for the other.
    threads = Thread.objects.select_for_update(no_key=True).filter(pk__in=theirs.values("thread")).order_by("pk")
    held = list(threads)
    for post in theirs.select_for_update().order_by("pk"):
        post.state, post.state_at, post.state_by = Post.State.TAKEN, clock.now(), by
        post.save()
        tell_changed(post)
    for thread in held:
        count_anew(thread)


def _want_a_mentor(member: Member) -> None:
    """Whoever coordinates the centre of the group learns that no mentor is left in it."""
    owner = who_runs(member.group.centre)
    if owner is None or mentors_in(member.group).exists() or not member.group.is_open:
        return
    with override(owner.language):
        what = _("The last mentor left the group “%(group)s”: find another one, or tell whoever answers for it") % {
            "group": member.group.name
        }
    emit(
        TASK_WANTED, centre=member.group.centre_id, patient="", owner=owner.pk, what=what,
        due=today_of(member.group.centre), source=f"{NO_MENTOR}{member.pk}",
    )  # fmt: skip


@action
def end_of_mentor(*, by: Actor, user: User, centre: Any) -> int:
    """Somebody who is a mentor at this centre no more answers in its groups as one no more, and stays in them; in how
    many they did.
    """
    if Membership.objects.filter(user=user, centre=centre, role=MENTOR.name).exists():
        return 0
    rows = Member.objects.filter(user=user, group__centre=centre, mentor=True, left=None)
    found = list(rows.select_related("group__centre").order_by("pk"))
    for member in found:
        unchoose_mentor(by=by, member=member)
        _want_a_mentor(member)
    return len(found)


@action
def end_of_patient(*, by: Actor, patient: Patient) -> int:
    """A patient is in no group any more, also in none that is closed; of how many they were."""
    return _end_each(by, Member.objects.filter(patient=patient, left=None))


@action
def end_of_level(*, by: Actor, patient: Patient) -> int:
    """A patient whose level fell is in no open group any more, and is told of each; of how many they were."""
    return len([end(by=by, member=member, told=True) for member in places_of(patient).order_by("pk")])


@action
def end_of_user(*, by: Actor, user: User) -> int:
    """The same of an account, as patient and as caregiver; whoever answers for a group is dealt with there."""
    return _end_each(by, Member.objects.filter(user=user, left=None, staff=False))


def _end_each(by: Actor, members: Any) -> int:
    return len([end(by=by, member=member) for member in members.order_by("pk")])


def end_of_the_outside() -> int:
    """Whoever may be in their group no longer leaves it; how many did."""
    return one_by_one(outside_now(), _ended, failed="a membership that is over could not be ended")


def _ended(member: Member) -> bool:
    return bool(end(by=BY, member=member, told=True).left)

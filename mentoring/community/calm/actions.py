"""Writes of what calms a group: a thread closed and opened again, a group that rests, somebody muted."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.kinds import THREAD_CHANGED
from mentoring.community.models import Group, Member
from mentoring.community.threads.markup import cleaned
from mentoring.community.threads.models import MemberMuted, Thread
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.people.models import User

LONGEST_REASON = 1000  # characters of why a thread is closed


# --- a thread that is closed ------------------------------------------------------------------------------------------


@action
def close_thread(*, by: User, thread: Thread, why: str) -> Thread:
    """A moderator closes a thread, with a reason that everybody reads: nobody posts, changes a post or says anything of
    one in it, and drafts stay. One that is closed keeps its first reason.
    """
    why = cleaned(why)
    if not why:
        raise ValidationError({"why": _("Write why, for everybody in the group. They read it.")})
    if len(why) > LONGEST_REASON:
        raise ValidationError({"why": _("Say it in fewer words: %(most)s characters fit.") % {"most": LONGEST_REASON}})
    _hold_thread(thread)
    if thread.closed_at:
        return thread
    thread.closed_at, thread.closed_by, thread.closed_why = clock.now(), by, why
    return _changed(by, thread, Verb.THREAD_CLOSED)


@action
def open_thread(*, by: User, thread: Thread) -> Thread:
    """A moderator opens it again, and what was asked in it waits again; one that is open stays so."""
    _hold_thread(thread)
    if thread.closed_at is None:
        return thread
    thread.closed_at = thread.closed_by = None
    thread.closed_why = ""
    thread.posts.filter(asks=True, replied=None).update(tasked=None)  # the task of each lapsed as it was closed
    return _changed(by, thread, Verb.THREAD_OPENED)


def _hold_thread(thread: Thread) -> None:
    hold(thread)
    thread.refresh_from_db(fields=["closed_at", "closed_by", "closed_why"])


def _changed(by: User, thread: Thread, verb: Verb) -> Thread:
    thread.save(update_fields=["closed_at", "closed_by", "closed_why"])
    record(by=by, verb=verb, subject=thread, centre=thread.group.centre_id)
    emit(THREAD_CHANGED, thread=thread.pk, group=thread.group_id, at=clock.now().isoformat())
    return thread


# --- a group that rests -----------------------------------------------------------------------------------------------


@action
def rest_group(*, by: User, group: Group, until: datetime) -> Group:
    """A moderator lets a group rest until then: nobody but moderators posts. What is said last counts."""
    _hold_group(group)
    if not group.is_open:
        raise ValidationError(_("This group is closed. Nothing was changed."))
    if until <= clock.now():
        raise ValidationError({"until": _("Choose a moment that is still to come.")})
    if group.rests_until == until:
        return group
    group.rests_at, group.rests_by, group.rests_until = clock.now(), by, until
    group.save(update_fields=["rests_at", "rests_by", "rests_until"])
    record(by=by, verb=Verb.GROUP_RESTS, subject=group, centre=group.centre_id, until=until.isoformat())
    return group


@action
def end_rest(*, by: User, group: Group) -> Group:
    """People may post again at once, within the hours of the group; one that does not rest stays as it is."""
    _hold_group(group)
    if group.rests_until is None or group.rests_until <= clock.now():
        return group
    group.rests_at = group.rests_by = group.rests_until = None
    group.save(update_fields=["rests_at", "rests_by", "rests_until"])
    record(by=by, verb=Verb.GROUP_RESTED, subject=group, centre=group.centre_id)
    return group


def _hold_group(group: Group) -> None:
    hold(group)
    group.refresh_from_db(fields=["opened_at", "closed_at", "rests_at", "rests_by", "rests_until"])


# --- somebody of whom one reads no more -------------------------------------------------------------------------------


@action
def mute(*, by: User, member: Member, other: Member) -> None:
    """A member reads no more of another, who does not learn of it. The log has that they did so, and not of whom: who
    answers for the group reads the log.
    """
    if other.group_id != member.group_id or other.pk == member.pk or member.staff:
        raise ValidationError(_("This cannot be done here. Nothing was changed."))
    if other.staff:
        raise ValidationError(_("This person answers for the group: you read what they say. Nothing was changed."))
    if insert_new([MemberMuted(by=member, member=other)]):
        _say(by, member, muted=True)


@action
def unmute(*, by: User, member: Member, row: MemberMuted) -> None:
    """They read of them again."""
    if row.by_id != member.pk:
        raise ValueError("Only who muted somebody reads of them again.")
    gone, _rows = MemberMuted.objects.filter(pk=row.pk).delete()
    if gone:
        _say(by, member, muted=False)


def _say(by: User, member: Member, *, muted: bool) -> None:
    record(by=by, verb=Verb.GROUP_MEMBER_MUTED, subject=member, centre=member.centre_id, muted=muted)

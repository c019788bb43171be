"""Writes of moderation: what a moderator, a mentor or a member does about a post, and what waits too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.groups.selectors import time_of
from mentoring.community.kinds import CASE_HANDED, CASE_TASK, MEMBER_PAUSED, REPORT_CLOSED, WRITER_TOLD
from mentoring.community.models import Member, Moderator
from mentoring.community.moderation.selectors import (
    DANGERS,
    able_moderators,
    answers_there,
    decisions_about,
    has_happened,
    waits_for_review,
)
from mentoring.community.selectors import is_paused
from mentoring.community.threads.actions import (
    count_anew,
    in_care,
    open_report,
    raise_for_post,
    tell_changed,
    tell_shown,
    wait_anew,
)
from mentoring.community.threads.fitting import check_length
from mentoring.community.threads.models import ModeratorWord, Post, PostReport
from mentoring.community.threads.promises import looked_at_by, waits_until
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.days import today_of
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Patient, User
from oncocare.safety.models import Flag
from oncocare.safety.words.danger import tier
from oncocare.safety.words.wordlist import DangerRank

BY = "system:community"

Reason, Ending, Word = PostReport.Reason, PostReport.Ending, ModeratorWord.Kind
OF_NEW = (Reason.FIRST, Reason.LINK)  # what the program tells of whoever is new
# What hiding a post, or a reminder of the rules, does not answer.
STAYS_OPEN = (*DANGERS, Reason.DEATH, Reason.AGAIN)
PRESSED_TWICE = timedelta(minutes=1)  # so far apart two pauses are one that was pressed twice
BY_MEMBERS = (Reason.WORRY, Reason.HURTS, Reason.WRONG, Reason.PRIVATE, Reason.SELLS, Reason.OTHER)


# --- members and mentors ----------------------------------------------------------------------------------------------


@action
def report_post(*, by: User, member: Member, post: Post, reason: str, words: str = "") -> PostReport:
    """A member tells the moderators about a post that they can read, also about one of their own: whoever asks for help
    in this way is heard. Pressed twice it is once for each post and reason; what was closed meanwhile is open again.
    Words of wanting to die in what they add are urgent as those of a post are; with their own post they raise a flag.
    """
    if reason not in BY_MEMBERS:
        raise ValidationError({"reason": _("Choose what is wrong with it.")})
    check_length(words)
    if member.group_id != post.group_id or post.state not in (Post.State.SHOWN, Post.State.HELD):
        raise ValidationError(_("This post cannot be read in the group any more. Nothing was sent."))
    report = open_report(by=by, member=member, post=post, reason=reason, words=words)
    look_for_danger(by=by, member=member, post=post, words=words)
    return report


@action
def ask_again(*, by: User, member: Member, post: Post, words: str = "") -> PostReport:
    """The writer of a post asks that another moderator looks at all that was decided about it, and that nobody has
    looked at again; it never goes to who decided any of it.
    """
    check_length(words)
    post = _held(post)
    decided = {one.user_id for one in decisions_about(post)}
    if post.by_id != member.pk or not decided:
        raise ValidationError(_("There is nothing here that somebody else could look at again. Nothing was sent."))
    report = open_report(by=by, member=member, post=post, reason=Reason.AGAIN, words=words, not_to=decided)
    look_for_danger(by=by, member=member, post=post, words=words)
    return report


@action
def look_for_danger(*, by: User, member: Member, post: Post, words: str) -> None:
    """Words of wanting to die in what a member tells the moderators are urgent; of their own post they raise a flag."""
    if tier(words) is DangerRank.INTENT:
        open_report(by=BY, post=post, reason=Reason.DANGER)
        if post.by_id == member.pk and in_care(member):
            raise_for_post(by=by, post=post)


@action
def hide_for_review(*, by: User, member: Member, post: Post, words: str) -> Post:
    """A mentor of the group hides a post until a moderator has read it; who wrote it reads that this is so."""
    if not member.mentor or member.group_id != post.group_id or member.left:
        raise ValidationError(_("Only mentors of the group do this. Nothing was changed."))
    if is_paused(member):
        raise ValidationError(_("You are paused: tell the moderators about it instead. Nothing was changed."))
    if not words.strip():
        raise ValidationError({"words": _("Say in a few words why, for the moderators.")})
    post = _to_judge(by, post)
    if post.state != Post.State.SHOWN:
        return post
    if post.by.staff:
        raise ValidationError(_("This is of a moderator. Report it instead. Nothing was changed."))
    if post.state_at and (post.edited is None or post.edited < post.state_at):
        raise ValidationError(_("A moderator has read this and let it stand. Report it instead. Nothing was changed."))
    report = open_report(by=by, member=member, post=post, reason=Reason.OTHER, words=words)
    report.promised = min(report.promised, waits_until(time_of(post.group), clock.now()))
    report.save(update_fields=["promised"])
    with override(post.by.user.language):
        why = _("A mentor of the group thought that a moderator should read this first.")
    return _hide(by, post, why)


# --- moderators -------------------------------------------------------------------------------------------------------


@action
def hide_post(*, by: User, post: Post, why: str) -> Post:
    """A moderator hides a post, with a reason that its writer reads. It is not deleted. What was reported about it is
    closed with that, but not what says that somebody is in danger. What a mentor hid is the moderator's decision from
    then on; what a moderator hid stays as it was.
    """
    if not why.strip():
        raise ValidationError({"why": _("Write why, for whoever wrote the post. They read it.")})
    post = _held(post)
    if post.state == Post.State.TAKEN:
        raise ValidationError(_("Who wrote this has taken it along, so nobody reads it any more. Nothing was changed."))
    if post.state != Post.State.HIDDEN or waits_for_review(post):
        _hide(by, post, why)
    _close(by, _open_of(post).exclude(reason__in=STAYS_OPEN), Ending.HIDDEN)
    return post


@action
def show_post(*, by: User, post: Post) -> Post:
    """A moderator lets a post that waited through, or shows one that was hidden again. Let through, it is posted now,
    and what it asks is asked from now on. What was reported is closed, but not what says that somebody is in danger.
    """
    post = _to_judge(by, post)
    if post.state == Post.State.TAKEN:
        raise ValidationError(_("Who wrote this has taken it along. It stays theirs, and nothing was changed."))
    if post.state == Post.State.HIDDEN and post.by.left:
        raise ValidationError(_("Who wrote this has left. What was hidden of it stays hidden. Nothing was changed."))
    if post.state == Post.State.HIDDEN:
        _close(by, _open_of(post).filter(reason=Reason.AGAIN), Ending.BACK)
    if post.state != Post.State.SHOWN:
        _show(by, post)
    _close(by, _open_of(post).filter(reason__in=OF_NEW), Ending.SEEN)
    _close(by, _open_of(post).exclude(reason__in=[*DANGERS, Reason.AGAIN]), Ending.LEFT)
    return post


def _hide(by: User, post: Post, why: str) -> Post:
    before = post.state
    post.state, post.state_at, post.state_by, post.why = Post.State.HIDDEN, clock.now(), by, why.strip()
    post.save(update_fields=["state", "state_at", "state_by", "why"])
    record(by=by, verb=Verb.GROUP_POST_HIDDEN, subject=post, centre=post.group.centre_id, before=before)
    _say(by, post, Word.HIDDEN, why)
    _read_otherwise(post)
    return post


def _show(by: User, post: Post) -> None:
    before, new, now = post.state, post.readable is None, clock.now()
    post.state, post.state_at, post.state_by, post.why = Post.State.SHOWN, now, by, ""
    post.tasked = None  # while nobody could read it nobody had to answer: that task was no longer needed
    if new:
        post.made = post.readable = now
        post.promised = time_of(post.group).answer_by(now) if post.asks else None
    post.save(update_fields=["state", "state_at", "state_by", "why", "made", "promised", "readable", "tasked"])
    record(by=by, verb=Verb.GROUP_POST_SHOWN, subject=post, centre=post.group.centre_id, before=before, first=new)
    if before == Post.State.HIDDEN or not new:
        _say(by, post, Word.SHOWN)
    if new:
        tell_shown(post)
        return
    _read_otherwise(post)


def _read_otherwise(post: Post) -> None:
    count_anew(post.thread)
    wait_anew(post.thread)
    tell_changed(post)


@action
def warn(*, by: User, post: Post, words: str) -> Post:
    """A moderator reminds the writer of a post of the rules of the group, in words that only they read. What was
    reported about it is closed with that, but not what says that somebody is in danger.
    """
    post = _to_judge(by, post)
    _check_words(post, words)
    _say(by, post, Word.WARNED, words)
    _close(by, _open_of(post).exclude(reason__in=STAYS_OPEN), Ending.WARNED)
    return post


@action
def look_again(*, by: User, post: Post, back: bool, words: str) -> Post:
    """Another moderator than who decided any of it looks at it again, as its writer asked: all of it stays so, or is
    taken `back`, and the writer reads why. What a mentor hid and no moderator decided about is decided first.
    """
    hold(post.by)  # first, as whoever posts does: their pause may end with it
    post, asked = _to_judge(by, post), _open_of(post).filter(reason=Reason.AGAIN)
    _check_words(post, words)
    decided = decisions_about(post)
    if not asked.exists():
        raise ValidationError(_("Nobody asks for another look at this any more. Nothing was changed."))
    if any(one.user_id == by.pk for one in decided):
        raise ValidationError(_("You decided this yourself, so somebody else looks at it. Nothing was changed."))
    if waits_for_review(post):
        raise ValidationError(_("A mentor hid this: let the group read it, or hide it and say why. Nothing was done."))
    taken = {one.kind for one in decided} if back else set()
    if Word.HIDDEN in taken and post.state == Post.State.HIDDEN:
        _show(by, post)
    if Word.PAUSED in taken:
        end_pause(by=by, member=post.by)
    _say(by, post, Word.BACK if back else Word.KEPT, words)
    _close(by, asked, Ending.BACK if back else Ending.LEFT)
    return post


def _check_words(post: Post, words: str) -> None:
    if not words.strip():
        raise ValidationError({"words": _("Write what the person who wrote the post reads.")})
    check_length(words)
    if post.by.staff:
        raise ValidationError(_("This is of a moderator. Speak with them. Nothing was sent."))
    if post.by.left:
        raise ValidationError(
            _("Who wrote this has left and reads nothing here any more. Nothing was sent. If you worry about them, "
              "raise the flag, or speak with whoever runs the centre.")
        )  # fmt: skip


def _say(by: User, post: Post, kind: str, words: str = "") -> None:
    """Keeps what the writer of a post is told about it; pressed twice it is once."""
    last = post.said_to_writer.last()
    if last and (last.kind, last.words, last.user_id) == (kind, words.strip(), by.pk):
        return
    word = ModeratorWord.objects.create(post=post, user=by, kind=kind, words=words.strip())
    record(by=by, verb=Verb.GROUP_WRITER_TOLD, subject=post, centre=post.group.centre_id, kind=kind)
    emit(WRITER_TOLD, word=word.pk)


@action
def pause_member(*, by: User, member: Member, until: datetime, why: str, post: Post | None = None) -> Member:
    """A member reads and does not write until then, and reads why; beside the `post` for which it is, too. Who is
    paused already is paused until the later of both moments, in the words said last.
    """
    if not why.strip():
        raise ValidationError({"why": _("Write why, for the person. They read it.")})
    if until <= clock.now():
        raise ValidationError({"until": _("Choose a moment that is still to come.")})
    member = _member(member)
    if member.staff:
        raise ValidationError(_("A moderator is not paused. Speak with who runs the centre. Nothing was changed."))
    if member.left:
        raise ValidationError(_("This person has left the group. Nothing was changed."))
    before = member.paused_until if member.paused_at else None
    if before and abs(until - before) < PRESSED_TWICE and member.paused_why == why.strip():
        return member
    member.paused_until = max(until, before) if before and before > clock.now() else until
    member.paused_at, member.paused_by, member.paused_why = clock.now(), by, why.strip()
    member.save(update_fields=["paused_at", "paused_by", "paused_until", "paused_why"])
    record(
        by=by, verb=Verb.GROUP_MEMBER_PAUSED, subject=member, centre=member.group.centre_id,
        until=member.paused_until.isoformat(),
    )  # fmt: skip
    emit(MEMBER_PAUSED, member=member.pk, group=member.group_id, until=member.paused_until.isoformat())
    if post:
        _say(by, post, Word.PAUSED, why)
    return member


@action
def end_pause(*, by: User, member: Member) -> Member:
    """A member may write again at once; who is not paused stays as they are."""
    member = _member(member)
    if member.paused_at is None:
        return member
    member.paused_at = member.paused_by = member.paused_until = None
    member.paused_why = ""
    member.save(update_fields=["paused_at", "paused_by", "paused_until", "paused_why"])
    record(by=by, verb=Verb.GROUP_MEMBER_BACK, subject=member, centre=member.group.centre_id)
    emit(MEMBER_PAUSED, member=member.pk, group=member.group_id, until="")
    return member


@action
def say_seen(*, by: User, post: Post) -> int:
    """A moderator has read the first post of somebody new, and that is all there was to do; how many were closed."""
    return _close(by, _open_of(_held(post)).filter(reason=Reason.FIRST), Ending.SEEN)


@action
def close_reports(*, by: User, post: Post, outcome: str) -> int:
    """A moderator closes what is open about a post, with how it ended; how many there were. Refused while the post
    waits to be read, which would leave it before a closed door, and where it says that something was done which was
    not. Who asks for another look is answered in words, unless they have left and read none.
    """
    if outcome not in Ending.values:
        raise ValidationError({"outcome": _("Choose how it ended.")})
    post = _to_judge(by, post)
    if post.state == Post.State.HELD or waits_for_review(post):
        raise ValidationError(_("The post still waits. Show it or hide it first. Nothing was changed."))
    if not has_happened(post, outcome):
        raise ValidationError({"outcome": _("This was not done here. Do it first, or say how it really ended.")})
    there = _open_of(post) if post.by.left else _open_of(post).exclude(reason=Reason.AGAIN)
    if not there.exists() and _open_of(post).exists():
        raise ValidationError(_("Its writer asks for another look: say that it stays so, or take it back."))
    return _close(by, there, Ending(outcome))


@action
def close_answered(*, by: User, post: Post) -> int:
    """A clinician has answered in the group what a post says about health: what was reported as wrong is closed, and so
    is that it was the first of somebody new, for it was read.
    """
    reports = _open_of(_held(post))
    seen = _close(by, reports.filter(reason=Reason.FIRST), Ending.SEEN)
    return seen + _close(by, reports.filter(reason=Reason.WRONG), Ending.ANSWERED)


def _close(by: User, reports: Any, outcome: PostReport.Ending) -> int:
    """Whoever wrote a post closes nothing that was said of it: hiding one's own leaves it for somebody else."""
    found = list(reports.exclude(post__by__user=by).select_for_update(of=("self",)))
    for report in found:
        report.closed_at, report.closed_by, report.outcome = clock.now(), by, outcome
        report.save(update_fields=["closed_at", "closed_by", "outcome"])
        record(by=by, verb=Verb.GROUP_REPORT_CLOSED, subject=report, centre=report.group.centre_id, outcome=outcome)
        emit(REPORT_CLOSED, report=report.pk, group=report.group_id)
    return len(found)


def _open_of(post: Post) -> Any:
    return PostReport.objects.filter(post=post, closed_at=None).select_related("group").order_by("made", "pk")


def _held(post: Post) -> Post:
    """The post as it is now, and nobody else changes it until this act ends; the thread first, as who posts does."""
    hold(post.thread)
    rows = Post.objects.select_for_update(of=("self",)).select_related("group__centre", "thread", "by__user")
    return rows.select_related("by__patient__centre", "by__centre", "by__group").get(pk=post.pk)


def _to_judge(by: User, post: Post) -> Post:
    """The same, for an act that nobody does about their own post."""
    post = _held(post)
    if post.by.user_id == by.pk:
        raise ValidationError(_("This is your own post, so somebody else decides about it. Nothing was changed."))
    return post


def _member(member: Member) -> Member:
    """Them as they are in the group now, also where they left it since and came back."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("group")
    back = rows.filter(group=member.group_id, user=member.user_id, left=None).first()
    return back or rows.get(pk=member.pk)


# --- somebody in danger -----------------------------------------------------------------------------------------------


@action
def say_concern(*, by: User, moderator: Moderator, post: Post, words: str, flag: bool) -> Flag | User | None:
    """A moderator writes to who wrote a post that they worry, in words that only that person reads, beside the numbers
    to call; in the same act the flag is raised, or the case handed to their own centre. What says that they are in
    danger is closed with it, unless the post still waits to be read.
    """
    post = _to_judge(by, post)
    _check_words(post, words)
    raised = raise_by_hand(by=by, moderator=moderator, post=post) if flag else None
    _say(by, post, Word.CONCERN, words)
    if post.state != Post.State.HELD and not isinstance(raised, User):
        _close(by, _open_of(post).filter(reason__in=[*DANGERS, Reason.DEATH]), Ending.SPOKE)
    return raised


@action
def raise_by_hand(*, by: User, moderator: Moderator, post: Post) -> Flag | User:
    """A moderator read what a patient posted and worries. Who works at the writer's own centre raises the flag that
    danger words would have raised, and what says so is closed with it, unless the post still waits to be read. For a
    member of another centre the case is handed to that centre, where somebody has a task and, if they answer for the
    group, the report from now on.

    Nobody raises a flag for a caregiver, who is in nobody's care here: whoever has the report writes to them.
    """
    post = _to_judge(by, post)
    if post.by.staff:
        raise ValidationError(_("This is of a moderator, and no flag can be raised. Speak with them."))
    patient = in_care(post.by)
    if patient is None:
        raise ValidationError(
            _("This person is not in care here, so no flag can be raised. Write to them under the post, with the "
              "numbers to call.")
        )  # fmt: skip
    if patient.died_on:
        raise ValidationError(_("This person has died. No flag was raised."))
    if moderator.centre_id == post.by.centre_id:
        flag = raise_for_post(by=by, post=post)
        if post.state == Post.State.HELD:
            return flag  # without what is open about it, it would wait before a closed door with nobody's name on it
        _close(by, _open_of(post).filter(reason__in=[*DANGERS, Reason.DEATH, Reason.FIRST]), Ending.RAISED)
        return flag
    return _hand_over(by, moderator, post, patient)


def _hand_over(by: User, moderator: Moderator, post: Post, patient: Patient) -> User:
    member, to = post.by, answers_there(post.by)
    if to is None:
        raise ValidationError(_("Nobody is left at this person’s centre who could be told here. Call the centre now."))
    own = Member.objects.filter(group=post.group, user=by, left=None).first()
    report = _open_of(post).filter(reason__in=DANGERS).first() or open_report(
        by=by, post=post, member=own, reason=Reason.WORRY
    )
    if report.owner_id != to.pk and any(one.user_id == to.pk for one in able_moderators(post.group)):
        report.made, report.owner, report.late = clock.now(), to, None  # they have as long as for a new one
        report.promised = looked_at_by(report.reason, time_of(post.group), report.made)
        report.save(update_fields=["made", "owner", "late", "promised"])
    if post.handed and report.made <= post.handed:  # what was reported anew since then is another case
        return to
    post.handed = clock.now()
    post.save(update_fields=["handed"])
    with override(to.language):
        what = _("Somebody of your centre may be in danger. Read their post in the group “%(group)s”, and call them.")
    emit(
        TASK_WANTED, centre=member.centre_id, patient=patient.pk, owner=to.pk, due=today_of(member.centre),
        what=what % {"group": post.group.name[:60]}, source=f"{CASE_TASK}{post.pk}:{post.handed.isoformat()}",
    )  # fmt: skip
    record(
        by=by, verb=Verb.GROUP_CASE_HANDED, subject=post, patient=patient, centre=member.centre_id,
        to=str(to.pk), from_centre=str(moderator.centre_id),
    )  # fmt: skip
    emit(CASE_HANDED, post=post.pk, to=to.pk)
    return to

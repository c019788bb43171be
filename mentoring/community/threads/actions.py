"""Writes of threads: posts and their changes, what is said of them without words, drafts, visits, and reports."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from mentoring.community.exposure.actions import note_visit
from mentoring.community.groups.duty import GroupTime
from mentoring.community.groups.selectors import time_of, who_looks
from mentoring.community.kinds import POST_CHANGED, POST_MADE, POST_REPLIED, POST_REPORTED
from mentoring.community.models import Member
from mentoring.community.selectors import Inside, is_paused
from mentoring.community.threads.fitting import LONGEST, LONGEST_TITLE, checked_title, checked_words
from mentoring.community.threads.held import found_in, waits
from mentoring.community.threads.markup import cleaned, mentioned
from mentoring.community.threads.models import (
    Post,
    PostDraft,
    PostMention,
    PostPicture,
    PostReport,
    PostVersion,
    Reaction,
    Thread,
    ThreadFollowed,
    ThreadVisit,
)
from mentoring.community.threads.newcomers import addresses_in
from mentoring.community.threads.pictures import PostImage, checked_alt
from mentoring.community.threads.promises import looked_at_by
from mentoring.community.threads.refusals import asleep_words, closed_words
from mentoring.community.threads.selectors import (
    has_posts,
    is_closed,
    is_newcomer,
    members_named,
    newly_read,
    sent_before,
    visits_anew,
)
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.models import insert_new
from oncocare.foundation.unit import action, hold
from oncocare.library.media.selectors import folder
from oncocare.people.models import Actor, Patient, User
from oncocare.safety.concerns import FlagKind, Severity
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.selectors import BY_POST
from oncocare.safety.models import Flag
from oncocare.safety.words.wordlist import DangerRank

BY = "system:community"


class Posted(NamedTuple):
    """A post that was made or changed, and the flag that its words raised or joined, if they did."""

    post: Post
    flag: Flag | None

    @property
    def in_danger(self) -> bool:
        """Whether its words say that somebody wants to die, so its writer reads first where to call."""
        return self.post.state == Post.State.HELD and self.post.found == DangerRank.INTENT

    @property
    def waits(self) -> bool:
        """Whether a moderator reads it before the group does."""
        return self.post.state == Post.State.HELD


# --- posts ------------------------------------------------------------------------------------------------------------


@action
def write_post(
    *,
    by: User,
    inside: Inside,
    words: str,
    key: UUID,
    thread: Thread | None = None,
    title: str = "",
    sensitive: bool = False,
    alt: str = "",
) -> Posted:
    """Somebody in a group posts in a thread, or opens one. `key` is made by the page: the same sent twice is one.
    `alt`: what a picture shows that comes with it.

    Words that say that somebody wants to die raise a flag at once and wait for a moderator, also where nobody posts
    now; to whoever wrote them the post is there. So do addresses of somebody new, without a flag.
    """
    found = found_in(title, words, alt)
    member = _writer(inside, found)
    key, before = sent_before(member, key, cleaned(words))
    if before:
        return Posted(before, _flag_of(before))
    time = time_of(inside.group)
    _check_open(inside, found, time, thread)
    words, title = checked_words(words), checked_title(title) if thread is None else ""
    opened, first = thread is None, not member.staff and not member.mentor and not has_posts(member)
    asks = first or (opened and not member.staff)
    link = bool(addresses_in(title, words, alt)) and is_newcomer(member)
    state = Post.State.HELD if link or waits(found, staff=member.staff) else Post.State.SHOWN
    given = {"group": inside.group, "by": member, "language": inside.group.language}
    thread = thread or Thread.objects.create(**given, title=title, sensitive=sensitive)
    hold(thread)
    post = Post.objects.create(
        **given, id=key, thread=thread, words=words, state=state, found=found or "", asks=asks,
        promised=time.answer_by(clock.now()) if asks else None,
        readable=clock.now() if state == Post.State.SHOWN else None,
    )  # fmt: skip
    record(by=by, verb=Verb.POST_MADE, subject=post, centre=inside.group.centre_id, opened=opened)
    _arrives(post, opened=opened)
    return Posted(post, _tell_of(by, post, link=link, first=first))


def _arrives(post: Post, *, opened: bool) -> None:
    """Whoever posts follows the thread, and has no draft any more; who is named is told, once the group can read it."""
    PostDraft.objects.filter(by=post.by, thread=None if opened else post.thread).delete()
    insert_new([ThreadFollowed(thread=post.thread, by=post.by)])
    _keep_mentions(post)
    if post.state == Post.State.SHOWN:
        tell_shown(post)
    else:
        count_anew(post.thread)


@action
def edit_post(*, by: User, inside: Inside, post: Post, words: str) -> Posted:
    """Who wrote a post changes it: what it said before is kept for moderators, and danger words are looked for anew."""
    title, shown = post.thread.title if _opens(post) else "", post.pictures.values_list("alt", flat=True)
    found = found_in(title, words, *shown)
    member = _writer(inside, found)
    hold(post.thread)
    post = Post.objects.select_for_update(of=("self",)).select_related("thread", "by", "group").get(pk=post.pk)
    if post.by_id != member.pk or post.state in (Post.State.HIDDEN, Post.State.TAKEN):
        raise ValidationError(_("This post cannot be changed by you. Nothing was changed."))
    _check_open(inside, found, time_of(inside.group), post.thread, kept=False)
    words = checked_words(words)
    if words == post.words:
        return Posted(post, None)
    link = not addresses_in(words) <= addresses_in(post.words) and is_newcomer(member)
    PostVersion.objects.create(post=post, words=post.words)
    post.words, post.edited, post.found = words, clock.now(), found or ""
    if link or waits(found, staff=member.staff):
        post.state, post.state_at, post.state_by = Post.State.HELD, None, None
    post.save()
    record(by=by, verb=Verb.POST_EDITED, subject=post, centre=inside.group.centre_id)
    _keep_mentions(post)
    count_anew(post.thread)
    tell_changed(post)
    return Posted(post, _tell_of(by, post, link=link, again=f":{post.versions.count()}"))


def tell_shown(post: Post) -> None:
    """The group can read this post from now on: what it answers has been answered, and the rooms above are told. Part
    of the act that posts it or lets it through.
    """
    now = clock.now()
    count_anew(post.thread)
    asked = Post.objects.filter(thread=post.thread_id, asks=True, replied=None, made__lte=post.made)
    readable = [Post.State.SHOWN, Post.State.HELD] if post.by.staff else [Post.State.SHOWN]
    for one in asked.exclude(by=post.by_id).filter(state__in=readable).order_by("made", "pk"):
        one.replied = now
        one.save(update_fields=["replied"])
        emit(POST_REPLIED, post=one.pk, thread=one.thread_id, group=one.group_id)
    emit(POST_MADE, post=post.pk, thread=post.thread_id, group=post.group_id, member=post.by_id)


def tell_changed(post: Post) -> None:
    """The rooms above are told that a post reads otherwise than before, or that the group cannot read it. Part of the
    act that changed it.
    """
    emit(POST_CHANGED, post=post.pk, thread=post.thread_id, group=post.group_id)


def ask_nobody(post: Post) -> Post:
    """A post that opens a thread asks for no answer. Part of the act that posts it."""
    post.asks, post.promised = False, None
    post.save(update_fields=["asks", "promised"])
    return post


def count_anew(thread: Thread) -> None:
    """How many posts of a thread people can read, and when the latest came; holds the thread until the act ends."""
    hold(thread)
    shown = Post.objects.filter(thread=thread, state=Post.State.SHOWN)
    thread.number = shown.count()
    thread.latest = shown.order_by("-made", "-id").values_list("made", flat=True).first() or thread.made
    thread.save(update_fields=["number", "latest"])


def wait_anew(thread: Thread) -> None:
    """What has no answer any more that people can read waits again; what has one again waits no more. Part of the act
    that hides a post or shows it again.
    """
    shown = list(thread.posts.filter(state=Post.State.SHOWN).order_by("made", "pk").values_list("pk", "by", "made"))
    for one in thread.posts.filter(asks=True).defer("searched"):
        others = [at for pk, by, at in shown if pk != one.pk and by != one.by_id and at >= one.made]
        first = min(others, default=None)
        if (first is None) == (one.replied is None):
            continue
        one.replied = first
        one.tasked = one.tasked if first else None  # who had a task of it has done that one
        one.save(update_fields=["replied", "tasked"])
        if first:
            emit(POST_REPLIED, post=one.pk, thread=one.thread_id, group=one.group_id)


def _writer(inside: Inside, found: DangerRank | None = None) -> Member:
    if inside.member:
        hold(inside.member)  # a button may be pressed twice, and they may leave or be paused at this moment
        inside.member.refresh_from_db(fields=["left", "paused_at", "paused_until"])
        if inside.member.left:
            raise ValidationError(_("You are not in this group any more. Nothing was changed."))
    if inside.member is None or (is_paused(inside.member) and not waits(found, staff=inside.member.staff)):
        raise ValidationError(
            _("You can read here and not write at the moment: a moderator has paused you. Nothing was posted.")
        )
    return inside.member


def _check_open(
    inside: Inside, found: DangerRank | None, time: GroupTime, thread: Thread | None, *, kept: bool = True
) -> None:
    """Refused where the group or the thread is closed, and where the group sleeps, or rests, while a moderator writes;
    what was written is `kept` by whoever asks. Words of wanting to die are refused nowhere: somebody has to learn of
    them.
    """
    if thread:
        hold(thread)  # it may be closed at this moment
        thread.refresh_from_db(fields=["closed_at", "closed_why"])
    if inside.member and waits(found, staff=inside.member.staff):
        return
    if not inside.group.is_open:
        raise ValidationError(_("This group is closed. Nothing was posted."))
    if thread and thread.closed_at:
        raise ValidationError(closed_words(kept=kept))
    now = clock.now()
    if not time.awake(now) and not (inside.moderator and time.rests(now)):
        raise ValidationError(asleep_words(time, now, kept=kept))


def _opens(post: Post) -> bool:
    earlier = Post.objects.filter(thread=post.thread_id, by=post.by_id, made__lt=post.made)
    return post.thread.by_id == post.by_id and not earlier.exists()


def _keep_mentions(post: Post) -> None:
    members = members_named(post.group)
    named = [members[name] for name in mentioned(post.words, members)]
    PostMention.objects.filter(post=post).exclude(member__in=named).delete()
    insert_new([PostMention(post=post, member=one) for one in named if one.pk != post.by_id])


@action
def add_picture(*, by: User, inside: Inside, post: Post, upload: PostImage, alt: str) -> PostPicture:
    """Whoever wrote a post adds the one picture that it may have, where the group has pictures; twice it is one."""
    member = _writer(inside)
    hold(post)
    if before := post.pictures.first():
        return before
    if not inside.group.pictures or post.by_id != member.pk:
        raise ValidationError(_("No picture can stand in this post."))
    folder()  # says so where no place for files was chosen
    kept = PostPicture(post=post, alt=checked_alt(alt), width=upload.width, height=upload.height)
    kept.file.save(f"{kept.pk}.webp", ContentFile(upload.content))
    record(by=by, verb=Verb.POST_PICTURE_ADDED, subject=kept, centre=inside.group.centre_id)
    return kept


# --- danger -----------------------------------------------------------------------------------------------------------


def _tell_of(by: User, post: Post, *, link: bool, first: bool = False, again: str = "") -> Flag | None:
    """The moderators are told what a program found in what somebody wrote who is none of them; the flag where one was
    raised. Of words of wanting to die nothing else is told: whoever reads them has read it all.
    """
    reason = PostReport.Reason
    if post.by.staff:
        return None
    if post.found == DangerRank.INTENT:
        open_report(by=BY, post=post, reason=reason.DANGER)
        patient = in_care(post.by)
        return _raise(by, post, patient, again) if patient else None
    if post.found:
        open_report(by=BY, post=post, reason=reason.DEATH)
    if link:
        open_report(by=BY, post=post, reason=reason.LINK)
    if first and not post.found and not link:
        open_report(by=BY, post=post, reason=reason.FIRST)
    return None


def in_care(member: Member) -> Patient | None:
    """Them as somebody in care at their centre, also where they are in the group as a caregiver."""
    if member.patient or member.staff:
        return member.patient
    return Patient.objects.filter(user=member.user_id, centre=member.centre_id, died_on=None).first()


def _raise(by: Actor, post: Post, patient: Patient, again: str = "", *, repeated: bool = False) -> Flag:
    """It joins a flag about suicidal thoughts that is open, at the writer's own centre; what was changed since is
    another occasion.
    """
    return safety.raise_flag(
        by=by, patient=patient, kind=FlagKind.SUICIDAL_IDEATION, severity=Severity.HIGH,
        source=f"{BY_POST}{post.pk}{again}", join=True, repeated=repeated,
    )  # fmt: skip


@action
def raise_for_post(*, by: Actor, post: Post) -> Flag:
    """Somebody read what a patient posted and worries: the flag that danger words would have raised, and another one
    where that was closed meanwhile.

    ValueError for a post of somebody who is no patient.
    """
    patient = in_care(post.by)
    if patient is None:
        raise ValueError("Only about a patient can a flag be raised.")
    before = _flag_of(post)
    return _raise(by, post, patient, repeated=before is not None and before.closed_at is not None)


def _flag_of(post: Post) -> Flag | None:
    patient = in_care(post.by)
    rows = patient.flags.filter(occasions__source=f"{BY_POST}{post.pk}") if patient else Flag.objects.none()
    return rows.order_by("closed_at").last()  # one that is open stands last


# --- reports ----------------------------------------------------------------------------------------------------------


@action
def open_report(
    *, by: Actor, post: Post, reason: str, member: Member | None = None, words: str = "", not_to: Collection[UUID] = ()
) -> PostReport:
    """Somebody in the group, or without a member the program, tells the moderators about a post: owned by whoever is on
    duty first, with a deadline; never by who wrote it nor by `not_to`, and by nobody where nobody else is there.
    One for each post, member and reason; told again after it was closed it opens anew.
    """
    reason = PostReport.Reason(reason)
    hold(post)
    before = PostReport.objects.filter(post=post, by=member, reason=reason).first()
    if before and before.closed_at is None:
        return before
    now, time = clock.now(), time_of(post.group)
    report = before or PostReport(post=post, group=post.group, by=member, reason=reason)
    report.made, report.words = now, words.strip()
    report.owner_id = who_looks(post.group, time, now, {post.by.user_id, *not_to})
    report.promised = looked_at_by(reason, time, now)
    report.closed_at, report.closed_by, report.outcome, report.late = None, None, "", None
    report.save()
    record(by=by, verb=Verb.POST_REPORTED, subject=report, centre=post.group.centre_id, reason=reason)
    emit(POST_REPORTED, report=report.pk, group=post.group_id)
    return report


# --- what is said without words ---------------------------------------------------------------------------------------


@action
def react(*, by: User, inside: Inside, post: Post, kind: str) -> None:
    """Somebody says one thing of another's post that the group can read."""
    member, kind = _writer(inside), Reaction.Kind(kind)
    open_here = inside.group.is_open and not is_closed(post.thread)
    if post.by_id == member.pk or post.state != Post.State.SHOWN or not open_here:
        raise ValidationError(_("This cannot be said of this post. Nothing was changed."))
    if insert_new([Reaction(post=post, by=member, kind=kind)]):
        record(by=by, verb=Verb.POST_REACTED, subject=post, centre=post.group.centre_id, kind=kind)


@action
def unreact(*, by: User, inside: Inside, post: Post, kind: str) -> None:
    """They take it back."""
    gone, _rows = Reaction.objects.filter(post=post, by=inside.member, kind=Reaction.Kind(kind)).delete()
    if gone:
        record(by=by, verb=Verb.POST_REACTION_TAKEN, subject=post, centre=post.group.centre_id, kind=kind)


# --- drafts and visits ------------------------------------------------------------------------------------------------


@action
def save_draft(
    *, by: User, inside: Inside, words: str, thread: Thread | None = None, title: str = ""
) -> PostDraft | None:
    """What somebody has written so far in a thread, or for a new one; nothing written is no draft."""
    member = inside.member
    if member is None:
        return None
    words, title = cleaned(words)[:LONGEST], " ".join(cleaned(title).split())[:LONGEST_TITLE]
    if not words and not title:
        drop_draft(by=by, inside=inside, thread=thread)
        return None
    hold(member)
    told = {"words": words, "title": title, "saved": clock.now(), "group": inside.group}
    draft, _new = PostDraft.objects.update_or_create(by=member, thread=thread, defaults=told)
    return draft


@action
def drop_draft(*, by: User, inside: Inside, thread: Thread | None = None) -> None:
    """They throw it away."""
    gone, _rows = PostDraft.objects.filter(by=inside.member, thread=thread).delete()
    if gone:
        record(by=by, verb=Verb.POST_DRAFT_DROPPED, subject=inside.group, centre=inside.group.centre_id)


@action
def mark_visited(*, by: User, inside: Inside, thread: Thread | None = None, until: datetime | None = None) -> None:
    """Somebody is in the group, or has read a thread until a moment. The log has who of staff read it, not which member
    did.
    """
    member, now = inside.member, clock.now()
    if inside.moderator is not None and thread is not None:
        record(by=by, verb=Verb.READ_THREAD, subject=thread, centre=inside.group.centre_id)
    if member is None:
        return
    if thread is not None:
        visit, new = ThreadVisit.objects.get_or_create(thread=thread, by=member, defaults={"seen": until or now})
        note_visit(by=by, inside=inside, read=newly_read(thread, member, None if new else visit.seen, until or now))
        if not new and visit.seen < (until or now):
            visit.seen = until or now
            visit.save(update_fields=["seen"])
    elif visits_anew(member):
        member.visited = now
        member.save(update_fields=["visited"])
        note_visit(by=by, inside=inside)

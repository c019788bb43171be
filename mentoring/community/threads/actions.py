"""Writes of threads: posts and their changes, what is said of them without words, drafts, visits, and reports."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

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
from mentoring.community.threads.pictures import PostImage, checked_alt
from mentoring.community.threads.promises import looked_at_by
from mentoring.community.threads.selectors import has_posts, members_named, sent_before, visits_anew
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
from oncocare.web.templatetags.web import moment

BY = "system:community"


class Posted(NamedTuple):
    """A post that was made or changed, and the flag that its words raised or joined, if they did."""

    post: Post
    flag: Flag | None

    @property
    def in_danger(self) -> bool:
        """Whether its words say that somebody wants to die, so its writer reads first where to call."""
        return self.post.state == Post.State.HELD and self.post.found == DangerRank.INTENT


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
    now; to whoever wrote them the post is there.
    """
    found = found_in(title, words, alt)
    member = _writer(inside, found)
    key, before = sent_before(member, key, cleaned(words))
    if before:
        return Posted(before, _flag_of(before))
    time = time_of(inside.group)
    _check_open(inside, found, time)
    words, title = checked_words(words), checked_title(title) if thread is None else ""
    asks = _asks(member, thread)
    opened = thread is None
    state = Post.State.HELD if waits(found, staff=member.staff) else Post.State.SHOWN
    given = {"group": inside.group, "by": member, "language": inside.group.language}
    thread = thread or Thread.objects.create(**given, title=title, sensitive=sensitive)
    hold(thread)
    post = Post.objects.create(
        **given, id=key, thread=thread, words=words, state=state, found=found or "", asks=asks,
        promised=time.answer_by(clock.now()) if asks else None,
        readable=clock.now() if state == Post.State.SHOWN else None,
    )  # fmt: skip
    record(by=by, verb=Verb.POST_MADE, subject=post, centre=inside.group.centre_id, opened=opened)
    _arrives(post)
    PostDraft.objects.filter(by=member, thread=None if opened else thread).delete()
    return Posted(post, _look_for_danger(by, post))


def _arrives(post: Post) -> None:
    """Whoever posts follows the thread, and whoever is named is told, once the group can read it."""
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
    _check_open(inside, found, time_of(inside.group), kept=False)
    words = checked_words(words)
    if words == post.words:
        return Posted(post, None)
    PostVersion.objects.create(post=post, words=post.words)
    post.words, post.edited, post.found = words, clock.now(), found or ""
    if waits(found, staff=member.staff):
        post.state, post.state_at, post.state_by = Post.State.HELD, None, None
    post.save()
    record(by=by, verb=Verb.POST_EDITED, subject=post, centre=inside.group.centre_id)
    _keep_mentions(post)
    count_anew(post.thread)
    emit(POST_CHANGED, post=post.pk, thread=post.thread_id, group=post.group_id)
    return Posted(post, _look_for_danger(by, post, again=f":{post.versions.count()}"))


def _asks(member: Member, thread: Thread | None) -> bool:
    """Whether somebody should answer: whoever opens a thread, and a newcomer wherever they write first."""
    newcomer = not member.mentor and not has_posts(member)
    return not member.staff and (thread is None or newcomer)


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


def count_anew(thread: Thread) -> None:
    """How many posts of a thread people can read, and when the latest came; holds the thread until the act ends."""
    hold(thread)
    shown = Post.objects.filter(thread=thread, state=Post.State.SHOWN)
    thread.number = shown.count()
    thread.latest = shown.order_by("-made", "-id").values_list("made", flat=True).first() or thread.made
    thread.save(update_fields=["number", "latest"])


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


def _check_open(inside: Inside, found: DangerRank | None, time: GroupTime, *, kept: bool = True) -> None:
    """Refused where the group is closed or asleep; what was written is `kept` by whoever asks. What waits for a
    moderator anyway is refused nowhere: somebody has to learn of it.
    """
    group = inside.group
    if inside.member and waits(found, staff=inside.member.staff):
        return
    if not group.is_open:
        raise ValidationError(_("This group is closed. Nothing was posted."))
    now = clock.now()
    if time.awake(now):
        return
    opening = time.next_opening(now)
    if opening is None:
        raise ValidationError(_("Nobody answers in this group at present. Nothing was posted."))
    said = _("The group sleeps until %(when)s. Nothing was changed: do it then.")
    if kept:
        said = _("The group sleeps until %(when)s. What you wrote is kept as a draft: post it then.")
    raise ValidationError(said % {"when": moment(opening[0])})


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


def _look_for_danger(by: User, post: Post, again: str = "") -> Flag | None:
    """What a program found in the words of somebody who is no moderator is reported; the flag where one was raised."""
    if not post.found or post.by.staff:
        return None
    if post.found != DangerRank.INTENT:
        open_report(by=BY, post=post, reason=PostReport.Reason.DEATH)
        return None
    open_report(by=BY, post=post, reason=PostReport.Reason.DANGER)
    patient = _in_care(post.by)
    return _raise(by, post, patient, again) if patient else None


def _in_care(member: Member) -> Patient | None:
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
def raise_for_post(*, by: User, post: Post) -> Flag:
    """A moderator read what a patient posted and worries: the flag that danger words would have raised, and another one
    where that was closed meanwhile.

    ValueError for a post of somebody who is no patient.
    """
    patient = _in_care(post.by)
    if patient is None:
        raise ValueError("Only about a patient can a flag be raised.")
    before = _flag_of(post)
    return _raise(by, post, patient, repeated=before is not None and before.closed_at is not None)


def _flag_of(post: Post) -> Flag | None:
    patient = _in_care(post.by)
    rows = patient.flags.filter(occasions__source=f"{BY_POST}{post.pk}") if patient else Flag.objects.none()
    return rows.order_by("closed_at").last()  # one that is open stands last


# --- reports ----------------------------------------------------------------------------------------------------------


@action
def open_report(*, by: Actor, post: Post, reason: str, member: Member | None = None, words: str = "") -> PostReport:
    """Somebody in the group, or without a member the program, tells the moderators about a post: owned by whoever is on
    duty first and did not write it, with a deadline. One for each post, member and reason; told again after it was
    closed it opens anew.
    """
    reason = PostReport.Reason(reason)
    hold(post)
    before = PostReport.objects.filter(post=post, by=member, reason=reason).first()
    if before and before.closed_at is None:
        return before
    now, time = clock.now(), time_of(post.group)
    report = before or PostReport(post=post, group=post.group, by=member, reason=reason)
    report.made, report.owner_id, report.words = now, who_looks(post.group, time, now, post.by.user), words.strip()
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
    if post.by_id == member.pk or post.state != Post.State.SHOWN or not inside.group.is_open:
        raise ValidationError(_("This cannot be said of this post. Nothing was changed."))
    if insert_new([Reaction(post=post, by=member, kind=kind)]):
        record(by=by, verb=Verb.POST_REACTED, subject=post, centre=post.group.centre_id, kind=kind)


@action
def unreact(*, by: User, inside: Inside, post: Post, kind: str) -> None:
    """They take it back."""
    gone, _rows = Reaction.objects.filter(post=post, by=inside.member, kind=Reaction.Kind(kind)).delete()
    if gone:
        record(by=by, verb=Verb.POST_REACTION_TAKEN, subject=post, centre=post.group.centre_id, kind=kind)


@action
def follow(*, by: User, inside: Inside, thread: Thread) -> None:
    """Somebody in the group wants to know of new posts in a thread."""
    if inside.member and insert_new([ThreadFollowed(thread=thread, by=inside.member)]):
        record(by=by, verb=Verb.THREAD_FOLLOWED, subject=thread, centre=inside.group.centre_id)


@action
def unfollow(*, by: User, inside: Inside, thread: Thread) -> None:
    """They do not want to know any more."""
    gone, _rows = ThreadFollowed.objects.filter(thread=thread, by=inside.member).delete()
    if gone:
        record(by=by, verb=Verb.THREAD_FOLLOWED_NO_MORE, subject=thread, centre=inside.group.centre_id)


@action
def say_good(*, by: User, inside: Inside, thread: Thread) -> Thread:
    """A mentor or a moderator found a thread good to read: it stands on top."""
    _check_may_say(inside)
    return _said_good(by, inside, thread, clock.now(), by)


@action
def unsay_good(*, by: User, inside: Inside, thread: Thread) -> Thread:
    """It stands on top no more."""
    _check_may_say(inside)
    return _said_good(by, inside, thread, None, None)


def _check_may_say(inside: Inside) -> None:
    if not inside.may_say_good:
        raise ValidationError(_("Only mentors and moderators do this. Nothing was changed."))


def _said_good(by: User, inside: Inside, thread: Thread, when: datetime | None, whose: User | None) -> Thread:
    hold(thread)
    thread.refresh_from_db(fields=["good_at", "good_by"])
    if (thread.good_at is None) == (when is None):
        return thread
    thread.good_at, thread.good_by = when, whose
    thread.save(update_fields=["good_at", "good_by"])
    record(by=by, verb=Verb.THREAD_SAID_GOOD, subject=thread, centre=inside.group.centre_id, good=when is not None)
    return thread


@action
def mark_sensitive(*, by: User, inside: Inside, thread: Thread, sensitive: bool = True) -> Thread:
    """Who opened a thread, a mentor or a moderator says that it opens on request, or that it need not."""
    own = inside.member is not None and thread.by_id == inside.member.pk
    if not own and not inside.may_say_good:
        raise ValidationError(_("Only who began it, mentors and moderators do this. Nothing was changed."))
    hold(thread)
    thread.sensitive = sensitive
    thread.save(update_fields=["sensitive"])
    record(by=by, verb=Verb.THREAD_MARKED_SENSITIVE, subject=thread, centre=inside.group.centre_id, sensitive=sensitive)
    return thread


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
        if not new and visit.seen < (until or now):
            visit.seen = until or now
            visit.save(update_fields=["seen"])
    elif visits_anew(member):
        member.visited = now
        member.save(update_fields=["visited"])

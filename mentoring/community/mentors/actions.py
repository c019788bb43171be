"""Writes of mentors: they fear for somebody, and open the thread of the week, as a moderator may too."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.models import Group, Member
from mentoring.community.moderation.actions import look_for_danger
from mentoring.community.selectors import Inside
from mentoring.community.threads.actions import Posted, ask_nobody, in_care, open_report, raise_for_post, write_post
from mentoring.community.threads.board import this_week
from mentoring.community.threads.fitting import check_length
from mentoring.community.threads.markup import cleaned
from mentoring.community.threads.models import Post, PostReport, Thread
from mentoring.community.threads.selectors import sent_before
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.people.models import User

BY = "system:community"


@action
def fear_for_writer(*, by: User, member: Member, post: Post, words: str = "") -> PostReport:
    """A mentor fears for whoever wrote a post: the moderators are told at once, and where the writer is in care, their
    own centre has the flag that danger words raise. It is raised by the program, so that nobody learns there who a
    mentor is; the mentor learns nothing of it. Words of wanting to die that they repeat are urgent. Pressed twice it is
    once.
    """
    if not member.mentor or member.staff or member.group_id != post.group_id or member.left:
        raise ValidationError(_("Only mentors of the group do this. Nothing was sent."))
    check_length(words)
    hold(post)
    post = Post.objects.select_related("group__centre", "by__user", "by__patient__centre").get(pk=post.pk)
    if post.by.staff or post.by_id == member.pk:
        raise ValidationError(_("This is for what another member wrote. Nothing was sent."))
    if post.state != Post.State.SHOWN:
        raise ValidationError(_("This post cannot be read in the group any more. Nothing was sent."))
    report = open_report(by=by, member=member, post=post, reason=PostReport.Reason.WORRY, words=words)
    look_for_danger(by=by, member=member, post=post, words=words)
    patient = in_care(post.by)
    if patient and not patient.died_on:
        raise_for_post(by=BY, post=post)
    record(by=by, verb=Verb.GROUP_WORRY_TOLD, subject=report, centre=post.group.centre_id)
    return report


@action
def open_week(
    *, by: User, inside: Inside, title: str, words: str, key: UUID, sensitive: bool = False, alt: str = ""
) -> Posted:
    """A mentor or a moderator opens the thread of this week, which stands on top of the list and asks nothing of
    anybody. One a week: whoever comes second is told. One that nobody can read any more makes place for another.
    """
    if inside.member is None or not inside.may_say_good:
        raise ValidationError(_("Only mentors and moderators do this. Nothing was changed."))
    hold(inside.group)
    _key, before = sent_before(inside.member, key, cleaned(words))
    week = this_week(inside.group)
    if before is None:
        _make_place(inside.group, week)
    posted = write_post(by=by, inside=inside, words=words, key=key, title=title, sensitive=sensitive, alt=alt)
    post = posted.post
    if before or post.state != Post.State.SHOWN:
        return posted
    post.thread.week = week
    post.thread.save(update_fields=["week"])
    ask_nobody(post)
    record(by=by, verb=Verb.GROUP_WEEK_OPENED, subject=post.thread, centre=inside.group.centre_id, week=str(week))
    return posted


def _make_place(group: Group, week: date) -> None:
    for thread in Thread.objects.filter(group=group, week=week):
        if thread.number:
            raise ValidationError(_("Somebody has opened the conversation of this week already. Nothing was posted."))
        thread.week = None
        thread.save(update_fields=["week"])

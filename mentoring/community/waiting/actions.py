"""Writes of what waits too long in a group: a task where nobody answers, and the next moderator where nobody looks."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from mentoring.community.groups.duty import TASK_AFTER
from mentoring.community.groups.selectors import time_of
from mentoring.community.kinds import NOBODY_TASK, REPORT_LATE, REPORT_PASSED, UNANSWERED_TASK
from mentoring.community.moderation.passing import due_by, in_order, next_of, passes_at
from mentoring.community.moderation.selectors import (
    able_moderators,
    asked_before,
    had_it,
    held_for_danger,
    is_absent,
    next_on_duty,
    not_theirs,
    open_reports,
)
from mentoring.community.selectors import who_runs
from mentoring.community.threads.models import Post, PostReport
from mentoring.community.threads.selectors import unanswered_posts
from oncocare.audit.actions import record
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, one_by_one
from oncocare.people.days import today_of
from oncocare.people.kinds import TASK_WANTED

BY = "system:community"


def look_after_groups() -> int:
    """What nobody answered within a day of the clock becomes a task, and what nobody looked at passes on; how much."""
    asked, reports = list(asked_before(clock.now() - TASK_AFTER)), list(open_reports())
    return one_by_one(asked, _ask_for_a_task, failed="a task about a post could not be made") + one_by_one(
        reports, _pass_on, failed="a report of a post could not be passed on"
    )


@action
def _ask_for_a_task(post: Post) -> bool:
    """Whoever is on duty next has it to do, once for each time that a post waits; where nobody answers for the group
    any more, whoever runs its centre. It names nobody and says no word of the post.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("group__centre", "by").get(pk=post.pk)
    on_duty = next_on_duty(post.group)
    owner = on_duty or who_runs(post.group.centre)
    if owner is None or not unanswered_posts().filter(pk=post.pk, tasked=None).exists():
        return False
    before = AuditRow.objects.filter(verb=Verb.GROUP_TASK_ASKED, subject=f"post:{post.pk}").count()
    again = f":{before}" if before else ""  # one source is one task
    post.tasked = clock.now()
    post.save(update_fields=["tasked"])
    with override(owner.language):
        what = (
            _("Nobody has answered in the group “%(group)s” for a day. Answer what was asked.")
            if on_duty
            else _("Somebody has waited for a day, and nobody answers for the group “%(group)s”. Appoint somebody.")
        )
    able = able_moderators(post.group)
    centre = next((row.centre for row in able if row.user_id == owner.pk), post.group.centre)
    emit(
        TASK_WANTED, centre=centre.pk, patient="", owner=owner.pk, what=what % {"group": post.group.name[:60]},
        due=today_of(centre), source=f"{UNANSWERED_TASK}{post.pk}{again}",
    )  # fmt: skip
    record(by=BY, verb=Verb.GROUP_TASK_ASKED, subject=post, centre=post.group.centre_id, owner=str(owner.pk))
    return True


@action
def _pass_on(report: PostReport) -> bool:
    """A report that is late, or with somebody who is away, answers for the group no more or has decided about it
    meanwhile, goes to the next; when all have had it, whoever runs the centre is told.
    """
    rows = open_reports().select_for_update(of=("self",)).select_related("group__centre", "post__by")
    found = rows.filter(pk=report.pk).first()
    if found is None:
        return False  # it was closed meanwhile
    report = found
    now, able, had = clock.now(), able_moderators(report.group), had_it(report)
    owner = next((one for one in able if one.user_id == report.owner_id), None)
    theirs, due = not_theirs(report), due_by(report.promised, report.made, held=held_for_danger(report))
    gone = owner is None or owner.user_id in theirs or is_absent(owner)
    if not (gone or now >= passes_at(due, had)):
        return False
    there = [one.user_id for one in able if not is_absent(one) and one.user_id not in theirs]
    to = next_of(in_order(there, time_of(report.group), now), report.owner_id, set() if gone else had)
    if to is None:
        alone = all(one.user_id in theirs for one in able)
        return (now >= due or alone) and _tell_who_runs_it(report, alone=alone)
    report.owner_id = to
    report.save(update_fields=["owner"])
    record(by=BY, verb=Verb.GROUP_REPORT_PASSED, subject=report, centre=report.group.centre_id, to=str(to))
    emit(REPORT_PASSED, report=report.pk, to=to)
    return True


def _tell_who_runs_it(report: PostReport, *, alone: bool) -> bool:
    """Once for each time that it was reported. Where nobody else is there, it is with nobody, and they have a task."""
    if report.late:
        return False
    report.late, report.owner_id = clock.now(), None if alone else report.owner_id
    report.save(update_fields=["late", "owner"])
    record(by=BY, verb=Verb.GROUP_REPORT_TOLD, subject=report, centre=report.group.centre_id)
    emit(REPORT_LATE, report=report.pk, made=report.made.isoformat())
    owner = who_runs(report.group.centre) if alone else None
    if owner is None:
        return True
    with override(owner.language):
        what = _("In the group “%(group)s” nobody is left who may decide about a post. Appoint somebody else.")
    emit(
        TASK_WANTED, centre=report.group.centre_id, patient="", owner=owner.pk,
        what=what % {"group": report.group.name[:60]}, due=today_of(report.group.centre),
        source=f"{NOBODY_TASK}{report.pk}:{report.made.isoformat()}",
    )  # fmt: skip
    return True

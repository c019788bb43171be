"""What moderation does when somebody posted, reported or was paused, or a moderator has acted: it tells people."""

from collections.abc import Mapping
from typing import Any

from mentoring.community.actions import tell
from mentoring.community.kinds import (
    CASE_HANDED,
    GROUP_ABOUT_YOURS,
    GROUP_CASE,
    GROUP_REPORT,
    GROUP_REPORT_LATE,
    GROUP_REPORT_LATE_URGENT,
    GROUP_REPORT_URGENT,
    GROUP_WAITS,
    GROUP_WAITS_STAFF,
    MEMBER_PAUSED,
    POST_CHANGED,
    POST_MADE,
    POST_REPORTED,
    REPORT_CLOSED,
    REPORT_LATE,
    REPORT_PASSED,
    WRITER_TOLD,
)
from mentoring.community.models import Member
from mentoring.community.moderation.selectors import DANGERS, IN_WORDS, able_moderators, mentors_of, next_on_duty
from mentoring.community.threads.models import ModeratorWord, Post, PostReport
from oncocare.events.registry import handles
from oncocare.notifications.actions import queue, queue_each
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding, staff_rows


@handles(POST_MADE)
def tell_who_answers(event: Mapping[str, Any]) -> None:
    """Mentors of the group, and the moderator on duty now or next, learn that somebody waits; its writer, that a post
    which waited can be read.
    """
    post = _post(event["post"])
    if post.state == Post.State.SHOWN and post.state_at == post.made:  # it waited, and was let through
        _tell(post.by, GROUP_ABOUT_YOURS, f"shown:{post.pk}:{post.state_at.isoformat()}")
    if not post.asks or post.by.staff:
        return
    for mentor in mentors_of(post.group):
        if mentor.pk != post.by_id:
            _tell(mentor, GROUP_WAITS, f"waits:{post.pk}")
    on_duty = next_on_duty(post.group)
    if on_duty:
        _tell_staff(post.group, on_duty, GROUP_WAITS_STAFF, f"waits:{post.pk}")


@handles(POST_CHANGED)
def tell_the_writer(event: Mapping[str, Any]) -> None:
    """Who wrote a post learns that a moderator has hidden it or shown it again; never what was said."""
    post = _post(event["post"])
    if post.state_at is None or post.state_by_id == post.by.user_id:
        return
    if post.state in (Post.State.HIDDEN, Post.State.SHOWN):
        what = "hidden" if post.state == Post.State.HIDDEN else "shown"
        _tell(post.by, GROUP_ABOUT_YOURS, f"{what}:{post.pk}:{post.state_at.isoformat()}")


@handles(WRITER_TOLD)
def tell_the_writer_in_words(event: Mapping[str, Any]) -> None:
    """Who wrote a post learns that a moderator wrote to them; that it was hidden, shown or they were paused is told by
    that itself.
    """
    word = ModeratorWord.objects.select_related("post__by__user", "post__by__centre").get(pk=event["word"])
    if word.kind in IN_WORDS:
        _tell(word.post.by, GROUP_ABOUT_YOURS, f"{word.kind}:{word.pk}")


@handles(MEMBER_PAUSED)
def tell_who_was_paused(event: Mapping[str, Any]) -> None:
    """They learn that they are paused; that it has ended early they see when they write."""
    member = Member.objects.select_related("user", "centre").get(pk=event["member"])
    if event["until"]:
        _tell(member, GROUP_ABOUT_YOURS, f"paused:{member.pk}:{event['until']}")


@handles(POST_REPORTED)
def tell_whose_report_it_is(event: Mapping[str, Any]) -> None:
    """Whoever has it learns of it, at once where somebody may be in danger. Of the first post of somebody new nobody
    does: it asks, and whoever is on duty learns of that.
    """
    report = _report(event["report"])
    if report.owner and report.reason != PostReport.Reason.FIRST:
        _tell_of(report, report.owner)


@handles(REPORT_PASSED)
def tell_whose_report_it_is_now(event: Mapping[str, Any]) -> None:
    """The same, of whoever has it from now on."""
    _tell_of(_report(event["report"]), User.objects.get(pk=event["to"]))


@handles(REPORT_LATE)
def tell_who_runs_the_centre(event: Mapping[str, Any]) -> None:
    """All moderators have had a report and none has closed it; at once where somebody may be in danger."""
    report = _report(event["report"])
    people = holding(staff_rows(report.group.centre), Permission.MANAGE_CENTRE)
    kind = GROUP_REPORT_LATE_URGENT if report.reason in DANGERS else GROUP_REPORT_LATE
    queue_each(kind=kind, source=f"{report.pk}:{event['made']}", people=people)


@handles(REPORT_CLOSED)
def tell_who_reported(event: Mapping[str, Any]) -> None:
    """A member who told the moderators something learns that somebody has looked; who asked for another look is told in
    words what was found.
    """
    report = _report(event["report"])
    again = report.reason == PostReport.Reason.AGAIN
    if report.by and not report.by.staff and report.closed_at and not again:
        _tell(report.by, GROUP_ABOUT_YOURS, f"looked:{report.pk}:{report.closed_at.isoformat()}")


@handles(CASE_HANDED)
def tell_their_centre(event: Mapping[str, Any]) -> None:
    """Whoever looks after the case of somebody of their centre learns of it at once."""
    post = _post(event["post"])
    source = f"{post.pk}:{post.handed.isoformat() if post.handed else ''}"
    queue(user=User.objects.get(pk=event["to"]), centre=post.by.centre, kind=GROUP_CASE, source=source)


def _tell(member: Member, kind: str, source: str) -> None:
    """Staff who write in a group learn nothing of it: they see the page of moderation."""
    if not member.staff:
        tell(member=member, name=kind, source=source)


def _tell_of(report: PostReport, owner: User) -> None:
    kind = GROUP_REPORT_URGENT if report.reason in DANGERS else GROUP_REPORT
    _tell_staff(report.group, owner, kind, f"{report.pk}:{report.made.isoformat()}")


def _tell_staff(group: Any, user: User, kind: str, source: str) -> None:
    centre = next((row.centre for row in able_moderators(group) if row.user_id == user.pk), group.centre)
    queue(user=user, centre=centre, kind=kind, source=source)


def _post(pk: Any) -> Post:
    return Post.objects.select_related("group__centre", "by__user", "by__centre", "by__patient").get(pk=pk)


def _report(pk: Any) -> PostReport:
    rows = PostReport.objects.select_related("group__centre", "owner", "by__user", "by__centre", "post")
    return rows.get(pk=pk)

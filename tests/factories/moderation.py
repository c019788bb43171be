"""What moderators have done, and what people were told of it: one row at least of each, in the group of the threads."""

from __future__ import annotations

from mentoring.community.kinds import (
    GROUP_ABOUT_YOURS,
    GROUP_CASE,
    GROUP_REPORT,
    GROUP_REPORT_LATE,
    GROUP_REPORT_LATE_URGENT,
    GROUP_REPORT_URGENT,
    GROUP_WAITS,
    GROUP_WAITS_STAFF,
)
from mentoring.community.moderation.actions import warn
from mentoring.community.threads.models import Post, PostReport
from oncocare.notifications.actions import queue
from tests.cast import Cast


def writers_told(cast: Cast) -> None:
    """Clara reminds Ana of the rules, about each post of hers."""
    for post in Post.objects.filter(by__user=cast.ana).order_by("made", "pk"):
        warn(by=cast.clara, post=post, words="made up")


def moderation_told(cast: Cast) -> None:
    """One message of each kind, to whoever could get it: the count of new messages asks each kind once."""
    post = Post.objects.filter(by__user=cast.ana).earliest("made", "pk")
    report = PostReport.objects.filter(post__by__user=cast.ana).earliest("made", "pk")
    of_report, waits = f"{report.pk}:made up", f"waits:{post.pk}"
    for kind, source in (
        (GROUP_REPORT, of_report),
        (GROUP_REPORT_URGENT, of_report),
        (GROUP_REPORT_LATE, of_report),
        (GROUP_REPORT_LATE_URGENT, of_report),
        (GROUP_CASE, str(post.pk)),
        (GROUP_WAITS_STAFF, waits),
    ):
        for user in (cast.clara, cast.carlos, cast.gala):
            queue(user=user, centre=cast.here, kind=kind, source=source)
    for user, audience in ((cast.ana, "patient"), (cast.bea, "patient"), (cast.felix, "caregiver")):
        queue(user=user, centre=cast.here, kind=f"{GROUP_WAITS}.{audience}", source=waits)
        queue(user=user, centre=cast.here, kind=f"{GROUP_ABOUT_YOURS}.{audience}", source=f"shown:{post.pk}:made up")

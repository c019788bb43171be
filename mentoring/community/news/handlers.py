"""What happens when a post can be read: whoever is named in it or follows its thread learns of it."""

from collections.abc import Mapping
from typing import Any

from mentoring.community.kinds import POST_MADE, POST_NAMED, THREAD_ANSWERED, told_as
from mentoring.community.models import Member
from mentoring.community.news.selectors import followed_news, unread_mentions
from mentoring.community.threads.models import Post
from oncocare.events.registry import handles
from oncocare.notifications.actions import queue


@handles(POST_MADE)
def tell_who_wants_to_know(event: Mapping[str, Any]) -> None:
    """Whoever is named learns of it; who follows and is not named, once until they have been there. The writer learns
    nothing.
    """
    post = Post.objects.filter(pk=event["post"], state=Post.State.SHOWN).first()
    if post is None:
        return
    mentions = post.mentions.values_list("member__user", flat=True)
    for mention in unread_mentions(mentions, [post.pk]):
        _tell(mention.member, POST_NAMED, str(post.pk))
    following = post.thread.followed.exclude(by=post.by_id).exclude(by__user__in=mentions)
    for news in followed_news(following.values("by__user"), [post.thread_id]):
        _tell(news.member, THREAD_ANSWERED, news.source)


def _tell(member: Member, kind: str, source: str) -> None:
    kind = told_as(kind, staff=member.staff, patient=member.patient_id is not None)
    queue(user=member.user, centre=member.centre, kind=kind, source=source)

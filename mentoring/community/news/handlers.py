"""What happens when a post can be read or a group is closed: whoever it is about learns of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from mentoring.community.actions import tell
from mentoring.community.kinds import GROUP_CLOSED, GROUP_OVER, POST_MADE, POST_NAMED, THREAD_ANSWERED
from mentoring.community.models import Member
from mentoring.community.news.selectors import followed_news, unread_mentions
from mentoring.community.threads.models import Post
from oncocare.events.registry import handles


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
        tell(member=mention.member, name=POST_NAMED, source=str(post.pk))
    following = post.thread.followed.exclude(by=post.by_id).exclude(by__user__in=mentions)
    for news in followed_news(following.values("by__user"), [post.thread_id]):
        tell(member=news.member, name=THREAD_ANSWERED, source=news.source)


@handles(GROUP_CLOSED)
def tell_who_was_in_it(event: Mapping[str, Any]) -> None:
    """Whoever is in a group that was closed learns of it, and until when they can read it; who closed it does not."""
    members = Member.objects.filter(group=event["group"], left=None).exclude(user=F("group__closed_by"))
    for member in members.select_related("user", "centre").order_by("pk"):
        tell(member=member, name=GROUP_OVER, source=str(event["group"]))

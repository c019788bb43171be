"""What follows from posts: to which topic one belongs, and that nothing is quoted that nobody reads any more."""

from collections.abc import Mapping
from typing import Any

from mentoring.community.chats.hosting import actions
from mentoring.community.kinds import GROUP_LEFT, POST_CHANGED, POST_MADE
from mentoring.community.models import Member
from mentoring.community.threads.models import Post
from oncocare.events.registry import handles


@handles(POST_MADE)
def keep_in_its_topic(event: Mapping[str, Any]) -> None:
    """A post in the thread of a chat belongs to the topic that is open."""
    actions.keep_in_topic(post=Post.objects.get(pk=event["post"]))


@handles(POST_CHANGED)
def take_out_what_is_gone(event: Mapping[str, Any]) -> None:
    """What is hidden, waits or was taken along stands in no summary, what was changed as it is now; nor does it where
    the summary itself was changed.
    """
    post = Post.objects.get(pk=event["post"])
    actions.follow_quote(post=post)
    actions.follow_summary(post=post)


@handles(GROUP_LEFT)
def name_nobody_who_left(event: Mapping[str, Any]) -> None:
    """Whoever has left is quoted without a name."""
    actions.forget_name(member=Member.objects.select_related("group").get(pk=event["member"]))

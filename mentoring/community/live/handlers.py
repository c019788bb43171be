"""What open pages hear of what happened in their group."""

from collections.abc import Mapping
from typing import Any

from mentoring.community.kinds import GROUP_LEFT, MEMBER_PAUSED, POST_CHANGED, POST_MADE, THREAD_CHANGED
from mentoring.community.live import actions
from mentoring.community.models import Member
from mentoring.community.threads.models import Post, Thread
from oncocare.events.registry import handles


@handles(POST_MADE)
def tell_of_post(event: Mapping[str, Any]) -> None:
    """There is something to read."""
    actions.tell_posted(post=Post.objects.select_related("by").get(pk=event["post"]))


@handles(POST_CHANGED)
def tell_of_change(event: Mapping[str, Any]) -> None:
    """What was there is not as it was."""
    actions.tell_changed(post=Post.objects.get(pk=event["post"]))


@handles(THREAD_CHANGED)
def tell_of_thread(event: Mapping[str, Any]) -> None:
    """It was closed, or people can write in it again."""
    actions.tell_thread_changed(thread=Thread.objects.get(pk=event["thread"]), at=event["at"])


@handles(GROUP_LEFT)
def look_again_at_who_left(event: Mapping[str, Any]) -> None:
    """Pages of somebody who is no longer in the group hear nothing more."""
    actions.tell_access_changed(member=Member.objects.get(pk=event["member"]))


@handles(MEMBER_PAUSED)
def look_again_at_who_is_paused(event: Mapping[str, Any]) -> None:
    """What somebody may do in the group has changed."""
    actions.tell_access_changed(member=Member.objects.get(pk=event["member"]))

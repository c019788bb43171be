"""What groups say by mail: somebody answered or named one, or there is something new. No words, names or subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.kinds import GROUP_NEWS, GROUP_OVER, POST_NAMED, THREAD_ANSWERED
from mentoring.community.messages import MEMBERS, message_in_groups
from mentoring.community.models import Member
from mentoring.community.news.selectors import followed_news, unread_mentions, with_news
from mentoring.community.selectors import READ_AFTER_CLOSING
from oncocare.foundation import clock
from oncocare.people.models import User


@message_in_groups(THREAD_ANSWERED, "thread_answered", label=_("Somebody answered in a group"))
def still_answered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they follow the thread, and have not been there since somebody else wrote."""
    threads = {source.partition("@")[0] for source in sources}
    return {one.source: {} for one in followed_news([user.pk], threads) if one.source in sources}


@message_in_groups(POST_NAMED, "post_named", label=_("Somebody named them in a group"))
def still_named(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as the post can be read and they have not been there since."""
    return {str(pk): {} for pk in unread_mentions([user.pk], sources).values_list("post", flat=True)}


@message_in_groups(GROUP_NEWS, "group_news", label=_("Something is new in a group"), to=MEMBERS)
def still_news(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The latest one, as long as something is new to them and they want to know of it. A source is a day."""
    return {max(sources): {}} if with_news().filter(user=user).exists() else {}


@message_in_groups(GROUP_OVER, "group_over", label=_("A group is closed"))
def still_over(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they can read it still. A source is a group."""
    there = Member.objects.filter(user=user, group__pk__in=sources, left=None).values_list("group", "group__closed_at")
    until = {str(group): closed + READ_AFTER_CLOSING for group, closed in there if closed}
    return {group: {"until": end} for group, end in until.items() if end > clock.now()}

"""What groups say by mail: somebody answered or named one, or there is something new. No words, names or subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.community.kinds import GROUP_NEWS, POST_NAMED, THREAD_ANSWERED
from mentoring.community.news.selectors import followed_news, unread_mentions, with_news
from oncocare.notifications.registry import About, Audience, message
from oncocare.people.models import User
from oncocare.people.roles import CAREGIVER, PATIENT

AUDIENCES: Mapping[str, Audience] = {"patient": PATIENT, "caregiver": CAREGIVER, "staff": About.STAFF}


def still_answered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they follow the thread, and have not been there since somebody else wrote."""
    threads = {source.partition("@")[0] for source in sources}
    return {one.source: {} for one in followed_news([user.pk], threads) if one.source in sources}


def still_named(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as the post can be read and they have not been there since."""
    return {str(pk): {} for pk in unread_mentions([user.pk], sources).values_list("post", flat=True)}


def still_news(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The latest one, as long as something is new to them and they want to know of it. A source is a day."""
    return {max(sources): {}} if with_news().filter(user=user).exists() else {}


for _who, _about in AUDIENCES.items():
    message(f"{THREAD_ANSWERED}.{_who}", "thread_answered", label=_("Somebody answered in a group"), about=_about)(
        still_answered
    )
    message(f"{POST_NAMED}.{_who}", "post_named", label=_("Somebody named them in a group"), about=_about)(still_named)
    message(f"{GROUP_NEWS}.{_who}", "group_news", label=_("Something is new in a group"), about=_about)(still_news)

"""What chats say by mail, to nobody but who asked: that one begins soon, at another hour, or was called off. No word of
what it is about, and not in which group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mentoring.community.chats.actions import source_of
from mentoring.community.chats.models import Chat
from mentoring.community.chats.selectors import to_be_joined
from mentoring.community.kinds import CHAT_CHANGED, CHAT_SOON
from mentoring.community.messages import message_in_groups
from oncocare.foundation import clock
from oncocare.people.models import User

Told = Mapping[str, Mapping[str, Any]]


@message_in_groups(CHAT_SOON, "chat_soon", label=_("A chat begins within the hour"))
def still_soon(user: User, sources: Sequence[str]) -> Told:
    """As long as they want to be reminded of it, can join it, and it comes at that moment; a source is a chat and its
    moment.
    """
    rows = _wanted(to_be_joined(), user, (source.partition("@")[0] for source in sources))
    held = {source_of(one): one.begins for one in rows}
    return {source: {"when": held[source]} for source in sources if source in held}


@message_in_groups(CHAT_CHANGED, "chat_changed", label=_("A chat begins at another hour, or was called off"))
def still_changed(user: User, sources: Sequence[str]) -> Told:
    """As long as it is as it was told, and would not have begun."""
    named = {source: source.partition(":")[2] for source in sources}
    held: dict[str, dict[str, Any]] = {}
    for chat in _wanted(Chat.objects.all(), user, (one.partition("@")[0] for one in named.values())):
        off = chat.called_off_at is not None
        source = f"off:{chat.pk}" if off else f"moved:{source_of(chat)}"
        held[source] = {"off": off, "when": chat.begins}
    return {source: held[source] for source in sources if source in held}


def _wanted(among: QuerySet[Chat], user: User, chats: Iterable[str]) -> list[Chat]:
    """Those of these chats that are to come and of which somebody wants to be reminded, who is in the group still."""
    mine = {"reminders__by__user": user, "reminders__by__left": None}
    return list(among.filter(pk__in=set(chats), begins__gt=clock.now(), **mine).distinct())

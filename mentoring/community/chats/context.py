"""What chats show on the pages of a group: on top the next one, and above a thread its topics."""

from __future__ import annotations

from typing import Any

from mentoring.community.chats.selectors import chat_of, chips_in, may_host, may_run, on_top, places_in, topics_of
from mentoring.community.selectors import Inside
from mentoring.community.threads.models import Thread
from mentoring.community.threads.registry import PagePart, on_group, on_thread
from mentoring.community.threads.views import POSTS_PER_PAGE
from oncocare.foundation import clock


@on_group
def chats_on_top(found: Inside) -> PagePart | None:
    """The chats to come, and the way to announce one; nothing for members where there is none."""
    rows, host = on_top(found), may_host(found)
    given = {"chats": rows, "may_host": host, "inside": found, "group": found.group, "now": clock.now()}
    return PagePart("chats/_on_top.html", given) if rows or host else None


@on_thread
def topics_above(found: Inside, thread: Thread) -> PagePart | None:
    """The topics of the chat whose thread it is, with a way to where each begins, and their labels beside the posts."""
    chat = chat_of(found, thread)
    if chat is None:
        return None
    topics, open_now = topics_of(chat)
    places = places_in(found, thread)
    listed = [{"topic": one, "way": _way(one.opening_id, places), "open": one == open_now} for one in topics]
    given = {"chat": chat, "topics": listed, "group": found.group, "may_run": may_run(found, chat), "now": clock.now()}
    return PagePart("chats/_above.html", given, chips_in(chat))


def _way(opening: Any, places: dict[Any, int]) -> str:
    """The end of the address at which a topic begins; empty where it has not, or cannot be read."""
    if opening not in places:
        return ""
    return f"?open=1&page={places[opening] // POSTS_PER_PAGE + 1}#post-{opening}"

"""What each role finds in the navigation of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.notifications.inbox.selectors import unread
from oncocare.people.registry import entries
from oncocare.people.requests import as_signed_in


@dataclass(frozen=True)
class Link:
    """One link of the navigation; `count` is asked by a page that shows it."""

    url: str
    label: str
    current: bool
    count: Callable[[], int] = int


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation` for templates, and `staff_here`: whether the page is for somebody who works where they are now."""
    own = as_signed_in(request)
    if own is None:
        return {"navigation": [], "staff_here": False}
    held = own.standing.permissions
    home, mine = reverse("home"), reverse("my_messages")  # it loads every urls.py, where entries are registered
    shown = (entry for entry in entries() if entry.permission in held and held.isdisjoint(entry.unless))
    pages = [(reverse(entry.url_name), str(entry.label)) for entry in shown]
    here = pages[0][0] if pages and request.path == home else request.path
    links = [Link(url, label, here == url) for url, label in pages]
    messages = Link(mine, _("Messages"), here == mine, cache(partial(unread, own.user)))
    return {"navigation": [*links, messages], "staff_here": own.standing.works_here}

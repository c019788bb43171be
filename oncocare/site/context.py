"""What each role finds in the navigation of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from oncocare.notifications.selectors import unread
from oncocare.people.access import permissions_of
from oncocare.people.models import User
from oncocare.people.permissions import Permission


@dataclass(frozen=True)
class Entry:
    """One link of the navigation; `count` is asked by a page that shows it."""

    url: str
    label: str
    current: bool
    count: Callable[[], int] = int


def navigation(request: HttpRequest) -> dict[str, list[Entry]]:
    """`navigation` for templates."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": []}
    held = permissions_of(user)
    pages = [
        ("my_page", _("My page"), Permission.SEE_OWN_COURSE in held),
        ("caseload", _("Caseload"), Permission.SEE_CASELOAD in held),
        ("my_duty", _("On duty"), Permission.ANSWER_FLAG in held),
        ("my_tasks", _("Tasks"), Permission.WRITE_RECORD in held),
        ("centre", _("Centre"), Permission.SEE_INSTRUMENTS in held),
    ]
    links = [(reverse(name), label) for name, label, shown in pages if shown]
    here = links[0][0] if links and request.path == reverse("home") else request.path
    entries = [Entry(url, label, here == url) for url, label in links]
    mine = reverse("my_messages")
    return {"navigation": [*entries, Entry(mine, _("Messages"), here == mine, cache(partial(unread, user)))]}

"""The side navigation of the coordinator's pages."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from clinicians.coordination.pages import pages
from oncocare.people.access import permissions_of
from oncocare.people.permissions import Permission
from oncocare.signin.lost_access.selectors import requests_at

register = template.Library()


@register.filter
def centre_pages(request: HttpRequest) -> list[dict[str, object]]:
    """The pages this person may see, and which one this is."""
    held = permissions_of(request.user)
    return [
        {"url": url, "label": label, "current": request.path == url, "count": _waiting(request, needed)}
        for url, label, needed in pages()
        if needed in held
    ]


def _waiting(request: HttpRequest, needed: Permission) -> int:
    """How many wait to be let back in, at the page where they are."""
    return requests_at(request.user, request.centre).count() if needed is Permission.RESTORE_ACCESS else 0

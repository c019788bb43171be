"""The link of a page of staff to its guide."""

from __future__ import annotations

from django.http import HttpRequest

from oncocare.people.permissions import Permission
from oncocare.people.requests import as_signed_in
from oncocare.site.guides.selectors import url_for_page

READERS = frozenset({Permission.SEE_INSTRUMENTS, Permission.GUIDE})  # who reads guides, by any of these


def guide(request: HttpRequest) -> dict[str, str]:
    """`guide_url` for templates: where a guide speaks of this page; empty where none does, and for patients."""
    own, match = as_signed_in(request), request.resolver_match
    if own is None or match is None or not READERS & own.standing.permissions:
        return {"guide_url": ""}
    return {"guide_url": url_for_page(match.url_name)}

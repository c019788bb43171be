"""The side navigation of the coordinator's pages."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from clinicians.coordination.pages import pages
from oncocare.accounts.access import permissions_of

register = template.Library()


@register.filter
def centre_pages(request: HttpRequest) -> list[dict[str, object]]:
    """The pages this person may see, and which one this is."""
    held = permissions_of(request.user)
    return [
        {"url": url, "label": label, "current": request.path == url} for url, label, needed in pages() if needed in held
    ]

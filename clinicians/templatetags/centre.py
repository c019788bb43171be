"""The side navigation of the pages of a centre."""

from __future__ import annotations

from django import template
from django.urls import reverse

from clinicians.centre.registry import pages
from oncocare.people.requests import StaffRequest

register = template.Library()


@register.filter
def centre_pages(request: StaffRequest) -> list[dict[str, object]]:
    """The pages this person may see, which one this is, and how many wait on each."""
    held = request.standing.permissions
    return [
        {"url": url, "label": page.label, "current": request.path == url, "count": page.count(request)}
        for page in pages()
        if page.permission in held
        for url in [reverse(page.url_name)]
    ]

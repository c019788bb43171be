"""The pages of the guides."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.site.guides.registry import GUIDES
from oncocare.site.guides.selectors import ORIGINAL, guide_in, guides_in, written_in


def _reads_guides(request: StaffRequest) -> None:
    """Whoever works at a centre's desk or guides people there reads every guide."""
    guides_people = Permission.GUIDE in request.standing.permissions
    centre_for(request.standing, Permission.GUIDE if guides_people else Permission.SEE_INSTRUMENTS)


@require_safe
def guides(request: StaffRequest) -> HttpResponse:
    """Every guide, with what it is about."""
    _reads_guides(request)
    return render(request, "site/guides/guides.html", {"guides": guides_in(get_language() or ORIGINAL)})


@require_safe
def guide(request: StaffRequest, slug: str) -> HttpResponse:
    """One guide, in the language of the page where it is written in it."""
    _reads_guides(request)
    if slug not in GUIDES:
        raise Http404
    language = get_language() or ORIGINAL
    written = written_in(slug, language)
    context = {"guide": guide_in(slug, written), "written": written, "translated": written == language}
    return render(request, "site/guides/guide.html", context)

"""The accessibility statement, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from oncocare.consent.models import Notice
from oncocare.consent.selectors import notice_of
from oncocare.people.requests import as_site_request


@login_not_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """What was checked and what was not; and whom to tell, in the words of the reader's centre."""
    centre = as_site_request(request).centre
    [part] = notice_of(centre, get_language() or "en", [Notice.BARRIERS]) if centre else [None]
    return render(request, "site/accessibility/statement.html", {"centre": centre, "part": part})

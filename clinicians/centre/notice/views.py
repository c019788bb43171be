"""The page on what a centre says about privacy and barriers: what stands, what is missing, in each language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oncocare.consent.models import Notice
from oncocare.consent.selectors import notice_gaps, notice_of
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_safe
def notice(request: StaffRequest) -> HttpResponse:
    """Each part in each language, and which are missing."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    context = {
        "centre": centre,
        "gaps": len(notice_gaps(centre)),
        "languages": [(code, name, notice_of(centre, code, Notice)) for code, name in settings.LANGUAGES],
    }
    return render(request, "clinicians/centre/notice/notice.html", context)

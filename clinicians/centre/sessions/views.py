"""The page of the sessions of a centre in numbers. No page here names who had a place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinicians.centre.sessions.words import each_row, meanings, session_rows, what_changed
from mentoring.meetings.models import Meeting
from mentoring.meetings.numbers.selectors import sessions_in_numbers
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_safe
def sessions(request: StaffRequest) -> HttpResponse:
    """The last four weeks beside the four before, together and by who holds sessions of which kind."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    numbers = sessions_in_numbers(centre)
    kinds = dict(Meeting.Kind.choices)
    context = {
        "centre": centre,
        "changed": what_changed(numbers.now, numbers.before),
        "lines": session_rows(numbers.now, numbers.before),
        "meanings": meanings(),
        "rows": [each_row(one.name, kinds[one.kind], one.now, one.before) for one in numbers.each],
    }
    return render(request, "clinicians/centre/sessions/sessions.html", context)

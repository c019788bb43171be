"""The page of a talk for whoever leads it. It shows numbers and questions, and nobody's address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.selectors import meeting_to_lead
from mentoring.meetings.webinars import actions
from mentoring.meetings.webinars.selectors import counts_of, question_in, questions_of, with_phase
from oncocare.foundation import clock
from oncocare.people.access import be_at, not_found
from oncocare.people.requests import StaffRequest


def _talk(request: StaffRequest, pk: UUID) -> Any:
    found = meeting_to_lead(request.standing, pk)
    be_at(request.standing, found.centre_id)
    if not of_kind(found.kind).public:
        not_found(request.user, f"meeting:{pk}")
    return with_phase(found)


@require_safe
def lead_talk(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """How many asked for a place, have one, wait and came, and what people ask."""
    talk = _talk(request, meeting)
    asked = questions_of(talk)
    context = {
        "talk": talk, "counts": counts_of(talk), "now": clock.now(),
        "open": [one for one in asked if not one.answered_at], "answered": [one for one in asked if one.answered_at],
        "address": settings.SITE_URL + reverse("talk", args=[talk.centre.slug, talk.name]),
    }  # fmt: skip
    return render(request, "meetings/webinars/leading/talk.html", context)


@require_POST
def settle_question(request: StaffRequest, meeting: UUID, question: UUID) -> HttpResponse:
    """Show a question to all, take it away again, or mark it as answered."""
    talk = _talk(request, meeting)
    found = question_in(talk, question)
    if found is None:
        not_found(request.user, f"talkquestion:{question}")
    act = request.POST.get("act", "")
    if act in ("show", "hide"):
        actions.show_question(by=request.user, question=found, shown=act == "show")
    elif act == "answered":
        actions.mark_answered(by=request.user, question=found)
    else:
        messages.error(request, _("Nothing was chosen, so nothing was changed."))
    return redirect(f"{reverse('lead_talk', args=[meeting])}#questions")

"""The page on which a centre sees how long its patients waited for an answer, beside what it promised."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mentoring.conversations.answer_times import FEWEST, by_kind, measure
from mentoring.conversations.models import AnswerPromise, ContactRequest
from mentoring.conversations.selectors import waits_of
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest

PERIODS = {"30": _("Last 30 days"), "90": _("Last 90 days"), "all": _("Since the beginning")}
USUAL = "90"


@require_safe
def answer_times_of_team(request: StaffRequest) -> HttpResponse:
    """Whoever sees the figures of flags sees these too; nobody is named in them."""
    centre, now = centre_for(request.standing, Permission.SEE_INSTRUMENTS), clock.now()
    asked_for = request.GET.get("days", USUAL)
    period = asked_for if asked_for in PERIODS else USUAL
    requests = waits_of(centre, None if period == "all" else now - timedelta(days=int(period)))
    rows = [
        (ContactRequest.Kind(kind).label, times) for kind, times in by_kind(requests, ContactRequest.Kind.values, now)
    ]
    context = {
        "centre": centre,
        "periods": PERIODS.items(),
        "period": period,
        "times": measure(requests, now),
        "rows": rows,
        "fewest": FEWEST,
        "promise": AnswerPromise.objects.filter(centre=centre).first(),
        "may_set_up": request.standing.may(Permission.MANAGE_CENTRE, centre.pk),
    }
    return render(request, "clinicians/centre/answering/answering.html", context)

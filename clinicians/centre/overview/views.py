"""The first page of a centre: what waits, and what it still needs before it opens."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinicians.centre.overview.selectors import steps_of
from clinicians.centre.selectors import dead_letters, doubts_of, failed_mails, promise_of
from clinicians.desk.caseload.selectors import load_of
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.crisis.numbers import table
from oncocare.safety.crisis.selectors import review_due
from oncocare.safety.rota.duty import nobody_on
from oncocare.safety.rota.selectors import off_hours_of, rota_of
from questionnaires.scheduling.selectors import suicide_asked_too_seldom
from questionnaires.scheduling.words import suicide_words


@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What waits, and what is still to be set up."""
    centre = centre_for(request.standing, Permission.SEE_INSTRUMENTS)
    now, rota, due = clock.now(), rota_of(centre), review_due(centre)
    steps, sees_system = steps_of(centre, rota), request.standing.may(Permission.SEE_SYSTEM, centre.pk)
    context = {
        "centre": centre,
        "load": load_of(centre, now),
        "steps": steps,
        "off": off_hours_of(centre, rota.hours),
        "nobody_on": nobody_on(rota, now),
        "review_due": due,
        "shipped": table(),
        "shipped_too_old": today_of(centre) > table().review_by,
        "promise": promise_of(centre),
        "unasked": suicide_words(suicide_asked_too_seldom(centre)),
        **doubts_of(centre),
        "done": sum(step.done for step in steps),
        "dead": dead_letters() if sees_system else None,
        "failed": failed_mails(now) if sees_system else None,
        "may_set_up": request.standing.may(Permission.MANAGE_CENTRE, centre.pk),
        "next": next((step for step in steps if not step.done), None),
    }
    return render(request, "clinicians/centre/overview/overview.html", context)

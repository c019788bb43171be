"""The help page for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from oncocare.foundation import clock
from oncocare.people.models import Centre
from oncocare.people.requests import as_signed_in
from oncocare.safety.flags.selectors import PROMISE_MEASURED, answer_times
from oncocare.safety.flags.timing import kept
from oncocare.safety.rota.selectors import hours_of, off_hours_of, read_by
from oncocare.web.templatetags.web import moment

FEW = 5  # below this a share says more about one person than about the centre


@login_not_required
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Numbers to call now; for a patient also when a person of the centre reads answers."""
    own = as_signed_in(request)
    patient = own.standing.patients.get(own.centre.pk) if own and own.centre else None
    centre = patient.centre if patient else None
    context = {
        "promise": _promise(centre) if centre else "",
        "kept": _kept(centre) if centre else "",
        "unanswered": centre.name if centre and off_hours_of(centre, hours_of(centre)).nobody else "",
    }
    return render(request, "safety/crisis/help_now.html", context)


def _promise(centre: Centre) -> str:
    """When a person of the centre reads a worrying answer that is sent now."""
    said = gettext(
        "If an answer tells us that you may be in danger, a person at %(centre)s should read it by %(when)s."
    )
    return said % {"centre": centre.name, "when": moment(read_by(centre))}


def _kept(centre: Centre) -> str:
    """How often that was so, where the centre wishes it to be read; nothing where so few say nothing."""
    if not centre.shows_promise:
        return ""
    within, decided = kept(answer_times(centre, clock.now() - PROMISE_MEASURED))
    if decided < FEW:
        return ""
    return gettext(
        "In the last 90 days, %(within)s of %(decided)s worrying answers were read within the promised time."
    ) % {"within": within, "decided": decided}

"""The numbers to call in a crisis: the centre's own, and the promise that somebody called each of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.centre.crisis.forms import ReviewForm, number_forms
from clinicians.centre.selectors import rota_centre
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.crisis.actions import review_crisis_numbers, set_crisis_numbers
from oncocare.safety.crisis.selectors import last_review, numbers_seen, review_due
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def crisis(request: StaffRequest) -> HttpResponse:
    """Every number that people of the centre see; posted, the centre's own ones are replaced."""
    if request.method != "POST":
        centre, manages = rota_centre(request.standing)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    rows = number_forms(centre, request.POST)
    if not rows.is_valid():
        return _page(request, centre, manages=True, rows=rows)
    set_crisis_numbers(by=request.user, centre=centre, numbers=[row.crisis_number for row in rows if row.crisis_number])
    messages.success(request, _("Saved. People see these numbers now. Please call each of them."))
    return redirect("centre_crisis")


@require_POST
def review(request: StaffRequest) -> HttpResponse:
    """Record that somebody called each number that the page showed."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = ReviewForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            review_crisis_numbers(by=request.user, centre=centre, called=form.cleaned_data["called"].split())
            messages.success(request, _("Thank you. The next review is due in 90 days."))
            return redirect("centre_crisis")
    return _page(request, centre, manages=True, review_form=form)


def _page(request: StaffRequest, centre: Centre, *, manages: bool, **refused: Any) -> HttpResponse:
    seen = numbers_seen(centre)
    called = " ".join(sorted({number.tel for _whose, numbers in seen for number in numbers}))
    context = {
        "centre": centre,
        "manages": manages,
        "seen": seen,
        "last": last_review(centre),
        "due": review_due(centre),
        "rows": number_forms(centre),
        "review_form": ReviewForm(initial={"called": called}),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/centre/crisis/crisis.html", context, status=422 if refused else 200)

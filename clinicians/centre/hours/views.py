"""The page of staffed hours, holidays, and whether the promise was kept."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.centre.hours.forms import HolidaysForm, HoursForm, PromiseForm
from clinicians.centre.selectors import promise_of, rota_centre
from oncocare.people.access import centre_for
from oncocare.people.actions import show_promise
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.promise import STAFFED_HOURS
from oncocare.safety.rota.actions import set_holidays, set_staffed_hours


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: StaffRequest) -> HttpResponse:
    """Hours, holidays and the promise; posted, the staffed hours of the week."""
    if request.method != "POST":
        centre, manages = rota_centre(request.standing)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = HoursForm(request.POST, centre=centre)
    if not form.is_valid():
        return _page(request, centre, manages=True, hours_form=form)
    set_staffed_hours(by=request.user, centre=centre, openings=form.openings)
    messages.success(request, _("Saved. Flags raised from now on are promised by these hours."))
    return redirect("centre_hours")


@require_POST
def holidays(request: StaffRequest) -> HttpResponse:
    """Replace the holidays from today on."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = HolidaysForm(request.POST, centre=centre)
    if not form.is_valid():
        return _page(request, centre, manages=True, holidays_form=form)
    set_holidays(by=request.user, centre=centre, days=form.cleaned_data["days"])
    messages.success(request, _("Saved. On these days nobody is promised an answer."))
    return redirect("centre_hours")


@require_POST
def promise(request: StaffRequest) -> HttpResponse:
    """Say whether patients read how the promise was kept."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = PromiseForm(request.POST)
    form.full_clean()
    show_promise(by=request.user, centre=centre, shown=form.cleaned_data["shown"])
    messages.success(request, _("Saved."))
    return redirect("centre_hours")


def _page(request: StaffRequest, centre: Centre, *, manages: bool, **refused: forms.Form) -> HttpResponse:
    context = {
        "centre": centre,
        "manages": manages,
        "hours": centre.staffed_hours.all(),
        "coming": centre.holidays.filter(day__gte=today_of(centre)),
        "promised": STAFFED_HOURS,
        "promise": promise_of(centre),
        "hours_form": HoursForm(centre=centre),
        "holidays_form": HolidaysForm(centre=centre),
        "promise_form": PromiseForm(initial={"shown": centre.shows_promise}),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/centre/hours/hours.html", context, status=422 if refused else 200)

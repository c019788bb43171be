"""Who answers flags each week, who stands in on a day, and where nobody does."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.centre.rota.forms import CoverForm, turns_forms
from clinicians.centre.rota.selectors import wants, week_of
from clinicians.centre.selectors import rota_centre
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.flags.selectors import left_behind
from oncocare.safety.rota import actions
from oncocare.safety.rota.duty import holes, nobody_on
from oncocare.safety.rota.selectors import cover_for, rota_of
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: StaffRequest) -> HttpResponse:
    """The week, its holes and who stands in; posted, the whole week is replaced."""
    if request.method != "POST":
        centre, manages = rota_centre(request.standing)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    rows = turns_forms(centre, request.POST)
    if rows.is_valid():
        with refusals_shown_on(rows.forms[0]):
            actions.set_rota(by=request.user, centre=centre, turns=[turn for row in rows for turn in row.turns])
            messages.success(request, _("The rota is saved. It counts from now on."))
            return redirect("centre_rota")
    return _page(request, centre, manages=True, rows=rows)


@require_POST
def add_cover(request: StaffRequest) -> HttpResponse:
    """Add a day on which somebody else answers."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = CoverForm(request.POST, centre=centre)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.set_cover(by=request.user, centre=centre, **form.cleaned_data)
            messages.success(request, _("Saved. It counts on that day."))
            return redirect("centre_rota")
    return _page(request, centre, manages=True, cover_form=form)


@require_POST
def remove_cover(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take such a day back: the person on the rota answers."""
    cover = cover_for(request.standing, pk, Permission.MANAGE_CENTRE)
    actions.remove_cover(by=request.user, cover=cover)
    messages.success(request, _("Taken back. That day is as the rota says."))
    return redirect("centre_rota")


def _page(request: StaffRequest, centre: Centre, *, manages: bool, **refused: Any) -> HttpResponse:
    now, table = clock.now(), rota_of(centre)
    today = today_of(centre)
    context = {
        "centre": centre,
        "manages": manages,
        "week": week_of(centre),
        "holes": holes(table, now) if table.turns else (),
        "nobody_on": nobody_on(table, now),
        "wants": wants(centre, table, now),
        "left_behind": left_behind(centre, now, table),
        "covers": centre.covers.filter(day__gte=today).select_related("absent", "instead"),
        "rows": turns_forms(centre),
        "cover_form": CoverForm(centre=centre),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/centre/rota/rota.html", context, status=422 if refused else 200)

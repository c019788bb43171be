"""Who answers outside the staffed hours: named by the coordinator, or signed by two that nobody does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinicians.centre.on_call.forms import OnCallForm, SignForm
from clinicians.centre.selectors import rota_centre
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.rota.actions import set_on_call, sign_uncovered_hours
from oncocare.safety.rota.risk import uncovered
from oncocare.safety.rota.selectors import hours_of, off_hours_of, on_call_of, role_to_sign
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def on_call(request: StaffRequest) -> HttpResponse:
    """Who is on call, and who signed; posted, who is on call from now on."""
    if request.method != "POST":
        centre, manages = rota_centre(request.standing)
        return _page(request, centre, manages=manages)
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = OnCallForm(request.POST, centre=centre, now=on_call_of(centre))
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            said = set_on_call(by=request.user, centre=centre, **form.cleaned_data)
            if said.answers:
                messages.success(request, _("Saved. It counts from now on."))
            else:
                messages.warning(request, _("Saved. Now nobody is on call outside the staffed hours."))
            return redirect("centre_on_call")
    return _page(request, centre, manages=True, on_call_form=form)


@require_POST
def sign(request: StaffRequest) -> HttpResponse:
    """Sign that nobody answers outside the staffed hours."""
    centre, manages = rota_centre(request.standing)
    form = SignForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            sign_uncovered_hours(
                by=request.user, centre=centre, role=form.cleaned_data["role"], words=form.cleaned_data["words"]
            )
            messages.success(request, _("Signed. Thank you for reading it."))
            return redirect("centre_on_call")
    return _page(request, centre, manages=manages, sign_form=form)


def _page(request: StaffRequest, centre: Centre, *, manages: bool, **refused: Any) -> HttpResponse:
    off, words = off_hours_of(centre, hours_of(centre)), uncovered(centre.name)
    role = role_to_sign(centre, request.user, off) if off.nobody else None
    context = {
        "centre": centre,
        "manages": manages,
        "off": off,
        "words": words,
        "role": role,
        "on_call_form": OnCallForm(centre=centre, now=off.on_call),
        "sign_form": SignForm(initial={"words": words, "role": role}),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/centre/on_call/on_call.html", context, status=422 if refused else 200)

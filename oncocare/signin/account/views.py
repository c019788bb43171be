"""One's own account: what one is called, the address, and closing it."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from oncocare.consent.models import Notice
from oncocare.consent.selectors import notice_of
from oncocare.people.access import own_patient
from oncocare.people.actions import change_name
from oncocare.people.permissions import Permission
from oncocare.people.requests import PatientRequest, SignedInRequest
from oncocare.signin.account import actions, forms
from oncocare.signin.account.selectors import address_of
from oncocare.signin.methods.views import confirmed, form_page


@form_page
def name(request: SignedInRequest) -> HttpResponse:
    """What pages and the team call me."""
    form = forms.NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if form.is_valid():
        change_name(by=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("home")
    return render(request, "signin/account/name.html", {"form": form}, status=422 if form.errors else 200)


@form_page
@confirmed
def address(request: SignedInRequest) -> HttpResponse:
    """Another address: it counts once somebody who reads its mail has said so."""
    form = forms.NewAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        too_often: HttpResponse | None = ratelimit.consume_or_429(
            request, action="change_address", key=str(request.user.pk)
        )
        if too_often:
            return too_often
        actions.ask_for_address(by=request.user, address=form.cleaned_data["email"])
        return redirect("address_sent")
    return render(request, "signin/account/address.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def address_sent(request: SignedInRequest) -> HttpResponse:
    """What to do next; the same for every address."""
    return render(request, "signin/account/address_sent.html")


@login_not_required
@never_cache
@form_page
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link: opening it does nothing, for scanners open links too; the button changes the address."""
    if request.method != "POST":
        asked = address_of(token)
        return render(request, "signin/account/confirm.html", {"asked": asked}) if asked else _link_is_over(request)
    if actions.confirm_address(token=token) is None:
        return _link_is_over(request)
    messages.success(request, _("Your address is changed. From now on you sign in with the new one."))
    return redirect("home")


def _link_is_over(request: HttpRequest) -> HttpResponse:
    words = {
        "title": _("This link no longer works"),
        "what_happened": _("It works once, for 24 hours. It was used, it is too old, or a part of it is missing."),
        "what_is_safe": _("Your answers are safe. Your address is as it was."),
        "what_next": _("Sign in and write the new address once more."),
        "link": {"url": reverse("change_address"), "label": _("Write the new address")},
    }
    return render(request, "problem.html", words, status=410)


@form_page
@confirmed
def close(request: PatientRequest) -> HttpResponse:
    """What it deletes, what stays and with whom, and one button; asked this once."""
    patient = own_patient(request.standing, Permission.CHOOSE_CONSENT)
    [kept] = notice_of(patient.centre, get_language() or "en", [Notice.KEPT])
    context = {"patient": patient, "kept": kept, "centres": request.standing.patients.values()}
    if request.method == "POST" and "sure" in request.POST:
        try:
            actions.close_account(by=request.user)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return redirect("close_account")
        logout(request)
        messages.success(request, _("Your account is closed. You are signed out on every device."))
        return redirect("account_login")
    return render(request, "signin/account/close.html", context, status=422 if request.method == "POST" else 200)

"""The page where a person says how messages reach them, and the page that turns e-mail off without signing in."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from oncocare.notifications.actions import prefer, turn_email
from oncocare.notifications.models import Preference
from oncocare.notifications.selectors import failing, preference_of
from oncocare.notifications.wishes.forms import WishesForm
from oncocare.notifications.wishes.selectors import agreed, user_of, waiting_for
from oncocare.people.models import User
from oncocare.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: SignedInRequest) -> HttpResponse:
    """Shows and stores whether e-mail may come and in which hours not; lists what waits."""
    form = WishesForm(request.POST or None, initial=_initial(preference_of(request.user)))
    if request.method == "POST" and form.is_valid():
        prefer(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It is effective now."))
        return redirect("message_settings")
    context = {
        "form": form,
        "waiting": waiting_for(request.user),
        "failing": bool(failing([request.user])),
        "agreed": agreed(request.standing),
        "staff": request.standing.staff,
    }
    return render(request, "notifications/wishes/settings.html", context, status=422 if form.errors else 200)


def _initial(wish: Preference) -> dict[str, Any]:
    return {
        "by_email": wish.by_email,
        "quiet_from": f"{wish.quiet_from:%H:%M}",
        "quiet_until": f"{wish.quiet_until:%H:%M}",
    }


@csrf_exempt  # a mail program presses this button for its reader (RFC 8058); the address is signed and can do no more
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """E-mail off, or on again, for whose address this is. Opening it does nothing: mail scanners open addresses too."""
    user = user_of(token)
    if user is None:
        return _incomplete_address(request)
    if request.method == "POST":
        turn_email(by="system:mail-link", user=user, on=request.POST.get("turn") == "on")
    with _language_of(request, user):
        return render(
            request,
            "notifications/wishes/off.html",
            {"on": preference_of(user).by_email, "asked": request.method == "POST"},
        )


def _language_of(request: HttpRequest, user: User) -> Any:
    """The person's own language, unless this browser has chosen one."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return nullcontext() if chosen else translation.override(user.language)


def _incomplete_address(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("This address is incomplete"),
        "what_happened": _("A part of the address is missing, so we do not know whose e-mail it is."),
        "what_is_safe": _("Nothing was changed."),
        "what_next": _("Copy the whole address from the e-mail, or sign in and open Messages."),
        "link": {"url": reverse("home"), "label": _("To the first page")},
    }
    return render(request, "problem.html", context, status=404)

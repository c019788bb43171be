"""A person's own messages, how they want to be reached, and the way out that needs no sign-in."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.notifications import actions
from oncocare.notifications.forms import WishesForm
from oncocare.notifications.models import Preference
from oncocare.notifications.optout import user_of
from oncocare.notifications.selectors import agreed, failing, on_page, preference_of, shown, waiting_for
from oncocare.people.models import User

PER_PAGE = 20


@require_safe
def my_messages(request: HttpRequest) -> HttpResponse:
    """What was said to me, the newest first; seen once it is opened."""
    page = Paginator(on_page(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = shown(request.user, page.object_list)
    new = [row.message for row in rows if row.message.read is None]
    if new and request.method == "GET":
        actions.mark_read(by=request.user, messages=new)
    return render(request, "notifications/list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """E-mail or not, quiet hours, and what will come."""
    form = WishesForm(request.POST or None, initial=_initial(preference_of(request.user)))
    if request.method == "POST" and form.is_valid():
        actions.prefer(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It is effective now."))
        return redirect("message_settings")
    context = {
        "form": form,
        "waiting": waiting_for(request.user),
        "failing": bool(failing([request.user])),
        "agreed": agreed(request.user),
        "staff": request.user.memberships.exists(),
    }
    return render(request, "notifications/settings.html", context, status=422 if form.errors else 200)


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
        return _not_whole(request)
    if request.method == "POST":
        actions.turn_email(by="system:mail-link", user=user, on=request.POST.get("turn") == "on")
    with _language_of(request, user):
        return render(
            request, "notifications/off.html", {"on": preference_of(user).by_email, "asked": request.method == "POST"}
        )


def _language_of(request: HttpRequest, user: User) -> Any:
    """The person's own language, unless this browser has chosen one."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return nullcontext() if chosen else translation.override(user.language)


def _not_whole(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("This address is not whole"),
        "what_happened": _("A part of the address is missing, so we do not know whose e-mail it is."),
        "what_is_safe": _("Nothing was changed."),
        "what_next": _("Copy the whole address from the e-mail, or sign in and open Messages."),
        "link": {"url": reverse("home"), "label": _("To the first page")},
    }
    return render(request, "problem.html", context, status=404)

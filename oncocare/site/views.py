"""The home of each role, the language switch, health, and the error pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_POST, require_safe

from oncocare.people.actions import choose_language
from oncocare.safety.crisis.selectors import crisis_in
from oncocare.signin.actions import keep_unsent, keep_words
from oncocare.signin.adapter import remember_language
from oncocare.signin.middleware import KEPT, WRITTEN
from oncocare.site.middleware import READS, same_page_in, speak_to_reader


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language of the pages; a signed-in person keeps it. One that only the library has is for public pages alone:
    whoever signs in afterwards finds what they had.
    """
    chosen = request.POST.get("language", "")
    in_care = chosen in dict(settings.LANGUAGES)
    if request.user.is_authenticated and in_care:
        choose_language(by=request.user, language=chosen)
    response = i18n.set_language(request)
    if not in_care:
        response.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    if chosen in dict(settings.LIBRARY_LANGUAGES):
        if not request.user.is_authenticated:
            remember_language(response, chosen, cookie=READS)
        if "Location" in response:
            response["Location"] = same_page_in(chosen, response["Location"])
    return response


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _error(request: HttpRequest, status: int, template: str) -> HttpResponse:
    speak_to_reader(request)
    return render(request, template, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _error(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _error(request, 403, "403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _error(request, 404, "404.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long; an answer in it is chosen again on its page, to be sent once more."""
    if request.resolver_match and request.resolver_match.url_name in KEPT:
        keep_unsent(request, request.user if request.user.is_authenticated else None, sure=False)
        messages.warning(
            request,
            _(
                "You signed in or out in another window meanwhile, so your answer did not arrive. It is kept, and you "
                "find it chosen: please send it once more."
            ),
        )
        return redirect(request.get_full_path())
    if request.resolver_match and request.resolver_match.url_name in WRITTEN and keep_words(request):
        return redirect(request.get_full_path())  # which shows it, to be sent once more
    return _error(request, 403, "csrf_failure.html")


def broken(request: HttpRequest) -> HttpResponse:
    """500: without database, session or context processors, so that the crisis numbers are there whatever broke."""
    context: dict[str, Any] = {"crisis": crisis_in(settings.COUNTRY), "LANGUAGE_CODE": get_language()}
    return HttpResponse(render_to_string("500.html", context), status=500)

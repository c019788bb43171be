"""I lost my phone, the link back in, and the centre’s list of who asks."""

from __future__ import annotations

import uuid

import segno
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.signin.adapter import remember_language
from oncocare.signin.lost_access import actions, forms, selectors
from oncocare.signin.methods.views import form_page
from oncocare.signin.models import AccessRequest
from oncocare.web.templatetags.web import day


@login_not_required
@form_page
def lost_phone(request: HttpRequest) -> HttpResponse:
    """What to do; and the same answer to every address."""
    form = forms.LostPhone(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "signin/lost_access/lost_phone.html", {"form": form}, status=422 if form.errors else 200)
    email = form.cleaned_data["email"].lower()
    too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="lost_phone", key=email)
    if too_often:
        return too_often
    actions.report_lost_phone(email=email)
    return redirect("lost_phone_sent")


@login_not_required
@require_safe
def lost_phone_sent(request: HttpRequest) -> HttpResponse:
    """The page after a request: the same for an address that is known and one that is not."""
    return render(request, "signin/lost_access/lost_phone_sent.html")


@login_not_required
@never_cache
@form_page
def use_link_back(request: HttpRequest, token: str) -> HttpResponse:
    """The link back in: opening it does nothing, for scanners open links too; the button signs in, once."""
    if request.method != "POST":
        asked = selectors.request_of_link(token)
        return (
            render(request, "signin/lost_access/link_back.html", {"asked": asked}) if asked else _link_is_over(request)
        )
    user = actions.use_link(token=token)
    if user is None:
        return _link_is_over(request)
    login(request, user)
    response = redirect("choose_sign_in")
    remember_language(response, user.language)
    return response


def _link_is_over(request: HttpRequest) -> HttpResponse:
    words = {
        "title": _("This link no longer works"),
        "what_happened": _("It works once, for 24 hours. It was used, it is too old, or a part of it is missing."),
        "what_is_safe": _("Your answers are safe. Nobody can sign in with this link any more."),
        "what_next": _("If somebody else may have used it, call your centre now. If not, ask for a new link."),
        "link": {"url": reverse("lost_phone"), "label": _("Ask for a new link")},
    }
    return render(request, "problem.html", words, status=410)


@require_safe
def access_requests(request: StaffRequest) -> HttpResponse:
    """Who waits to be let back in, the longest first."""
    centre = centre_for(request.standing, Permission.RESTORE_ACCESS)
    record(by=request.user, verb=Verb.READ_ACCESS_REQUESTS, centre=centre)
    context = {"centre": centre, "waiting": selectors.requests_at(request.standing, centre)}
    return render(request, "signin/lost_access/access_requests.html", context)


@never_cache
@form_page
def access_request(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Let one person back in after checking who they are, or refuse."""
    asked = selectors.request_for(request.standing, pk)
    form = forms.SettleRequest(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and (settled := _settle(request, asked, form)):
            return settled
    except actions.AlreadySettled as refused:
        form.full_clean()
        form.add_error(None, refused)
    context = {"asked": asked, "form": form, "rows": _known(asked)}
    return render(request, "signin/lost_access/access_request.html", context, status=422 if form.errors else 200)


def _known(asked: AccessRequest) -> list[dict[str, str]]:
    """What the centre has written down about who asks, to check a caller by."""
    rows = [{"key": _("E-mail address"), "value": asked.user.email}]
    if patient := asked.user.patients.filter(centre=asked.centre).first():
        rows.append({"key": _("Telephone in our record"), "value": patient.phone or "–"})
        rows.append({"key": _("Born on"), "value": day(patient.born_on) or "–"})
    return rows


def _settle(request: StaffRequest, asked: AccessRequest, form: forms.SettleRequest) -> HttpResponse | None:
    """Refused, or granted with the link shown this once; None when the check is missing."""
    if "refuse" in request.POST:
        actions.refuse_access(by=request.user, asked=asked)
        messages.success(request, _("You have refused this request. Nothing has changed for the person."))
        return redirect("access_requests")
    if not form.is_valid():
        return None
    check = AccessRequest.Check(form.cleaned_data["check_made"])
    link = actions.restore_access(by=request.user, asked=asked, check=check)
    drawing = segno.make(link).svg_inline(scale=4, svgclass=None, lineclass=None, omitsize=False)
    return render(
        request, "signin/lost_access/access_restored.html", {"asked": asked, "link": link, "drawing": drawing}
    )

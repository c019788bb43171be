"""The response headers that Django has no setting for."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oncocare.people.requests import SignedInRequest, as_signed_in, as_site_request
from oncocare.people.selectors import AT, BEGUN, Standing, standing_of

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pages are never kept by a browser or a proxy, and no page may use a device."""

    def add(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add


def place(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Moments are shown in the reader's own time; `request.centre` is theirs, `request.country` finds the numbers.

    `request.standing` is what they are; every access helper asks it.
    """

    def locate(request: HttpRequest) -> HttpResponse:
        site_request = as_site_request(request)
        site_request.centre, site_request.country, site_request.carried = None, "", {}
        with timezone.override(None):  # what `be_there` activates ends with the request
            if own := as_signed_in(request):
                begun = own.GET.get(BEGUN) or (own.method == "POST" and own.POST.get(BEGUN))
                be_there(own, standing_of(own.user, own.session.get(AT), begun))
            return get_response(request)

    return locate


def be_there(request: SignedInRequest, standing: Standing) -> None:
    """The reader is at the centre of their standing: its numbers and its time, or a patient's own, who may have moved.

    Whoever has not chosen one of several centres yet sees the numbers and the time of the first. What every form of
    theirs carries says at which centre it was begun.
    """
    request.standing = standing
    centre = request.centre = standing.centre or next(iter(standing.centres), None)
    if centre is None:
        return
    patient = standing.patients.get(centre.pk)
    request.country = (patient.country if patient else "") or centre.country
    timezone.activate(ZoneInfo(patient.zone if patient else centre.zone))
    chosen = standing.centre if len(standing.centres) > 1 else None
    request.carried = {BEGUN: str(chosen.pk)} if chosen else {}

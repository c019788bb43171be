"""The response headers that Django has no setting for, pages compressed, and whose time it is."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone

from oncocare.people.models import User
from oncocare.people.requests import as_site_request, stand
from oncocare.people.selectors import AT, BEGUN, Standing, standing_as_read

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


class Compressed(GZipMiddleware):
    """Pages are sent compressed, but for those that another site had a hand in asking for (decision 0031)."""

    asked_here = ("same-origin", "none")  # a link or form of ours, or an address that a person opened
    kinds = ("text/", "application/json")  # a PDF or a workbook is compressed already

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Browsers that do not say who asked compress too: from elsewhere they send no cookie with what they load."""
        asked_here = request.headers.get("Sec-Fetch-Site", "none") in self.asked_here
        whole = not response.streaming and response.get("Content-Type", "").startswith(self.kinds)
        return super().process_response(request, response) if asked_here and whole else response


def place(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Moments are shown in the reader's own time; `request.centre` is theirs, `request.country` finds the numbers.

    `request.standing` is what they are; every access helper asks it.
    """

    def locate(request: HttpRequest) -> HttpResponse:
        site_request = as_site_request(request)
        site_request.centre, site_request.country, site_request.carried = None, "", {}
        site_request.site_name = None
        with timezone.override(None):  # what `be_there` activates ends with the request
            if isinstance(request.user, User):
                be_there(request, standing_as_read(request.user, request.session.get(AT)))
            return get_response(request)

    return locate


def be_there(request: HttpRequest, standing: Standing) -> None:
    """The reader is at the centre of their standing: its numbers and its time, or a patient's own, who may have moved.

    Whoever has not chosen one of several centres yet sees the numbers and the time of the first. What every form of
    theirs carries says at which centre it was begun.
    """
    own = stand(request, standing)
    centre = own.centre = standing.centre or next(iter(standing.centres), None)
    if centre is None:
        return
    own.site_name = centre.site_name
    patient = standing.patients.get(centre.pk)
    own.country = (patient.country if patient else "") or centre.country
    timezone.activate(ZoneInfo(patient.zone if patient else centre.zone))
    own.carried = {BEGUN: str(standing.centre.pk)} if standing.centre else {}

"""The response headers that Django has no setting for."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oncocare.people.access import read_once
from oncocare.people.models import Centre

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
    """Moments are shown in the reader's own time; `request.centre` is theirs, `request.country` finds the numbers."""

    def locate(request: HttpRequest) -> HttpResponse:
        request.centre, request.country, zone = _place_of(request)
        if not zone:
            return get_response(request)
        with timezone.override(ZoneInfo(zone)):
            return get_response(request)

    return locate


def _place_of(request: HttpRequest) -> tuple[Centre | None, str, str]:
    """Centre, country and time zone: a patient's own, who may have moved, or those of the centre where one works."""
    if not request.user.is_authenticated:
        return None, "", ""
    read_once(request.user)
    for patient in request.user.patients.all():
        return patient.centre, patient.country or patient.centre.country, patient.zone
    for membership in request.user.memberships.all():
        return membership.centre, membership.centre.country, membership.centre.time_zone
    return None, "", ""

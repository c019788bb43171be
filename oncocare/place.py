"""Where the reader is: the centre, and the country and time zone the person lives in, looked up once a request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oncocare.accounts.models import Centre, Patient


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
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
    patient = Patient.objects.select_related("centre").filter(user=request.user).order_by("joined_on", "pk").first()
    if patient:
        return patient.centre, patient.country or patient.centre.country, patient.zone
    centre = Centre.objects.filter(memberships__user=request.user).order_by("name").first()
    return (centre, centre.country, centre.time_zone) if centre else (None, "", "")

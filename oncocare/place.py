"""Where the reader is: the country and time zone of their centre, looked up once a request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oncocare.accounts.models import Centre


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Moments are shown in the time of the reader's centre; `request.centre` serves the crisis numbers."""

    def locate(request: HttpRequest) -> HttpResponse:
        request.centre = None
        if request.user.is_authenticated:
            mine = Q(patients__user=request.user) | Q(memberships__user=request.user)
            request.centre = Centre.objects.filter(mine).order_by("name").first()
        if request.centre is None:
            return get_response(request)
        with timezone.override(ZoneInfo(request.centre.time_zone)):
            return get_response(request)

    return locate

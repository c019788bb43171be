"""Leads whoever must first say why they open a record to the page that asks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from oncocare.people.access import ReasonNeeded


class Middleware:
    """Leads whoever must first say why to the page that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page is returned to; what was sent is not sent again by itself: the person looks first, then decides."""
        if not isinstance(exception, ReasonNeeded):
            return None
        sent = request.method not in ("GET", "HEAD")
        query = urlencode({"sent": 1} if sent else {"next": request.get_full_path()})
        return redirect(f"{reverse('open_record', args=[exception.patient.pk])}?{query}")

"""Leads whoever must first say why they open a record to the page that asks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from oncocare.people.access import ReasonNeeded

SENT, DONE = "sent", "done"  # in the address: something was sent, and nothing of it was done, or it was


class Middleware:
    """Leads whoever must first say why to the page that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page is returned to; what was sent goes along, for the page that asks to keep, and is not done by itself:
        the person looks first, then decides. Files have to be chosen again.
        """
        if not isinstance(exception, ReasonNeeded):
            return None
        query = {"next": request.get_full_path()}
        if sent := request.method not in ("GET", "HEAD"):
            query[DONE if exception.done else SENT] = "1"
        page = reverse("open_record", args=[exception.patient.pk])
        return redirect(f"{page}?{urlencode(query)}", preserve_request=sent and not request.FILES)

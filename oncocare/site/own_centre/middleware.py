"""Leads whoever is at several centres to where they choose one, and holds back what was begun at another of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from oncocare.people.access import ElsewhereOfOwn
from oncocare.people.actions import choose_centre
from oncocare.people.models import Centre
from oncocare.people.requests import as_signed_in
from oncocare.people.selectors import BEGUN, MOVE, standing_of
from oncocare.site.middleware import be_there


class OwnCentre:
    """Every form says where it was begun: nothing is written at another of a person's centres."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what there is to do is done before the view, or after it refused."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Move to the centre that was chosen, before the view does anything there; else note where it was begun.

        An address that takes a press without a token of this session moves nobody.
        """
        own = as_signed_in(request)
        if own is None or getattr(view, "csrf_exempt", False):
            return
        wanted = own.standing.own(own.POST.get(MOVE, ""))
        if wanted and len(own.standing.centres) > 1:
            choose_centre(by=own.user, centre=wanted, session=own.session)
            be_there(own, standing_of(own.user, wanted.pk))
        else:
            own.standing.begun = own.POST.get(BEGUN) or own.GET.get(BEGUN, "")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page is opened again once a centre was chosen; what was sent, or asks again by itself, is held back."""
        if not isinstance(exception, ElsewhereOfOwn):
            return None
        if request.method not in ("GET", "HEAD") or BEGUN in request.GET:
            return _hold_back(request, exception.centres)
        return redirect(f"{reverse('choose_centre')}?{urlencode({'next': request.get_full_path()})}")


def _hold_back(request: HttpRequest, centres: Iterable[Centre]) -> HttpResponse:
    """Nothing was done. One press sends the same at one of these centres; files have to be chosen again."""
    context = {
        "centres": centres,
        "sent": [(name, value) for name, values in request.POST.lists() for value in values if name != BEGUN],
        "again": bool(request.POST) and not request.FILES,
        "files": bool(request.FILES),
        "move": MOVE,
    }
    return render(request, "site/own_centre/held_back.html", context, status=409)

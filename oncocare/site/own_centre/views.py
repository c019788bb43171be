"""The page where a person of several centres chooses at which of them they are now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from oncocare.people.requests import SignedInRequest
from oncocare.people.selectors import MOVE
from oncocare.web.next_address import next_address


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest) -> HttpResponse:
    """Lists their centres; the one that is pressed is chosen before the view, as with every form that names one."""
    onward = next_address(request, reverse("home"))
    if MOVE in request.POST or len(request.standing.centres) < 2:
        return redirect(onward)
    return render(request, "site/own_centre/choose.html", {"onward": onward, "move": MOVE})

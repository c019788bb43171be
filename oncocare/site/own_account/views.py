"""The page that leads to all that is one's own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oncocare.people.requests import SignedInRequest


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """What I am called, my address, how I sign in; for somebody in care also what they gave, and closing."""
    in_care = request.standing.centre is not None and request.standing.centre.pk in request.standing.patients
    return render(request, "site/own_account/own_account.html", {"in_care": in_care})

"""The page of system health: what is late or stuck, in words for a coordinator, and another try for what failed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.centre.system.selectors import health
from oncocare.events.actions import revive
from oncocare.foundation import clock
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_safe
def system(request: StaffRequest) -> HttpResponse:
    """Periodic work, undelivered events, unsent messages."""
    centre = centre_for(request.standing, Permission.SEE_SYSTEM)
    context = {"centre": centre, "health": health(clock.now())}
    return render(request, "clinicians/centre/system/system.html", context)


@require_POST
def try_again(request: StaffRequest) -> HttpResponse:
    """Another round of attempts for everything that failed every time."""
    centre_for(request.standing, Permission.SEE_SYSTEM)
    for delivery in health(clock.now()).dead:
        revive(delivery=delivery, by=request.user)
    messages.success(request, _("It is tried again within a minute. If it comes back here, tell your technician."))
    return redirect("centre_system")

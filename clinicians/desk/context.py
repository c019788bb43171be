"""Whether the pages of the desk use keyboard shortcuts on this device."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from oncocare.people.requests import StaffRequest

SHORTCUTS = "shortcuts"  # the cookie; it holds `on` or `off`
A_YEAR = 365 * 24 * 60 * 60


def uses_shortcuts(request: StaffRequest) -> bool:
    """Whether this device uses the shortcuts; somebody who speaks to the computer must be able to do without."""
    return request.COOKIES.get(SHORTCUTS) != "off"


def keep_shortcuts(response: HttpResponse, *, on: bool) -> None:
    """Turn the shortcuts on or off on the device that gets this response."""
    response.set_cookie(
        SHORTCUTS, "on" if on else "off", max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.PRODUCTION
    )

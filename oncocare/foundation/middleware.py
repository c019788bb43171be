"""One `now` for the length of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from oncocare.foundation import clock


def hold_now(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Within a request `clock.now()` does not move."""

    def hold(request: HttpRequest) -> HttpResponse:
        with clock.held():
            return get_response(request)

    return hold

"""The door for the ASGI server beside the site: what open pages of groups hear at once, under `/live/`."""

import os
from typing import Any

import django
from django.http import HttpRequest, HttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncocare.settings")
django.setup()

from csp.middleware import CSPMiddleware  # noqa: E402 -- the apps are known from here on
from django.middleware.clickjacking import XFrameOptionsMiddleware  # noqa: E402
from django.middleware.security import SecurityMiddleware  # noqa: E402

from mentoring.community.live.streams import Headers, LiveStreams  # noqa: E402
from oncocare.site.middleware import headers as ours  # noqa: E402


def as_of_the_site() -> Headers:
    """The headers that the site's own middleware puts on an answer to a page that came by https."""

    def page(request: HttpRequest) -> Any:
        return XFrameOptionsMiddleware(SecurityMiddleware(lambda _request: HttpResponse()))(request)

    request = HttpRequest()
    request.META["HTTP_X_FORWARDED_PROTO"] = "https"
    answer: Any = CSPMiddleware(ours(page))(request)
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers.items()
        if name not in ("Content-Type", "Content-Length")
    ]


application = LiveStreams(as_of_the_site())

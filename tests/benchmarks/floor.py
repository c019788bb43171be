"""The least that a page of Django does: a session is read, one row is looked up, one is inserted. No middleware more than
that takes, and no template. `answering.py` serves it as the site is served, and measures the site against it.
"""

from __future__ import annotations

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from oncocare import settings as site

settings.configure(
    SECRET_KEY=site.SECRET_KEY,
    ALLOWED_HOSTS=site.ALLOWED_HOSTS,
    DATABASES=site.DATABASES,
    INSTALLED_APPS=["django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.common.CommonMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
    ],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)
django.setup()


class Line(models.Model):  # noqa: DJ008 -- nobody looks at it
    words = models.TextField()
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "floor"
        db_table = "floor_line"


def page(request: HttpRequest) -> HttpResponse:
    line = Line.objects.get(pk=1)
    Line.objects.create(words=request.session["_auth_user_id"])
    return HttpResponse(line.words)


urlpatterns = [path("", page)]
application = get_wsgi_application()

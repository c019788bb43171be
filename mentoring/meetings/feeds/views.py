"""One session as a file, a person's own at a secret address, and the page on which they make and end that."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentoring.meetings.feeds import actions
from mentoring.meetings.feeds.files import TYPE, feed_file, session_file
from mentoring.meetings.feeds.selectors import entries_of, entry_of_seat, feed_address, feed_at, feed_of, file_words
from mentoring.meetings.selectors import seat_in
from oncocare.foundation import clock
from oncocare.people.access import forbidden
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest

WHO = (Permission.COME_TO_SESSIONS, Permission.LEAD_SESSIONS)
NAME = "session.ics"


def as_file(content: bytes) -> HttpResponse:
    """A file that no proxy keeps; its name says nothing."""
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    response["Cache-Control"] = "private"
    return response


@require_safe
def own_session_file(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """A session in which this person has a place."""
    seat = seat_in(request.standing, meeting)
    return as_file(session_file(entry_of_seat(seat), file_words(), clock.now()))


@login_not_required
@require_safe
def own_feed(request: HttpRequest, key: str) -> HttpResponse:
    """A person's own sessions, for a program that knows the secret; it sends no cookie and gets none."""
    too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="own_feed", limit_get=True)
    if too_often:
        return too_often
    feed = feed_at(key)
    if feed is None:
        raise Http404
    with translation.override(feed.user.language):
        response = as_file(feed_file(entries_of(feed.user), file_words(), clock.now()))
    actions.note_read(by="system:feeds", feed=feed)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def own_feed_page(request: SignedInRequest) -> HttpResponse:
    """Whether there is a secret address and since when; a new one is shown this once."""
    if not request.standing.centres_with(*WHO):
        forbidden(request.user, Permission.COME_TO_SESSIONS, "own_feed")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "end":
        if actions.end_feed(by=request.user):
            messages.success(request, _("Ended. Nobody can read your sessions at that address any more."))
        return redirect("own_feed_page")
    if request.method == "POST" and act != "make":
        messages.error(request, _("Nothing was chosen, so nothing was changed."))
        return redirect("own_feed_page")
    new = feed_address(actions.make_feed(by=request.user)) if act == "make" else ""
    context = {"feed": feed_of(request.user), "new": new, "open": _opened_by_telephones(new)}
    return render(request, "meetings/feeds/own_feed.html", context)


def _opened_by_telephones(address: str) -> str:
    """The same address, as telephones open it in one press."""
    return urlsplit(address)._replace(scheme="webcal").geturl() if address else ""

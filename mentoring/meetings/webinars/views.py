"""What anybody reads of talks without signing in, and what whoever registered does with their link."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentoring.meetings.feeds.files import FileWords, session_file
from mentoring.meetings.feeds.selectors import entry_of
from mentoring.meetings.feeds.views import as_file
from mentoring.meetings.models import Registration
from mentoring.meetings.rooms.room import RoomUnavailable
from mentoring.meetings.webinars import actions
from mentoring.meetings.webinars.forms import AskInTalkForm, TalkPlaceForm
from mentoring.meetings.webinars.hours import TalkPhase, city_of
from mentoring.meetings.webinars.selectors import (
    WayIn,
    has_place,
    registration_at,
    shown_questions,
    talk_at,
    talk_of,
    talks_to_come,
    way_into,
)
from oncocare.foundation import clock
from oncocare.people.models import Centre
from oncocare.people.requests import as_signed_in, as_site_request
from oncocare.web.forms import refusals_shown_on

log = logging.getLogger(__name__)


def of_a_centre(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that anybody may open, about a centre: who belongs to none sees its numbers, its name and its time."""

    @wraps(view)
    def shown(request: HttpRequest, centre: str, **rest: Any) -> HttpResponse:
        found = get_object_or_404(Centre, slug=centre)
        site = as_site_request(request)
        if site.centre is not None:
            return view(request, found, **rest)
        site.centre, site.country, site.site_name = found, found.country, found.site_name
        with timezone.override(ZoneInfo(found.zone)):
            return view(request, found, **rest)

    return shown


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"city": city_of(timezone.get_current_timezone_name()), "now": clock.now()}
    return render(request, f"meetings/webinars/public/{name}.html", context, status=status)


def _talk(centre: Centre, name: str) -> Any:
    talk = talk_at(centre, name)
    if talk is None:
        raise Http404
    return talk


# --- what there is ----------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@of_a_centre
def talks(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The talks of a centre that are to come."""
    return _page(request, "talks", centre=centre, talks=talks_to_come(centre))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_centre
def talk(request: HttpRequest, centre: Centre, talk: str) -> HttpResponse:
    """One talk, and asking for a place in it. What is answered is the same for every address."""
    found = _talk(centre, talk)
    form = TalkPlaceForm(request.POST if request.method == "POST" else None, initial={"email": _own_address(request)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        address = given["email"].lower()
        too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="register_talk", key=address)
        if too_often:
            return too_often
        with refusals_shown_on(form):
            actions.register(
                by=actions.BY, talk=found, address=address, language=_mail_language(found), remind=given["remind"]
            )
            return redirect("talk_asked", centre.slug, talk)
    return _page(request, "talk", 422 if form.errors else 200, centre=centre, talk=found, form=form)


def _own_address(request: HttpRequest) -> str:
    """Whoever is signed in need not type it; they may give another."""
    own = as_signed_in(request)
    return own.user.email if own else ""


def _mail_language(talk: Any) -> str:
    """That in which the page is read; mail is written in the languages of those in care only."""
    read = get_language() or ""
    return read if read in dict(settings.LANGUAGES) else str(talk.language)


@login_not_required
@require_safe
@of_a_centre
def talk_asked(request: HttpRequest, centre: Centre, talk: str) -> HttpResponse:
    """What to do next; the same for every address."""
    return _page(request, "asked", centre=centre, talk=_talk(centre, talk))


@login_not_required
@require_safe
@of_a_centre
def talk_file(request: HttpRequest, centre: Centre, talk: str) -> HttpResponse:
    """The talk as a file for the telephone."""
    found = _talk(centre, talk)
    words = FileWords(title=_("Talk"), place=_("See the page"), all_of_them=_("Talks"))
    address = settings.SITE_URL + reverse("talk", args=[centre.slug, found.name])
    return as_file(session_file(entry_of(found, address), words, clock.now()))


# --- with a link of one's own -----------------------------------------------------------------------------------------


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_centre
def talk_in(request: HttpRequest, centre: Centre, key: str) -> HttpResponse:
    """The link of somebody who registered: opening it changes nothing, for scanners open links too; its buttons do."""
    registration = registration_at(centre, key)
    if registration is None:
        return _link_is_over(request, centre)
    form = AskInTalkForm()
    if request.method == "POST":
        too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="talk_link", key=key)
        if too_often:
            return too_often
        if request.POST.get("act") == "ask":
            form = AskInTalkForm(request.POST)
            if answer := _asked(registration, form, key):
                return answer
        elif request.POST.get("act") == "open":
            return _own_page(request, centre, registration, form, _way_by_key(request, registration))
        else:
            _act(request, registration)
            return redirect("talk_in", centre.slug, key)
    return _own_page(request, centre, registration, form)


def _way_by_key(request: HttpRequest, registration: Registration) -> WayIn | None:
    """The address that opens the room for minutes; None where it cannot be opened, which is said."""
    try:
        ticket = actions.open_room(registration=registration, name=_("A guest"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    except RoomUnavailable as unavailable:
        log.warning("the room of a talk could not be opened: %s", unavailable.why)
        said = _("The room cannot be opened just now. Try again in a minute, or call the number below.")
        messages.error(request, said)
    else:
        return WayIn(ticket.address, site=ticket.server) if ticket else None
    return None


def _own_page(
    request: HttpRequest, centre: Centre, registration: Registration, form: AskInTalkForm, way: WayIn | None = None
) -> HttpResponse:
    found = talk_of(registration)
    inside = found.phase is TalkPhase.OPEN and registration.came_in is not None
    return _page(
        request, "own", 422 if form.errors else 200, centre=centre, talk=found, registration=registration,
        place=has_place(registration), inside=inside, form=form,
        way=(way or way_into(registration)) if inside else None, questions=shown_questions(found) if inside else [],
        open=found.phase is TalkPhase.OPEN,
    )  # fmt: skip


def _act(request: HttpRequest, registration: Registration) -> None:
    """One press of one of the buttons."""
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "confirm": (lambda: actions.confirm(registration=registration), ""),
        "give_back": (lambda: actions.give_back(registration=registration), ""),
        "remind": (lambda: actions.wish_reminder(registration=registration, wanted=True), _("We remind you.")),
        "remind_not": (
            lambda: actions.wish_reminder(registration=registration, wanted=False), _("We do not remind you.")
        ),
        "come_in": (lambda: actions.come_in(registration=registration), ""),
        "leave": (
            lambda: actions.note_minutes(registration=registration),
            _("Thank you for telling us. You can come back with your link while the talk goes on."),
        ),
    }  # fmt: skip
    act, said = acts.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        messages.error(request, _("Nothing was chosen, so nothing was changed."))
        return
    try:
        act()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        if said:
            messages.success(request, said)


def _asked(registration: Registration, form: AskInTalkForm, key: str) -> HttpResponse | None:
    """Where somebody is led who asked something: to the numbers first, after words that say that they want to die."""
    if not form.is_valid():
        return None
    with refusals_shown_on(form, by_field=True):
        given = {"words": form.cleaned_data["words"], "key": form.cleaned_data["key"]}
        in_danger = actions.ask_question(registration=registration, **given)
        centre = registration.meeting.centre.slug
        return redirect("help_now") if in_danger else redirect(f"{reverse('talk_in', args=[centre, key])}#questions")
    return None


def _link_is_over(request: HttpRequest, centre: Centre) -> HttpResponse:
    return _page(request, "no_link", 410, centre=centre)

"""The page of a session in the browser, that on which a talk is watched from outside, and what their scripts ask: small
answers as JSON, never kept by a browser.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.meetings.joining import actions
from mentoring.meetings.joining.doors import RoomDoor
from mentoring.meetings.joining.forms import SeenAsForm
from mentoring.meetings.joining.models import Presence
from mentoring.meetings.joining.selectors import (
    AtDoor,
    as_leader,
    at_door,
    first_name_of,
    in_sight,
    key_to_room,
    news_for,
    presence_in,
    presence_of,
)
from mentoring.meetings.models import Meeting, Registration
from mentoring.meetings.rooms.keys import opens_at
from mentoring.meetings.rooms.link import server_of
from mentoring.meetings.rooms.room import RoomUnavailable, Ticket
from mentoring.meetings.rooms.seen import what_is_seen, whose_server
from mentoring.meetings.rooms.selectors import origin_of, person_of, room_of, to_watch, with_devices
from mentoring.meetings.webinars.actions import note_minutes, open_room
from mentoring.meetings.webinars.hours import TalkPhase
from mentoring.meetings.webinars.selectors import has_place, registration_at
from mentoring.meetings.webinars.views import of_a_centre
from oncocare.foundation import clock, ids
from oncocare.people.models import Centre
from oncocare.people.requests import SignedInRequest

Provider = Meeting.Provider
PAGES = {Provider.JANUS: "meetings/joining/join.html", Provider.JITSI: "meetings/joining/before_frame.html"}
ACTS = {"hush": actions.hush, "out": actions.take_out, "help": actions.answer_help}


@require_safe
def join_session(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """The page from which one comes into a session: when it opens, the check before, and the room itself."""
    found = at_door(request.standing, meeting)
    context = _shown(found)
    if not found.may_enter:
        return render(request, "meetings/joining/closed.html", context)
    template = PAGES.get(found.meeting.provider, "meetings/joining/other_way.html")
    answer = render(request, template, context)
    return with_devices(answer, found.meeting) if found.meeting.provider == Provider.JANUS else answer


def _shown(found: AtDoor) -> dict[str, Any]:
    own, provider = presence_of(found), found.meeting.provider
    server = urlsplit(origin_of(found.meeting)).netloc or server_of(found.meeting.link)
    return {
        "meeting": found.meeting, "found": found, "opens": opens_at(found.meeting.begins), "now": clock.now(),
        "early": found.door is RoomDoor.EARLY, "over": found.door is RoomDoor.OVER, "form": _form(found, own),
        "taken_out": own is not None and own.state == Presence.State.OUT, "name": first_name_of(found),
        "server": server, "whose": whose_server(provider, server), "page": ids.new(),
        "seen": what_is_seen(provider, recorded=found.meeting.recorded),
    }  # fmt: skip


def _form(found: AtDoor, own: Presence | None) -> SeenAsForm | None:
    if not found.chooses_a_name:
        return None
    return SeenAsForm(initial={"name": own.name if own else first_name_of(found)})


@require_POST
def session_elsewhere(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """The room on the Jitsi server of the centre, in a frame of a page of ours: numbers to call stay in sight."""
    found = at_door(request.standing, meeting)
    if not found.may_enter or found.meeting.provider != Provider.JITSI:
        return redirect("join_session", meeting=meeting)
    try:
        own, key = actions.come(by=request.user, found=found, name=request.POST.get("name", ""), page=_page(request))
        ticket = _ticket(request, found, own, key)
    except (ValidationError, RoomUnavailable) as refused:
        why = " ".join(refused.messages) if isinstance(refused, ValidationError) else ""
        context = _shown(found) | {"refused": why, "unavailable": not why}
        return render(request, PAGES[Provider.JITSI], context, status=422 if why else 503)
    answer = render(request, "meetings/joining/frame.html", {**_shown(found), "ticket": ticket})
    return with_devices(answer, found.meeting)


# --- what the script of the page asks -------------------------------------------------------------------------------


@require_POST
def come_to_session(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """Somebody stands at the door: with the key that opens the room once they are let in."""
    found = at_door(request.standing, meeting)
    try:
        own, key = actions.come(by=request.user, found=found, name=request.POST.get("name", ""), page=_page(request))
    except ValidationError as refused:
        return _refused(refused)
    return JsonResponse(news_for(found, own, own.page) | {"key": key, "name": own.name})


@require_safe
def session_news(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """What an open page shows: whether they are let in, who is there, and who asks to speak."""
    found = at_door(request.standing, meeting)
    own, page = presence_of(found), _page(request)
    if own is not None and own.page == page and found.may_enter:
        actions.note_there(by=request.user, own=own)
    return JsonResponse(news_for(found, own, page))


@require_POST
def enter_session(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """What opens the room on the gateway, for the key that was given to this very person."""
    found = at_door(request.standing, meeting)
    own = presence_of(found)
    try:
        ticket = _ticket(request, found, own, request.POST.get("key", ""))
    except ValidationError as refused:
        return _refused(refused)
    except RoomUnavailable:
        return JsonResponse({"unavailable": True}, status=503)
    return JsonResponse(ticket.for_page())


def _ticket(request: SignedInRequest, found: AtDoor, own: Presence | None, key: str) -> Ticket:
    """The room is asked after the key was used, outside any transaction: the gateway may take seconds to answer."""
    own, held = key_to_room(found, own, key)
    actions.use_key(by=request.user, found=found, held=held)
    ticket = room_of(found.meeting).ticket(found.meeting, person_of(held, own.name))
    actions.note_feed(by=request.user, own=own, feed=ticket.person)
    return ticket


@require_POST
def session_hand(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """Somebody wants to say something, or no more."""
    found, own, here = _inside(request, meeting)
    if own is not None and here:
        actions.raise_hand(by=request.user, own=own, up=request.POST.get("up") == "yes")
    return JsonResponse(news_for(found, own, _page(request)))


@require_POST
def session_help(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """Somebody tells whoever leads, and nobody else, that they need help now."""
    found, own, here = _inside(request, meeting)
    if own is not None and here and not found.leads:
        actions.ask_for_help(by=request.user, own=own)
    return JsonResponse(news_for(found, own, _page(request)))


@require_POST
def leave_session(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """Somebody leaves; their page may be gone before the answer comes."""
    found = at_door(request.standing, meeting)
    own = presence_of(found)
    if own is not None:
        actions.leave(by=request.user, own=own, page=_page(request))
    return JsonResponse({"state": own.state if own else Presence.State.LEFT})


def _inside(request: SignedInRequest, meeting: UUID) -> tuple[AtDoor, Presence | None, bool]:
    """Themselves, and whether they are in the room by this very page."""
    found = at_door(request.standing, meeting)
    own = presence_of(found)
    here = own is not None and own.state == Presence.State.INSIDE and own.page == _page(request) and found.may_enter
    return found, own, here


# --- whoever leads --------------------------------------------------------------------------------------------------


@require_POST
def let_all_in(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """Everybody who waits comes in."""
    found, page = as_leader(request.standing, meeting), _page(request)
    actions.let_in(by=request.user, found=found, people=list(in_sight(found)))
    return JsonResponse(news_for(found, presence_of(found), page))


@require_POST
def session_person(request: SignedInRequest, meeting: UUID, person: UUID) -> JsonResponse:
    """One person is let in, muted or taken out, or their wish for help was seen."""
    found = as_leader(request.standing, meeting)
    somebody, act, page = presence_in(found, person), request.POST.get("act", ""), _page(request)
    try:
        if act == "in":
            actions.let_in(by=request.user, found=found, people=[somebody])
        elif act in ACTS:
            ACTS[act](by=request.user, found=found, person=somebody)
        else:
            raise BadRequest("act is none of those of the page")
    except ValidationError as refused:
        return _refused(refused)
    return JsonResponse(news_for(found, presence_of(found), page))


@require_POST
def end_session(request: SignedInRequest, meeting: UUID) -> JsonResponse:
    """Whoever leads ends it for everybody, and the room on the gateway is gone."""
    found = as_leader(request.standing, meeting)
    actions.end_room(by=request.user, found=found)
    return JsonResponse({"state": "over"})


def _page(request: SignedInRequest) -> UUID:
    """The id that a page made for itself."""
    said = (request.POST if request.method == "POST" else request.GET).get("page", "")
    try:
        return UUID(said)
    except ValueError:
        raise BadRequest("page is no id") from None


def _refused(refused: ValidationError) -> JsonResponse:
    """What is wrong, to be shown beside the button that was pressed; nothing was changed."""
    return JsonResponse({"refused": " ".join(refused.messages)}, status=422)


# --- from outside ---------------------------------------------------------------------------------------------------


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_centre
def watch_talk(request: HttpRequest, centre: Centre, key: str) -> HttpResponse:
    """The room of a talk for somebody who registered, by their link: they see and hear it, and nobody sees or hears
    them. Opening the page changes nothing; its button asks for the ticket.
    """
    registration = registration_at(centre, key)
    talk: Any = registration.meeting if registration else None
    if registration is None or talk.provider != Provider.JANUS or talk.phase is not TalkPhase.OPEN:
        return redirect("talk_in", centre.slug, key)
    if request.method == "POST":
        too_often: HttpResponse | None = ratelimit.consume_or_429(request, action="talk_link", key=key)
        return too_often or _watched(request, registration)
    if not has_place(registration):
        return redirect("talk_in", centre.slug, key)
    return to_watch(render(request, "meetings/joining/watch.html", {"centre": centre, "talk": talk, "key": key}))


def _watched(request: HttpRequest, registration: Registration) -> JsonResponse:
    """A ticket for whoever begins to watch; how long they did for whoever goes."""
    if request.POST.get("act") == "leave":
        note_minutes(registration=registration)
        return JsonResponse({})
    try:
        ticket = open_room(registration=registration, name=_("A guest"))
    except ValidationError as refused:
        return _refused(refused)
    except RoomUnavailable:
        return JsonResponse({"unavailable": True}, status=503)
    return JsonResponse(ticket.for_page() if ticket else {}, status=200 if ticket else 503)

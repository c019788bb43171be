"""A person's own sessions, one of them, and what they do there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentoring.meetings.models import Seat
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.places import actions
from mentoring.meetings.places.forms import GiveBackForm
from mentoring.meetings.places.selectors import (
    Coming,
    by_title,
    coming_to,
    may_take,
    open_to,
    own_coming,
    own_sessions,
    sorted_sessions,
    taken,
    waits_before,
)
from mentoring.meetings.places.words import when_in_words
from mentoring.meetings.rooms.keys import doors_are_open, opens_at
from mentoring.meetings.times.series import on_the_wall
from oncocare.foundation import clock
from oncocare.people.models import Centre
from oncocare.people.requests import SignedInRequest
from oncocare.web.forms import refusals_shown_on

State = Seat.State


def zone_of_reader() -> str:
    """The zone in which the pages of this request show times."""
    return timezone.get_current_timezone_name()


def at_centre(moment: datetime, centre: Centre) -> str:
    """The time on the wall of the centre, where it is another than the reader sees; else nothing."""
    there, here = on_the_wall(moment, centre.zone), on_the_wall(moment, zone_of_reader())
    return "" if there == here else f"{there[1]:%H:%M}"


@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    """What comes, what waits for an answer or a place, what else one may come to, and what was."""
    own = sorted_sessions(own_sessions(request.standing))
    for seat in (*own.asked, *own.comes, *own.waits):
        _with_words(seat)
    context = {"own": own, "others": by_title(open_to(request.standing)), "now": clock.now()}
    return render(request, "meetings/places/sessions.html", context)


def _with_words(row: Any) -> Any:
    row.words = when_in_words(row.begins, row.ends, clock.now(), zone_of_reader())
    return row


@require_safe
def session(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """One session: when it is in their own zone and in words, who leads it, where, and what they can do."""
    return _shown(request, coming_to(request.standing, meeting))


def _shown(request: SignedInRequest, found: Coming, refused: str = "") -> HttpResponse:
    meeting, seat = _with_words(found.meeting), found.seat
    free = max(0, meeting.capacity - taken(meeting))
    context = {
        "found": found, "meeting": meeting, "seat": seat, "state": seat.state if seat else "", "now": clock.now(),
        "at_centre": at_centre(meeting.begins, meeting.centre), "zone": zone_of_reader(), "refused": refused,
        "before": waits_before(meeting, seat), "free": free, "may_take": may_take(request.standing, found),
        "private": meeting.kind == MeetingType.PRIVATE, "begun": meeting.begins <= clock.now(),
        "open": doors_are_open(begins=meeting.begins, ends=meeting.ends, now=clock.now()),
        "opens": opens_at(meeting.begins),
    }  # fmt: skip
    return render(request, "meetings/places/session.html", context, status=422 if refused else 200)


@require_POST
def take_place(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """They take a place in what is open to them, or wait for one."""
    found = coming_to(request.standing, meeting)
    if not may_take(request.standing, found):
        return _shown(request, found, _("You cannot take a place in this session by yourself. Please ask your team."))
    try:
        seat = actions.book(
            by=request.user, meeting=found.meeting, user=request.user,
            centre=found.centre, patient=found.patient, alias=found.alias,
        )  # fmt: skip
    except ValidationError as refused:
        return _shown(request, found, " ".join(refused.messages))
    messages.success(request, _said(seat))
    return redirect("session", meeting=meeting)


def _said(seat: Seat) -> str:
    if seat.state == State.WAITING:
        return _("Every place is taken now. You are on the list: we write to you when a place is free for you.")
    return _("The place is yours. We remind you a day before.")


@require_POST
def answer_session(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """They say yes or no to being asked, or to a place that is free."""
    found = own_coming(request.standing, meeting)
    come = {"yes": True, "no": False}.get(request.POST.get("come", ""))
    if come is None or found.seat is None:
        return _shown(request, found, _("Nothing was chosen, so nothing was changed."))
    try:
        actions.answer(by=request.user, seat=found.seat, come=come)
    except ValidationError as refused:
        return _shown(request, own_coming(request.standing, meeting), " ".join(refused.messages))
    said = _("The place is yours. We remind you a day before.") if come else _("You said no. That is all right.")
    messages.success(request, said)
    return redirect("session", meeting=meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: SignedInRequest, meeting: UUID) -> HttpResponse:
    """They cannot come, and say why; afterwards the page offers another time."""
    found = own_coming(request.standing, meeting)
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and found.seat:
        with refusals_shown_on(form):
            actions.give_back(by=request.user, seat=found.seat, why=form.why)
            messages.success(request, _("Your place is given back. Thank you for telling us."))
            return redirect("session", meeting=meeting)
    context = {"meeting": _with_words(found.meeting), "form": form, "seat": found.seat}
    return render(request, "meetings/places/give_back.html", context, status=422 if form.errors else 200)

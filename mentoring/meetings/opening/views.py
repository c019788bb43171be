"""Booking a private session, moving it, asking for one; and the hours that a clinician opens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentoring.conversations.selectors import offer_of
from mentoring.meetings.of_kinds import MeetingType
from mentoring.meetings.opening import actions
from mentoring.meetings.opening.forms import AskForSessionForm, BookForm, ChosenTimeForm, OpenHoursForm
from mentoring.meetings.opening.selectors import (
    Bookable,
    by_day,
    found_in,
    hours_to_close,
    open_hours_of,
    to_book,
    with_counts,
)
from mentoring.meetings.places.selectors import own_coming
from mentoring.meetings.places.views import at_centre
from oncocare.foundation import clock
from oncocare.people.access import centre_for, own_patient
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import PatientRequest, SignedInRequest, StaffRequest
from oncocare.web.forms import refusals_shown_on
from oncocare.web.templatetags.web import moment

# --- a person ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def book_session(request: PatientRequest) -> HttpResponse:
    """The times that they can book, in their own zone; one that they chose is shown once more before it is booked."""
    patient = own_patient(request.standing, Permission.COME_TO_SESSIONS)
    times = to_book(patient)
    refused = ""
    if request.method == "POST":
        form = BookForm(request.POST)
        chosen = _chosen(form, times)
        if chosen:
            try:
                seat = actions.book_session(
                    by=request.user, patient=patient, hours=chosen.hours, begins=chosen.begins,
                    key=form.cleaned_data["key"],
                )  # fmt: skip
            except ValidationError as wrong:
                refused, times = " ".join(wrong.messages), to_book(patient)
            else:
                messages.success(request, _("Booked: %(when)s.") % {"when": moment(chosen.begins)})
                return redirect("session", meeting=seat.meeting_id)
        else:
            seat_there = _booked_before(patient, form)
            if seat_there:
                return redirect("session", meeting=seat_there)
            refused = _gone()
    return _offered(request, patient, times, refused)


def _gone() -> str:
    return _("Somebody else has just taken this time. Nothing was booked: please choose another.")


def _booked_before(patient: Patient, form: BookForm) -> UUID | None:
    """The session that was made by the same press a moment ago: its time is not free any more."""
    key = form.cleaned_data.get("key")
    return key if key and patient.seats.filter(meeting=key).exists() else None


def _chosen(form: ChosenTimeForm, times: Iterable[Bookable]) -> Bookable | None:
    if not form.is_valid():
        return None
    return found_in(times, form.cleaned_data["hours"], form.cleaned_data["begins"])


def _offered(
    request: SignedInRequest, patient: Patient, times: list[Bookable], refused: str = "", moving: Any = None
) -> HttpResponse:
    asked = _chosen(ChosenTimeForm(request.GET), times)
    initial = {"hours": asked.hours.pk, "begins": asked.begins.isoformat()} if asked else {}
    names = {one.hours.user_id for one in times}
    context = {
        "patient": patient, "days": by_day(patient, times), "chosen": asked, "form": BookForm(initial=initial),
        "refused": refused, "moving": moving, "several": len(names) > 1, "now": clock.now(),
        "one": times[0].hours.user if len(names) == 1 else None,
        "at_centre": at_centre(asked.begins, patient.centre) if asked else "",
        "takes_messages": offer_of(patient.centre) is not None,
    }  # fmt: skip
    return render(request, "meetings/opening/book.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def move_own_session(request: PatientRequest, meeting: UUID) -> HttpResponse:
    """They choose another time for their own private session, with the same clinician."""
    found = own_coming(request.standing, meeting)
    if found.patient is None or found.seat is None or found.meeting.kind != MeetingType.PRIVATE or not found.to_come:
        return redirect("session", meeting=meeting)
    times, refused = to_book(found.patient, found.meeting), ""
    if request.method == "POST":
        chosen = _chosen(ChosenTimeForm(request.POST), times)
        refused = _gone()
        if chosen:
            try:
                actions.move_session(by=request.user, seat=found.seat, hours=chosen.hours, begins=chosen.begins)
            except ValidationError as wrong:
                refused, times = " ".join(wrong.messages), to_book(found.patient, found.meeting)
            else:
                messages.success(request, _("Moved. It is now on %(when)s.") % {"when": moment(chosen.begins)})
                return redirect("session", meeting=meeting)
    return _offered(request, found.patient, times, refused, moving=found.meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_session(request: PatientRequest) -> HttpResponse:
    """They ask their team for a session by a message, where the centre takes messages here. After words that say that
    somebody wants to die the numbers come first.
    """
    patient = own_patient(request.standing, Permission.COME_TO_SESSIONS)
    offer = offer_of(patient.centre)
    if offer is None:
        return redirect("book_session")
    form = AskForSessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            sent = actions.ask_for_session(by=request.user, patient=patient, **form.cleaned_data)
            if sent.flag:
                onward = urlencode({"next": reverse("my_team")}, safe="/")
                return redirect(f"{reverse('support', args=[sent.flag.pk])}?{onward}")
            said = _("Sent. You hear from us by %(when)s.") % {"when": moment(sent.request.promised)}
            messages.success(request, said)
            return redirect("my_team")
    context = {"patient": patient, "form": form, "offer": offer}
    return render(request, "meetings/opening/ask.html", context, status=422 if form.errors else 200)


# --- a clinician ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def opened_hours(request: StaffRequest) -> HttpResponse:
    """The hours in which they can be booked, what of them is free, and opening more."""
    centre = centre_for(request.standing, Permission.LEAD_SESSIONS)
    form = OpenHoursForm(request.POST if request.method == "POST" else None, initial={"first": today_of(centre)})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.open_hours(by=request.user, centre=centre, facts=form.facts())
            messages.success(request, _("Opened. People in your care can book these hours from now on."))
            return redirect("opened_hours")
    rows = with_counts(open_hours_of(request.user, centre), centre)
    context = {"centre": centre, "rows": rows, "form": form, "now": clock.now()}
    return render(request, "meetings/opening/hours.html", context, status=422 if form.errors else 200)


@require_POST
def close_hours(request: StaffRequest, hours: UUID) -> HttpResponse:
    """Nobody books in these hours any more."""
    actions.close_hours(by=request.user, hours=hours_to_close(request.standing, hours))
    messages.success(request, _("Closed. What was booked stays: call it off or move it by itself."))
    return redirect("opened_hours")

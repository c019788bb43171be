"""The places of a session, for whoever leads it; where it is not private, also for whoever runs the centre."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.places import actions
from mentoring.meetings.places.forms import AskToComeForm, ReleaseForm
from mentoring.meetings.places.selectors import places_to_run, seat_to_run, seats_of, taken
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import be_at
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def session_places(request: StaffRequest, meeting: UUID) -> HttpResponse:
    """Who has a place, who waits, who left; and somebody is asked to come: in their care, or of the team."""
    found = places_to_run(request.standing, meeting)
    be_at(request.standing, found.centre_id)
    form = AskToComeForm(request.POST if request.method == "POST" else None, user=request.user, meeting=found)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            one = form.chosen
            actions.invite(by=request.user, meeting=found, user=one.user, centre=found.centre, patient=one.patient)
            messages.success(request, _("Asked. Their place is kept until they answer."))
            return redirect("session_places", meeting=meeting)
    record(by=request.user, verb=Verb.READ_SEATS, subject=found, centre=found.centre_id)
    context = {
        "meeting": found, "seats": seats_of(found), "taken": taken(found), "form": form, "now": clock.now(),
        "of_the_team": of_kind(found.kind).of_the_team,
        "open": not found.off and found.begins > clock.now(),
    }  # fmt: skip
    return render(request, "meetings/places/held.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def release_seat(request: StaffRequest, meeting: UUID, seat: UUID) -> HttpResponse:
    """Somebody is taken out, with a reason that they read."""
    row = seat_to_run(request.standing, meeting, seat)
    be_at(request.standing, row.meeting.centre_id)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form, by_field=True):
            actions.release(by=request.user, seat=row, why=form.cleaned_data["why"])
            messages.success(request, _("Taken out. The person is told, and reads why."))
            return redirect("session_places", meeting=meeting)
    context = {"meeting": row.meeting, "seat": row, "form": form}
    return render(request, "meetings/places/release.html", context, status=422 if form.errors else 200)

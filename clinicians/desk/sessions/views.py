"""The sessions that one holds: who was there, in two presses; one’s own minutes; and a note in the record."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from clinicians import actions as desk
from clinicians.desk.sessions.forms import AttendanceForm, OwnMinutesForm, SessionNoteForm
from clinicians.desk.sessions.selectors import not_noted, of_today, to_come
from mentoring.meetings.attending import actions
from mentoring.meetings.attending.noting import planned_minutes
from mentoring.meetings.attending.selectors import alone_of, own_minutes, people_of, seat_to_note, seen_as
from mentoring.meetings.places.selectors import places_to_run
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import be_at, centre_for, is_open_to, not_found, patient_for
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on


@require_safe
def held_sessions(request: StaffRequest) -> HttpResponse:
    """What I hold or come to today, what I hold in the week to come, and where it was not said who came."""
    centre = centre_for(request.standing, Permission.LEAD_SESSIONS)
    audit(by=request.user, verb=Verb.READ_ATTENDANCE, centre=centre)
    today = of_today(request.standing, centre)
    listed = {one.pk for one in today}
    context = {
        "centre": centre,
        "now": clock.now(),
        "today": today,
        "not_noted": [one for one in not_noted(request.standing, centre) if one.pk not in listed],
        "to_come": to_come(request.standing, centre),
    }
    return render(request, "clinicians/desk/sessions/held.html", context)


@require_safe
def session_attendance(request: StaffRequest, meeting: uuid.UUID) -> HttpResponse:
    """Who has a place in one session, and whether they came."""
    return _page(request, _led(request, meeting))


@require_POST
def note_attendance(request: StaffRequest, meeting: uuid.UUID, seat: uuid.UUID) -> HttpResponse:
    """Whether one person was there: the button that was pressed says it."""
    found = _led(request, meeting)
    row = seat_to_note(request.user, found, seat)
    form = AttendanceForm(row, request.POST)

    def act() -> None:
        minutes = form.cleaned_data["minutes"]
        actions.note_attendance(by=request.user, seat=row, attendance=form.said, minutes=minutes)

    return _pressed(request, found, form, act)


@require_POST
def note_all_present(request: StaffRequest, meeting: uuid.UUID) -> HttpResponse:
    """Everybody of whom nothing was said yet was there."""
    found = _led(request, meeting)

    def act() -> None:
        many = actions.note_all_present(by=request.user, meeting=found)
        said = ngettext("Noted: %(n)s person was there.", "Noted: %(n)s people were there.", many)
        messages.success(request, said % {"n": many})

    return _pressed(request, found, Form(request.POST), act)


@require_POST
def note_session_minutes(request: StaffRequest, meeting: uuid.UUID) -> HttpResponse:
    """The minutes of whoever held it, once."""
    found = _led(request, meeting)
    form = OwnMinutesForm(request.POST)

    def act() -> None:
        actions.note_own_minutes(by=request.user, meeting=found, minutes=form.cleaned_data["minutes"])
        messages.success(request, _("Your minutes are written down."))

    return _pressed(request, found, form, act)


@require_POST
def write_session_note(request: StaffRequest, meeting: uuid.UUID) -> HttpResponse:
    """A note in the record of the one person of a private session; it stands there as any note does."""
    found = _led(request, meeting)
    alone = alone_of(found, people_of(found))
    if alone is None:
        not_found(request.user, f"meeting:{found.pk}")
    patient = patient_for(request.standing, alone.pk, Permission.WRITE_RECORD)
    form = SessionNoteForm(request.POST)

    def act() -> None:
        words, key = form.cleaned_data["words"], form.cleaned_data["key"]
        desk.once(
            by=request.user, sending=key, act=lambda: desk.write_note(by=request.user, patient=patient, words=words)
        )  # fmt: skip
        messages.success(request, _("The note is in the record."))

    return _pressed(request, found, form, act)


def _pressed(request: StaffRequest, found: Any, form: Form, act: Callable[[], None]) -> HttpResponse:
    """What was sent is done, or the page comes back with what is wrong."""
    if form.is_valid():
        with refusals_shown_on(form):
            act()
            return redirect("session_attendance", found.pk)
    return _page(request, found, refused=form)


def _led(request: StaffRequest, pk: uuid.UUID) -> Any:
    """A session for whoever sees who comes to it, where they are now; of a private one that is whoever holds it."""
    found = places_to_run(request.standing, pk)
    be_at(request.standing, found.centre_id)
    return found


def _page(request: StaffRequest, meeting: Any, *, refused: Form | None = None) -> HttpResponse:
    audit(by=request.user, verb=Verb.READ_ATTENDANCE, subject=meeting, centre=meeting.centre)
    people, holds = people_of(meeting), meeting.is_led_by(request.user)
    alone = alone_of(meeting, people)
    planned = planned_minutes(meeting.begins, meeting.ends)
    own = own_minutes(request.user, meeting) if holds else None
    context = {
        "meeting": meeting,
        "now": clock.now(),
        "begun": meeting.begins <= clock.now() and not meeting.off,
        "rows": [(seat, seen_as(seat, meeting), _shown(refused, AttendanceForm(seat))) for seat in people],
        "unsaid": sum(not seat.attendance for seat in people),
        "planned": planned,
        "may_look": request.standing.may(Permission.SEE_RECORD, meeting.centre_id),
        "own": own,
        "own_form": _shown(refused, OwnMinutesForm(initial={"minutes": planned})) if holds and own is None else None,
        "note_form": _shown(refused, SessionNoteForm()) if alone and _may_write(request, alone) else None,
        "alone": alone,
        "form": refused,
    }
    return render(request, "clinicians/desk/sessions/attendance.html", context, status=422 if refused else 200)


def _shown(refused: Form | None, fresh: Form) -> Form:
    """The form that came back in its own place, else a fresh one."""
    return refused if refused is not None and refused.prefix == fresh.prefix else fresh


def _may_write(request: StaffRequest, patient: Patient) -> bool:
    """Whether a note of theirs can go into this record now, without a reason to be given first."""
    return request.standing.may(Permission.WRITE_RECORD, patient.centre_id) and is_open_to(request.standing, patient)

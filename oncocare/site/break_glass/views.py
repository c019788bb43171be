"""Opening a record outside one's caseload: the page that asks why, and the way that leads there and back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from oncocare.foundation import clock
from oncocare.people.access import is_open_to, patient_to_open
from oncocare.people.actions import open_record
from oncocare.people.models import Patient, RecordOpening
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import BEGUN, MOVE
from oncocare.safety.flags.actions import acknowledge
from oncocare.safety.flags.selectors import open_flags
from oncocare.safety.models import Flag
from oncocare.site.break_glass.forms import OpeningForm
from oncocare.site.break_glass.middleware import DONE, SENT
from oncocare.web.next_address import next_address

TAKE = "opening-take"  # in what is sent: the id of a flag that is taken on instead
Kept = list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One reason, kept where the patient can see it; then the record is open for the length of a shift.

    A flag that waits can be taken on right here: nobody fills in a form before they help. What was written before the
    page asked is kept in it, and comes back.
    """
    patient = patient_to_open(request.standing, pk)
    kept, flags = _kept(request), _flags(patient)
    if is_open_to(request.standing, patient) or _taken_on(request, flags):
        return _onward(request, patient, kept)
    form = OpeningForm(None if _led_here(request) else request.POST or None)
    if request.method == "POST" and form.is_valid() and _open(request, patient, form):
        return _onward(request, patient, kept)
    context = {
        "patient": patient,
        "form": form,
        "sent": SENT in request.GET,
        "kept": kept,
        "take": TAKE,
        "hours": RecordOpening.LASTS // timedelta(hours=1),
        "flags": flags,
        "now": clock.now(),
    }
    return render(request, "site/break_glass/break_glass.html", context, status=422 if form.errors else 200)


def _flags(patient: Patient) -> list[Flag]:
    """Every open flag: whoever may open the record may answer each of them as it is."""
    return list(open_flags(patient.centre).filter(patient=patient).select_related("acknowledged_by"))


def _led_here(request: StaffRequest) -> bool:
    """Whether something else was sent, and this page came instead: its own question was not answered yet."""
    asked = any(name.startswith(f"{OpeningForm.prefix}-") for name in request.POST)
    return _came_instead(request) and not asked


def _came_instead(request: StaffRequest) -> bool:
    return SENT in request.GET or DONE in request.GET


def _kept(request: StaffRequest) -> Kept:
    """What was sent to a page that then asked why, but for what every form carries."""
    if not _came_instead(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (BEGUN, MOVE, "csrfmiddlewaretoken") and not name.startswith(f"{OpeningForm.prefix}-")
        for value in values
    ]


def _taken_on(request: StaffRequest, flags: Iterable[Flag]) -> bool:
    """Whether one of the flags that nobody has read was taken on, which opens the record."""
    wanted = request.POST.get(TAKE)
    flag = next((flag for flag in flags if str(flag.pk) == wanted and not flag.acknowledged_at), None)
    if flag is None:
        return False
    acknowledge(by=request.user, flag=flag)
    messages.success(request, _("You have taken this on. Close it when you know how it ended."))
    return True


def _open(request: StaffRequest, patient: Patient, form: OpeningForm) -> bool:
    try:
        open_record(by=request.user, patient=patient, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    return form.is_valid()


def _onward(request: StaffRequest, patient: Patient, kept: Kept) -> HttpResponse:
    """Where they were going; with what they had written, which is not done before they have looked. The record takes
    it back into its forms; what was written on another page is sent there by one press.
    """
    record = reverse("record", args=[patient.pk])
    going = next_address(request, record, sent=not kept)
    if not kept:
        return redirect(record if _came_instead(request) else going)
    if "page" in dict(kept):
        messages.warning(request, _("What you wrote stands in the record again. It is not saved yet."))
        return redirect(record, preserve_request=True)
    words = [value for _name, value in kept if " " in value.strip()]
    context = {"patient": patient, "kept": kept, "going": going, "words": words}
    return render(request, "site/break_glass/kept.html", context)

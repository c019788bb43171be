"""Opening a record outside one's caseload: the page that asks why, and the way that leads there and back."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from oncocare.foundation import clock
from oncocare.people.access import is_open_to, patient_to_open
from oncocare.people.actions import open_record
from oncocare.people.models import Patient, RecordOpening
from oncocare.people.requests import StaffRequest
from oncocare.safety.flags.selectors import open_flags
from oncocare.site.break_glass.forms import OpeningForm
from oncocare.web.next_address import next_address


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One reason, kept where the patient can see it; then the record is open for the length of a shift.

    A flag that waits can be taken on right here: nobody fills in a form before they help.
    """
    patient = patient_to_open(request.standing, pk)
    going = next_address(request, reverse("record", args=[patient.pk]))
    if is_open_to(request.standing, patient):
        return redirect(going)
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _open(request, patient, form):
        return redirect(going)
    context = {
        "patient": patient,
        "form": form,
        "sent": "sent" in request.GET,
        "hours": RecordOpening.LASTS // timedelta(hours=1),
        "flags": open_flags(patient.centre).filter(patient=patient, acknowledged_at=None),
        "now": clock.now(),
    }
    return render(request, "site/break_glass/break_glass.html", context, status=422 if form.errors else 200)


def _open(request: StaffRequest, patient: Patient, form: OpeningForm) -> bool:
    try:
        open_record(by=request.user, patient=patient, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    return form.is_valid()

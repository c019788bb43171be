"""The page of all that a person gave, and the same as a file."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.people.access import own_patient
from oncocare.people.requests import PatientRequest
from oncocare.site.own_data.selectors import file_of, page_of

FILE = "my-data.json"  # it says nothing of where it is from, for it stays on a device that others may use


@require_safe
def page(request: PatientRequest) -> HttpResponse:
    """All of it, to read."""
    patient = own_patient(request.standing)
    return render(request, "site/own_data/own_data.html", {"patient": patient, "parts": page_of(patient)})


@require_safe
def file(request: PatientRequest) -> HttpResponse:
    """All of it, for a program to read."""
    patient = own_patient(request.standing)
    record(by=request.user, verb=Verb.OWN_DATA_TAKEN, subject=patient, patient=patient, centre=patient.centre)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return JsonResponse(file_of(patient), json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)

"""The page on which a patient sees who opened their record, when, and why where a reason was given."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oncocare.audit.selectors import readings_of
from oncocare.people.access import own_patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import PatientRequest
from oncocare.site.who_looked.selectors import PER_PAGE, days_of


@require_safe
def page(request: PatientRequest) -> HttpResponse:
    """Who opened my record, the latest first; when I look myself, that is not listed."""
    patient = own_patient(request.standing, Permission.SEE_WHO_LOOKED)
    rows = readings_of(patient).exclude(actor=f"user:{request.user.pk}")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"patient": patient, "page": shown, "days": list(days_of(patient, list(shown.object_list)))}
    return render(request, "site/who_looked/who_looked.html", context)

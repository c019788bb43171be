"""The page of what one person receives in the next 90 days."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinicians.desk.preview.selectors import for_patient
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from questionnaires.models import PatientSchedule
from questionnaires.scheduling.selectors import schedule_in


@require_safe
def patient_schedule(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One person's next 90 days; opening it leaves a row in the audit log."""
    patient = patient_for(request.standing, pk, Permission.SEE_RECORD)
    audit(by=request.user, verb=Verb.READ_SCHEDULE, subject=patient, patient=patient, centre=patient.centre)
    followed = get_object_or_404(PatientSchedule.objects.select_related("schedule"), patient=patient)
    schedule = schedule_in(followed.schedule) if followed.schedule else None
    preview = for_patient(patient, schedule) if schedule else None
    context = {"patient": patient, "followed": followed, "schedule": schedule, "preview": preview}
    return render(request, "clinicians/desk/preview/patient_schedule.html", context)

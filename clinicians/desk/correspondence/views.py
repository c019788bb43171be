"""What was sent to one person, what waits and what did not go, for their team."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.notifications.selectors import failing
from oncocare.notifications.sending.selectors import queue_of
from oncocare.people.access import patient_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_safe
def person_messages(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One person's queue at this centre; it shows no words of any message."""
    patient = patient_for(request.standing, pk, Permission.SEE_RECORD)
    audit(by=request.user, verb=Verb.READ_MESSAGES, subject=patient, patient=patient, centre=patient.centre)
    context = {
        "patient": patient,
        "rows": queue_of(patient.user, patient.centre) if patient.user else [],
        "failing": bool(patient.user and failing([patient.user])),
    }
    return render(request, "clinicians/desk/correspondence/messages.html", context)

"""Who may look at what somebody did and shared at level 2: whoever guides them, and clinicians."""

from __future__ import annotations

from typing import Any

from oncocare.people.access import at_work, check_caseload, inside_caseload, not_found
from oncocare.people.models import Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from steps.campus.models import Guidance


def guided_patient(standing: Standing, pk: Any) -> Patient:
    """Somebody whom this person guides, or who is in their caseload. Of anybody else, whoever may not open records
    learns nothing, not even that they are in care.
    """
    found = Patient.objects.select_related("centre", "user", "clinician").filter(pk=pk).first()
    patient: Patient = at_work(standing, found, f"patient:{pk}", Permission.GUIDE)
    if guides(standing.user, patient):
        return patient
    if not standing.may(Permission.SEE_RECORD, patient.centre_id):
        not_found(standing.user, f"patient:{pk}")
    check_caseload(standing, patient, Permission.SEE_RECORD)
    return patient


@inside_caseload
def guides(user: User, patient: Patient) -> bool:
    """Whoever guides a person and may open records has theirs in the caseload."""
    return Guidance.objects.filter(patient=patient, supporter=user, until=None).exists()

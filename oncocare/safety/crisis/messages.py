"""Where help is, below every mail."""

from __future__ import annotations

from django.template.loader import render_to_string

from oncocare.notifications.registry import foot
from oncocare.people.models import Patient
from oncocare.safety.crisis.selectors import crisis_of


@foot
def help_now(patient: Patient) -> str:
    """Whom to call at any hour."""
    crisis = crisis_of(patient.centre, patient.country)
    return render_to_string("emails/crisis/body.txt", {"crisis": crisis}).strip()

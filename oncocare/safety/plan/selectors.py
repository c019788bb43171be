"""Reads a person's safety plan, and what the team may read of it."""

from __future__ import annotations

from django.http import Http404

from oncocare.people.models import Patient
from oncocare.safety.models import SafetyPlan


def newest(patient: Patient) -> SafetyPlan | None:
    """The plan as it stands."""
    return patient.safety_plans.select_related("by").order_by("-number").first()


def versions(patient: Patient) -> list[SafetyPlan]:
    """Every version, the newest first."""
    return list(patient.safety_plans.select_related("by").order_by("-number"))


def version_of(patient: Patient, number: int) -> SafetyPlan:
    """One version of this person's own plan."""
    found = patient.safety_plans.select_related("by").filter(number=number).first()
    if found is None:
        raise Http404
    return found

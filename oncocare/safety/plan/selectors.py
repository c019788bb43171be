"""Reads a person's safety plan, and what the team may read of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from oncocare.people.access import as_patient, own_patient
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from oncocare.safety.models import SafetyPlan


def with_plan(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `planned`, whether they have made a plan; no query more."""
    return patients.annotate(planned=Exists(SafetyPlan.objects.filter(patient=OuterRef("pk"))))


def newest(patient: Patient) -> SafetyPlan | None:
    """The plan as it stands."""
    return patient.safety_plans.select_related("by").order_by("-number").first()


def versions(patient: Patient) -> list[SafetyPlan]:
    """Every version, the newest first."""
    return list(patient.safety_plans.select_related("by").order_by("-number"))


def own_version(standing: Standing, number: int) -> SafetyPlan:
    """One version of the signed-in patient's plan."""
    plan = own_patient(standing).safety_plans.select_related("patient", "by").filter(number=number).first()
    return as_patient(standing, plan, f"plan:{number}", Permission.SEE_OWN_COURSE)

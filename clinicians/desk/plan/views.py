"""A person's safety plan: staff read it while the person shares it, and write in it only together with them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.models import SafetyPlan
from oncocare.safety.plan.actions import write_plan_together
from oncocare.safety.plan.forms import FirstPlanTogetherForm, PlanForm
from oncocare.safety.plan.parts import sections
from oncocare.safety.plan.selectors import newest
from oncocare.web.forms import refusals_shown_on


@require_safe
def person_plan(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The plan, if the person shares it; else only that there is one."""
    patient = patient_for(request.standing, pk, Permission.SEE_RECORD)
    plan = newest(patient)
    shared = plan is not None and plan.shared
    if shared:
        _seen(request, patient)
    context = {"patient": patient, "plan": plan, "sections": sections(plan.content) if plan and shared else []}
    return render(request, "clinicians/desk/plan/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_person_plan(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the plan together with the person, who decides whether the team may read it."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    plan = newest(patient)
    if plan and not plan.shared:
        return redirect("person_plan", pk=patient.pk)
    form = _form(request, plan)
    if form.is_valid():
        agreed = form.cleaned_data.get("agreed", False)
        with refusals_shown_on(form):
            write_plan_together(by=request.user, patient=patient, content=form.content, agreed=agreed)
            messages.success(request, _("The plan is saved."))
            return redirect("person_plan", pk=patient.pk)
    if plan:
        _seen(request, patient)
    context = {"patient": patient, "form": form}
    return render(request, "clinicians/desk/plan/change.html", context, status=422 if form.errors else 200)


def _form(request: StaffRequest, plan: SafetyPlan | None) -> PlanForm:
    data = request.POST if request.method == "POST" else None
    return PlanForm(data, plan=plan) if plan else FirstPlanTogetherForm(data, plan=None)


def _seen(request: StaffRequest, patient: Patient) -> None:
    audit(by=request.user, verb=Verb.READ_PLAN, subject=patient, patient=patient, centre=patient.centre)

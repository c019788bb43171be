"""A person's plan, the short start, and for staff the table of rules in words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.people.access import centre_for, own_patient
from oncocare.people.days import today_of
from oncocare.people.permissions import Permission
from oncocare.people.requests import PatientRequest, StaffRequest
from steps.campus.guiding.selectors import guidance_of, last_review
from steps.campus.plan import actions
from steps.campus.plan.forms import TourForm
from steps.campus.plan.selectors import newest_plan, offers_in_words, things_of, why_of
from steps.campus.plan.shipped import shipped_table
from steps.reading import Clause, clause_of, measure_words


@require_safe
def campus(request: PatientRequest) -> HttpResponse:
    """My plan: three things now, each with its reason, and the ways to everything else."""
    patient = own_patient(request.standing)
    plan, guidance = newest_plan(patient), guidance_of(patient)
    things = things_of(patient, plan)
    context = {
        "patient": patient,
        "plan": plan,
        "things": [(thing, why_of(plan, thing, get_language() or "en")) for thing in things],
        "toured": patient.tours.exists(),
        "guidance": guidance,
        "next_review": max(guidance.due, today_of(patient)) if guidance else None,
        "review": last_review(patient),
    }
    return render(request, "campus/plan/campus.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campus_tour(request: PatientRequest) -> HttpResponse:
    """Two questions, after which the plan begins where the person wants."""
    patient = own_patient(request.standing)
    form = TourForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.take_tour(by=request.user, patient=patient, **form.content)
        messages.success(request, _("Thank you. What you chose is in your plan."))
        return redirect("campus")
    return render(request, "campus/plan/tour.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def plan_table(request: StaffRequest) -> HttpResponse:
    """What the table of the plan looks at, and each of its rules in words."""
    centre = centre_for(request.standing, Permission.SEE_INSTRUMENTS)
    table, offers = shipped_table(), offers_in_words(centre, shipped_table())
    always = Clause(_("Always"))
    context = {
        "table": table,
        "measures": [measure_words(measure) for measure in table.measures.values()],
        "rules": [
            {"rule": rule, "when": clause_of(rule.when) if rule.when else always, "offer": offers[rule.id]}
            for rule in table.rules
        ],
    }
    return render(request, "campus/plan/table.html", context)

"""One's own plan: read, written, shared or not, printed, and kept on one's phone by one's own choice."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare import web
from oncocare.foundation import clock
from oncocare.people.access import own_patient
from oncocare.people.picture.selectors import needs_large_letters
from oncocare.people.requests import PatientRequest, SiteRequest
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.crisis.selectors import crisis_of
from oncocare.safety.plan import actions
from oncocare.safety.plan.forms import KeepForm, OwnPlanForm
from oncocare.safety.plan.paper import PlanWords, on_paper
from oncocare.safety.plan.parts import sections
from oncocare.safety.plan.selectors import newest, own_version, versions
from oncocare.web.templatetags.web import day

WORKER = Path(web.__file__).parent / "static" / "web" / "worker.js"


@require_safe
def my_plan(request: PatientRequest) -> HttpResponse:
    """The plan as it stands, with the numbers as they are today."""
    patient = own_patient(request.standing)
    earlier = versions(patient)
    plan = earlier[0] if earlier else None
    context = {
        "patient": patient,
        "plan": plan,
        "sections": sections(plan.content) if plan else [],
        "earlier": earlier[1:],
        "keep_form": KeepForm(),
    }
    return render(request, "safety/plan/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: PatientRequest) -> HttpResponse:
    """Write the plan or change it; what stood before stays readable."""
    patient = own_patient(request.standing)
    form = OwnPlanForm(request.POST if request.method == "POST" else None, plan=newest(patient))
    if form.is_valid():
        try:
            shared = form.cleaned_data["shared"]
            actions.write_plan(by=request.user, patient=patient, content=form.content, shared=shared)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Your plan is saved."))
            return redirect("my_plan")
    return render(request, "safety/plan/change.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def share_my_plan(request: PatientRequest) -> HttpResponse:
    """The team may read it from now on, or no longer."""
    patient = own_patient(request.standing)
    shared = request.POST.get("shared") == "yes"
    try:
        actions.share_plan(by=request.user, patient=patient, shared=shared)
    except ValidationError:
        return redirect("my_plan")  # there is no plan, and that page says how to begin one
    messages.success(
        request, _("Your team may read your plan.") if shared else _("Your team can no longer read your plan.")
    )
    return redirect("my_plan")


@require_safe
def earlier_plan(request: PatientRequest, version: int) -> HttpResponse:
    """The plan as it stood before."""
    plan = own_version(request.standing, version)
    return render(request, "safety/plan/earlier.html", {"plan": plan, "sections": sections(plan.content)})


@require_safe
def plan_on_paper(request: PatientRequest) -> HttpResponse:
    """The plan as a file to print or to keep."""
    patient = own_patient(request.standing)
    plan = newest(patient)
    if plan is None:
        return redirect("my_plan")
    crisis = crisis_of(patient.centre, patient.country)
    numbers = [CrisisNumber(_("Emergency services"), crisis.emergency, ""), *crisis.numbers]
    foot = _("Written %(day)s") % {"day": day(plan.made)}
    words = PlanWords(_("My plan"), _("Numbers to call at any hour"), foot, get_language() or "en")
    large = needs_large_letters([patient]) != set()
    file = on_paper(sections(plan.content), numbers, words, large=large)
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="my-plan.pdf"'
    return response


# --- on one's phone ---------------------------------------------------------------------------------------------------


@require_safe
def kept_plan(request: PatientRequest) -> HttpResponse:
    """The copy that stays on a phone: the plan and the numbers, and nothing that needs a signal."""
    plan = newest(own_patient(request.standing))
    context = {"plan": plan, "sections": sections(plan.content) if plan else [], "now": clock.now()}
    return render(request, "safety/plan/kept.html", context)


@require_safe
def no_signal(request: PatientRequest) -> HttpResponse:
    """What a phone shows for any other page while it has no signal: the numbers, and the way to the plan."""
    own_patient(request.standing)
    return render(request, "safety/plan/no_signal.html", {"now": clock.now()})


@require_safe
def worker(request: SiteRequest) -> HttpResponse:
    """The script that answers where there is no signal. It stands at the root, or it would answer for no other page."""
    return HttpResponse(WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")

"""The page on which somebody asks their team for a call, or writes to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians import actions
from clinicians.desk.forms import refusals_shown_on
from clinicians.models import ContactRequest
from clinicians.selectors import latest_request, offer_of
from oncocare.people.access import own_patient
from oncocare.people.requests import PatientRequest
from oncocare.site.asking.forms import AskTeamForm
from oncocare.site.asking.hours import days_alike
from oncocare.web.templatetags.web import moment


@require_http_methods(["GET", "HEAD", "POST"])
def ask_team(request: PatientRequest) -> HttpResponse:
    """By when somebody answers and where to call if it cannot wait, before anything is sent; then back to one's page.

    Who has asked already, or whose centre does not take it here, reads on their own page how it stands.
    """
    patient = own_patient(request.standing)
    asked, offer = latest_request(patient), offer_of(patient.centre)
    if offer is None or (asked and not asked.answered_at):
        return redirect("my_page")
    form = AskTeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            made = actions.ask_team(by=request.user, patient=patient, **form.cleaned_data)
            messages.success(request, _("Sent. You hear from us by %(when)s.") % {"when": moment(made.promised)})
            return redirect("my_page")
    context = {
        "patient": patient, "form": form, "offer": offer, "kinds": ContactRequest.Kind,
        "hours": days_alike(offer.rota.hours),
    }  # fmt: skip
    return render(request, "site/asking/ask.html", context, status=422 if form.errors else 200)

"""The page on which somebody answers what a patient asked of the team."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians import actions
from clinicians.desk.forms import refusals_shown_on
from clinicians.desk.raised.selectors import reach_of
from clinicians.desk.requests.forms import AnswerRequestForm
from clinicians.selectors import request_for
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.picture.selectors import picture_of
from oncocare.people.requests import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What was asked, by when somebody answers, on which number; and the answer, which the person reads.

    Whoever answers sees what was asked and nothing else of the record, so nobody gives a reason.
    """
    asked = request_for(request.standing, pk)
    form = AnswerRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.answer_request(by=request.user, request=asked, answer=form.cleaned_data["answer"])
            messages.success(request, _("Answered. The person reads it on their page."))
            return redirect("caseload")
    patient = asked.patient
    audit(by=request.user, verb=Verb.READ_REQUEST, subject=asked, patient=patient, centre=asked.centre)
    context = {
        "asked": asked, "patient": patient, "form": form, "now": clock.now(),
        "reach": reach_of(patient, picture_of(patient)),
    }  # fmt: skip
    return render(request, "clinicians/desk/requests/answer.html", context, status=422 if form.errors else 200)

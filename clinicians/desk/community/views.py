"""The groups of one person for their team, and offering one by hand."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.desk.community.forms import OfferGroupForm
from clinicians.desk.community.selectors import declined, groups_kept, to_offer
from mentoring.community.offers.actions import offer_by_hand
from mentoring.community.selectors import groups_at
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on


@require_safe
def person_groups(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Where a person is and was, what they were offered, and a group to offer; opening it leaves a row in the log."""
    return _page(request, patient_for(request.standing, pk, Permission.WRITE_RECORD))


@require_POST
def offer_group(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer one group to this person."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = OfferGroupForm(request.POST, groups=to_offer(patient)[1])
    if form.is_valid():
        with refusals_shown_on(form):
            group = groups_at(patient.centre).get(pk=form.cleaned_data["group"])
            offer_by_hand(by=request.user, patient=patient, group=group)
            messages.success(request, _("Offered. The person sees it on their page, with your name."))
            return redirect("person_groups", pk=patient.pk)
    return _page(request, patient, form)


def _page(request: StaffRequest, patient: Patient, form: OfferGroupForm | None = None) -> HttpResponse:
    found, groups = to_offer(patient)
    context = {
        "patient": patient, "groups": groups_kept(patient), "fitting": found, "open_groups": groups,
        "declined": declined(patient), "form": form or OfferGroupForm(groups=groups),
    }  # fmt: skip
    audit(by=request.user, verb=Verb.READ_PERSON_GROUPS, subject=patient, patient=patient, centre=patient.centre)
    return render(request, "clinicians/desk/community/groups.html", context, status=422 if form else 200)

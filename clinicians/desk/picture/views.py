"""A person's clinical picture: read and corrected on one page; every change is kept beside what was said before."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians.desk.picture.selectors import said_before
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.models import PictureEntry
from oncocare.people.permissions import Permission
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.details import TOPICS
from oncocare.people.picture.forms import PictureForm
from oncocare.people.picture.selectors import picture_of
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on


@require_http_methods(["GET", "HEAD", "POST"])
def person_picture(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """All that is known about this person's illness and life, to correct; opening it leaves a row in the audit log."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    data = request.POST if request.method == "POST" else None
    form = PictureForm(data, patient=patient, picture=picture_of(patient), topics=TOPICS.values(), own=False)
    if form.is_valid():
        with refusals_shown_on(form):
            kept = keep_picture(
                by=request.user, patient=patient, source=PictureEntry.Source.STAFF,
                said=form.said, unsaid=form.reasons, seen=form.cleaned_data["seen"],
            )  # fmt: skip
            messages.success(request, _("Saved.") if kept else _("Nothing was changed."))
            return redirect("record", pk=patient.pk)
    audit(by=request.user, verb=Verb.READ_PICTURE, subject=patient, patient=patient, centre=patient.centre)
    context = {"patient": patient, "form": form, "before": said_before(patient)}
    return render(request, "clinicians/desk/picture/picture.html", context, status=422 if form.errors else 200)

"""Opening a record outside one's caseload: the page that asks why, and the way that leads there and back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from oncocare.accounts.access import ReasonNeeded, is_open_to, patient_to_open
from oncocare.accounts.actions import open_record
from oncocare.accounts.models import Patient, RecordOpening
from oncocare.foundation import clock
from oncocare.safety.selectors import open_flags
from oncocare.web.onward import onward


class Middleware:
    """Leads whoever must first say why to the page that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page is returned to; what was sent is not sent again by itself: the person looks first, then decides."""
        if not isinstance(exception, ReasonNeeded):
            return None
        sent = request.method not in ("GET", "HEAD")
        query = urlencode({"sent": 1} if sent else {"next": request.get_full_path()})
        return redirect(f"{reverse('open_record', args=[exception.patient.pk])}?{query}")


class ReasonForm(forms.Form):
    """Why this record is opened; nothing is chosen beforehand."""

    reason = forms.ChoiceField(
        label=_("Why do you open this record?"),
        choices=RecordOpening.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Needed for “Another reason”. The patient can read this."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].mark_optional = False


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One reason, kept where the patient can see it; then the record is open for the length of a shift.

    A flag that waits can be taken on right here: nobody fills in a form before they help.
    """
    patient = patient_to_open(request.user, pk)
    going = onward(request, reverse("record", args=[patient.pk]))
    if is_open_to(request.user, patient):
        return redirect(going)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _open(request, patient, form):
        return redirect(going)
    context = {
        "patient": patient,
        "form": form,
        "sent": "sent" in request.GET,
        "hours": RecordOpening.LASTS // timedelta(hours=1),
        "flags": open_flags(patient.centre).filter(patient=patient, acknowledged_at=None),
        "now": clock.now(),
    }
    return render(request, "break_glass.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, patient: Patient, form: ReasonForm) -> bool:
    try:
        open_record(by=request.user, patient=patient, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    return form.is_valid()

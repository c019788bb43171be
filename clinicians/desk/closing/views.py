"""Closing a flag: on the record in two answers, or on a page of its own where more is asked."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians.desk.forms import refusals_shown_on
from clinicians.desk.record.forms import CloseFlagForm
from clinicians.desk.record.selectors import answers_behind
from clinicians.desk.record.views import record_after, record_refusing
from oncocare.foundation import clock
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.assessment.forms import RiskForm
from oncocare.safety.assessment.selectors import forms_for
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.selectors import flag_for
from oncocare.safety.models import Flag, FlagOutcome


@require_http_methods(["GET", "HEAD", "POST"])
def close_flag(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a flag with how it ended and, where it is about suicidal thoughts, with what was asked and said.

    Whoever answers a flag closes it without opening the record, so that the page shows the flag and nothing else.
    """
    flag = flag_for(request.standing, pk, Permission.ANSWER_FLAG)
    if flag.closed_at and request.method != "POST":
        return record_after(request, flag.patient, _("This flag was closed already. Nothing was changed."))
    form = CloseFlagForm(request.POST if request.method == "POST" else None)
    if flag.about_suicide:
        return _with_assessment(request, flag, form)
    if request.method != "POST":
        return _page(request, flag, form)
    if form.is_valid():
        with refusals_shown_on(form):
            safety.close(by=request.user, flag=flag, **form.cleaned_data)
            return record_after(request, flag.patient, _("The flag is closed."))
    return record_refusing(request, flag.patient, form)


def _with_assessment(request: StaffRequest, flag: Flag, form: CloseFlagForm) -> HttpResponse:
    offered = forms_for(flag.centre, get_language() or "en", begun=form.is_bound)
    chosen = request.POST.get("form") or request.GET.get("form")
    questions = next((one for one in offered if one.code == chosen), offered[0])
    data = form.data if form.is_bound else None
    asked = RiskForm(data, questions=questions, centre=flag.centre, needed=_talked(form) or RiskForm.begun(data))
    if all([form.is_valid(), asked.is_valid()]):
        with refusals_shown_on(form, by_field=True):
            assessed = asked.assessed if asked.needed else None
            safety.close(by=request.user, flag=flag, assessed=assessed, **form.cleaned_data)
            return record_after(request, flag.patient, _("The flag is closed. What was asked is in the record."))
    return _page(request, flag, form, asked, offered)


def _talked(form: CloseFlagForm) -> bool:
    """Unless it was closed as known already, somebody spoke with the person."""
    return str(form["outcome"].data) != FlagOutcome.ALREADY_KNOWN


def _page(
    request: StaffRequest, flag: Flag, form: CloseFlagForm, asked: RiskForm | None = None, offered: Any = ()
) -> HttpResponse:
    context = {
        "flag": flag,
        "answers": answers_behind(flag),
        "now": clock.now(),
        "patient": flag.patient,
        "form": form,
        "asked": asked,
        "forms": [one for one in (asked, form) if one],
        "others": [one for one in offered if asked and one.code != asked.questions.code],
    }
    refused = any(one.errors for one in (form, asked) if one)
    return render(request, "clinicians/desk/closing/close.html", context, status=422 if refused else 200)

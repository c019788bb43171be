"""Answering a flag: on the record in one form, or on a page of its own where more is asked."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians import actions
from clinicians.desk.raised.selectors import reach_of, say_what_raised, show_groups_behind, show_messages_behind
from clinicians.desk.record.forms import CloseFlagForm
from clinicians.desk.record.selectors import answers_behind
from clinicians.desk.record.views import record_after, record_refusing
from oncocare.foundation import clock
from oncocare.people.permissions import Permission
from oncocare.people.picture.selectors import picture_of
from oncocare.people.requests import StaffRequest
from oncocare.safety.assessment.forms import RiskForm
from oncocare.safety.assessment.selectors import forms_for
from oncocare.safety.flags.selectors import flag_for, tell_with_attempts
from oncocare.safety.models import Flag
from oncocare.web.forms import refusals_shown_on
from oncocare.web.templatetags.web import moment


@require_http_methods(["GET", "HEAD", "POST"])
def close_flag(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a flag with how it ended and, where it is about suicidal thoughts, with what was asked and said; or say by
    when the person, who was not reached, is tried again.

    Whoever answers a flag closes it without opening the record, so that the page shows the flag and nothing else.
    """
    flag = flag_for(request.standing, pk, Permission.ANSWER_FLAG)
    if flag.closed_at and request.method != "POST":
        return record_after(request, flag.patient, _("This flag was closed already. Nothing was changed."))
    form = CloseFlagForm(request.POST if request.method == "POST" else None, flag=flag)
    if flag.about_suicide:
        return _with_assessment(request, flag, form)
    if request.method != "POST":
        return _page(request, flag, form)
    if form.is_valid():
        with refusals_shown_on(form, by_field=True):
            done = _answer(request, flag, form, _("The flag is closed."))
            return record_after(request, flag.patient, done, sent=form)
    return record_refusing(request, flag.patient, form)


def _with_assessment(request: StaffRequest, flag: Flag, form: CloseFlagForm) -> HttpResponse:
    offered = forms_for(flag.centre, get_language() or "en", begun=form.is_bound)
    chosen = request.POST.get("form") or request.GET.get("form")
    questions = next((one for one in offered if one.code == chosen), offered[0])
    data = form.data if form.is_bound else None
    asked = RiskForm(data, questions=questions, centre=flag.centre, needed=_needed(form))
    valid = all([form.is_valid(), asked.is_valid()])
    if form.tried_only and asked.written:
        form.add_error("outcome", _("You wrote above what was said. Move it to the note, or choose another ending."))
    elif valid:
        with refusals_shown_on(form, by_field=True):
            assessed, done = None, _("The flag is closed.")
            if asked.needed:
                assessed, done = asked.assessed, _("The flag is closed. What was asked is in the record.")
            done = _answer(request, flag, form, done, assessed=assessed)
            return record_after(request, flag.patient, done, sent=form)
    return _page(request, flag, form, asked, offered)


def _needed(form: CloseFlagForm) -> bool:
    """Whoever spoke with the person says what was asked; and what was begun is not lost."""
    if not form.is_bound:
        return True
    return form.spoke or (RiskForm.begun(form.data) and not form.tried_only)


def _answer(request: StaffRequest, flag: Flag, form: CloseFlagForm, done: str, **assessed: Any) -> str:
    """Do what the form says; the words that tell of it."""
    said, by = form.cleaned_data, request.user
    contact = {"kind": said["kind"], "minutes": said["minutes"], "note": said["note"]}
    if form.tried_only:
        actions.could_not_reach(by=by, flag=flag, next_attempt=said["next_attempt"], **contact)
        return _("Written down. The flag stays open: try again by %(when)s.") % {"when": moment(said["next_attempt"])}
    actions.close_flag(by=by, flag=flag, outcome=said["outcome"], spoke=form.spoke, **contact, **assessed)
    return done


def _page(
    request: StaffRequest, flag: Flag, form: CloseFlagForm, asked: RiskForm | None = None, offered: Any = ()
) -> HttpResponse:
    say_what_raised([flag])
    show_messages_behind([flag])
    show_groups_behind([flag])
    tell_with_attempts(flag)
    context = {
        "flag": flag,
        "answers": answers_behind(flag),
        "reach": reach_of(flag.patient, picture_of(flag.patient)),
        "now": clock.now(),
        "patient": flag.patient,
        "form": form,
        "asked": asked,
        "forms": [one for one in (asked, form) if one],
        "others": [one for one in offered if asked and one.code != asked.questions.code],
    }
    refused = any(one.errors for one in (form, asked) if one)
    return render(request, "clinicians/desk/closing/close.html", context, status=422 if refused else 200)

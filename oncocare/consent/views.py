"""A person's own choices: what we may do, what they said and when; yes and no are one click each, at any time.

Only leaving, a no to care, asks once whether it is meant.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from oncocare.consent import actions, selectors
from oncocare.consent.forms import ConsentForm
from oncocare.consent.models import PRIVACY, Consent, ConsentText, Purpose
from oncocare.consent.selectors import FilledText, filled
from oncocare.people.access import own_patient
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import PatientRequest, as_signed_in


@dataclass(frozen=True)
class Choice:
    """One purpose as the page shows it: the text in force, and what this person said that counts."""

    text: ConsentText
    filled: FilledText
    answer: Consent | None


@require_safe
def choices(request: PatientRequest) -> HttpResponse:
    """Every purpose with its text and two equal buttons, and everything I ever said."""
    return _choices_page(request, _patient(request))


def _patient(request: PatientRequest) -> Patient:
    return own_patient(request.standing, Permission.CHOOSE_CONSENT)


def _choices_page(request: PatientRequest, patient: Patient, form: Form | None = None) -> HttpResponse:
    texts, answers = _texts(patient), selectors.answers_of(patient)
    context = {
        "form": form,
        "patient": patient,
        "choices": [
            Choice(texts[purpose], filled(texts[purpose]), answers.get(purpose))
            for purpose in Purpose.values
            if purpose in texts
        ],
        "history": selectors.history_of(patient),
        "read": selectors.read_before(patient),
    }
    return render(request, "consent/choices.html", context, status=422 if form else 200)


def _texts(patient: Patient) -> dict[str, ConsentText]:
    return selectors.texts_for(patient.centre, get_language() or "en")


@require_POST
def choose(request: PatientRequest) -> HttpResponse:
    """Record a yes or a no to one text; it counts from now on. Who is about to leave is asked once."""
    patient, form = _patient(request), ConsentForm(request.POST)
    if not form.is_valid():
        return _choices_page(request, patient, form)
    text, said = selectors.own_text(request.standing, form.cleaned_data["text"]), form.cleaned_data["said"]
    leaving = (text.about, said) == (Purpose.CARE, Consent.Said.NO)
    if leaving and not form.cleaned_data["sure"]:
        return redirect("leave_care")
    back = (text.about, said) == (Purpose.CARE, Consent.Said.YES) and selectors.said_no(patient, Purpose.CARE)
    try:
        _record(request, patient, text, said)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _choices_page(request, patient, form)
    if leaving:
        return redirect("left_care")
    if back:
        messages.success(request, _("You are back. Questions that were open and still have time are here again."))
        return redirect("home")
    messages.success(request, _("Saved: %(what)s – %(said)s. It counts from now on.") % _words(text, said))
    return redirect("my_choices")


def _record(request: PatientRequest, patient: Patient, text: ConsentText, said: str) -> None:
    actions.record_consent(by=request.user, patient=patient, text=text, said=said, channel=Consent.Channel.PAGE)


def _words(text: ConsentText, said: str) -> dict[str, Any]:
    return {"what": filled(text).title, "said": Consent.Said(said).label}


@require_POST
def choose_later(request: PatientRequest) -> HttpResponse:
    """Not now, to everything that is asked: it is not asked again until there are new words."""
    patient = _patient(request)
    for text in selectors.to_ask(patient, get_language() or "en"):
        _record(request, patient, text, Consent.Said.NOT_NOW)
    messages.success(request, _("All right. We do not ask this again. You can decide at any time under “My choices”."))
    return redirect("home")


@require_safe
def leave(request: PatientRequest) -> HttpResponse:
    """Before no to care: what it means, and two equal ways on."""
    patient = _patient(request)
    if selectors.said_no(patient, Purpose.CARE):
        return redirect("left_care")
    return render(request, "consent/leave.html", {"text": _texts(patient)[Purpose.CARE]})


@require_safe
def left(request: PatientRequest) -> HttpResponse:
    """After no to care: what it means, what stays, and the one click that undoes it."""
    patient = _patient(request)
    if not selectors.said_no(patient, Purpose.CARE):
        return redirect("my_choices")
    return render(request, "consent/left.html", {"patient": patient, "text": _texts(patient).get(Purpose.CARE)})


@require_safe
def text(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """One version of one text, word for word."""
    found = selectors.own_text(request.standing, pk)
    return render(request, "consent/text.html", {"text": found, "filled": filled(found)})


@login_not_required
@require_safe
def privacy_notice(request: HttpRequest, slug: str) -> HttpResponse:
    """What this centre says about data, also to whoever has not joined yet; what it has not said is said."""
    found, own = get_object_or_404(Centre, slug=slug), as_signed_in(request)
    language = get_language() or "en"
    written = selectors.notice_language(found, language, get_language_from_request(request))
    context = {
        "centre": found,
        "parts": selectors.notice_of(found, written, PRIVACY),
        "other": written if written != language else "",
        "own_here": own is not None and found.pk in own.standing.patients,
    }
    return render(request, "consent/privacy.html", context)

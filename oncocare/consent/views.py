"""A person's own choices: what we may do, what they said and when; yes and no are one click each, at any time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from oncocare.consent import actions, selectors
from oncocare.consent.forms import AnswerForm
from oncocare.consent.models import Answer, Purpose, Text
from oncocare.consent.selectors import Reading, as_read
from oncocare.people.access import own_patient
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission


@dataclass(frozen=True)
class Choice:
    """One purpose as the page shows it: the text in force, and what this person said that counts."""

    text: Text
    reading: Reading
    standing: Answer | None


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """Every purpose with its text and two equal buttons, and everything I ever said."""
    return _choices_page(request, _patient(request))


def _patient(request: HttpRequest) -> Patient:
    return own_patient(request.user, Permission.CHOOSE_CONSENT)


def _choices_page(request: HttpRequest, patient: Patient, form: Form | None = None) -> HttpResponse:
    texts, standing = _texts(patient), selectors.standing_of(patient)
    context = {
        "form": form,
        "patient": patient,
        "choices": [
            Choice(texts[purpose], as_read(texts[purpose]), standing.get(purpose))
            for purpose in Purpose.values
            if purpose in texts
        ],
        "history": selectors.history_of(patient),
    }
    return render(request, "consent/choices.html", context, status=422 if form else 200)


def _texts(patient: Patient) -> dict[str, Text]:
    return selectors.texts_for(patient.centre, get_language() or "en")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Yes or no to one text, from now on."""
    patient, form = _patient(request), AnswerForm(request.POST)
    if not form.is_valid():
        return _choices_page(request, patient, form)
    text, said = selectors.own_text(request.user, form.cleaned_data["text"]), form.cleaned_data["said"]
    try:
        _answer(request, patient, text, said)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _choices_page(request, patient, form)
    if (text.about, said) == (Purpose.CARE, Answer.Said.NO):
        return redirect("left_care")
    messages.success(request, _("Saved: %(what)s – %(said)s. It counts from now on.") % _words(text, said))
    return redirect("my_choices")


def _answer(request: HttpRequest, patient: Patient, text: Text, said: str) -> None:
    actions.answer(by=request.user, patient=patient, text=text, said=said, channel=Answer.Channel.PAGE)


def _words(text: Text, said: str) -> dict[str, Any]:
    return {"what": as_read(text).title, "said": Answer.Said(said).label}


@require_POST
def choose_later(request: HttpRequest) -> HttpResponse:
    """Not now, to everything that is asked: it is not asked again until there are new words."""
    patient = _patient(request)
    for text in selectors.to_ask(patient, get_language() or "en"):
        _answer(request, patient, text, Answer.Said.NOT_NOW)
    messages.success(request, _("All right. We do not ask this again. You can decide at any time under “My choices”."))
    return redirect("home")


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """After no to care: what it means, what stays, and the one click that undoes it."""
    patient = _patient(request)
    standing = selectors.standing_of(patient).get(Purpose.CARE)
    if standing is None or standing.said != Answer.Said.NO:
        return redirect("my_choices")
    return render(request, "consent/left.html", {"patient": patient, "text": _texts(patient).get(Purpose.CARE)})


@require_safe
def text(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version of one text, word for word."""
    found = selectors.own_text(request.user, pk)
    return render(request, "consent/text.html", {"text": found, "reading": as_read(found)})

"""A person says who they are, once at the start and whenever something changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.joining.introduction.forms import FIRST, LATER, SETTINGS, answers_in_words, picture_in_words
from oncocare.people import actions as people
from oncocare.people.access import not_found, own_patient
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.details import TOPICS, PictureTopic
from oncocare.people.picture.forms import PictureForm
from oncocare.people.picture.selectors import Picture, picture_of
from oncocare.people.requests import PatientRequest
from oncocare.signin.adapter import remember_language


@require_safe
def overview(request: PatientRequest) -> HttpResponse:
    """What somebody has said, to change; before that, what will be asked and why."""
    patient = own_patient(request.standing)
    picture = picture_of(patient)
    rows = _rows(FIRST, patient, picture)
    unsaid = [row["url"] for row in rows if not row["value"]]
    context = {
        "patient": patient,
        "rows": rows,
        "later": _rows(LATER, patient, picture),
        "onward": unsaid[0] if unsaid else rows[-1]["url"],
        "begun": patient.introduced or len(unsaid) < len(rows) - 1,  # the language is always known
    }
    return render(request, "joining/introduction/introduction.html", context)


def _rows(names: Iterable[str], patient: Patient, picture: Picture) -> list[dict[str, Any]]:
    return [
        {"key": title, "value": ", ".join(said), "url": reverse("introduction_topic", args=[name])}
        for name in names
        for title, said in [_summary(name, patient, picture)]
    ]


def _summary(name: str, patient: Patient, picture: Picture) -> tuple[Any, list[str]]:
    """The question of a topic, and what was said to it."""
    if name in TOPICS:
        return TOPICS[name].question, picture_in_words(TOPICS[name], picture)
    return SETTINGS[name].title, answers_in_words(SETTINGS[name], patient)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PatientRequest, topic: str) -> HttpResponse:
    """Asks for one topic, keeps the answer, and goes on to the next."""
    patient = own_patient(request.standing)
    if topic in TOPICS:
        return _ask_for_picture(request, patient, TOPICS[topic])
    if topic not in SETTINGS:
        not_found(request.user, "introduction")
    form = SETTINGS[topic](request.POST if request.method == "POST" else None, patient=patient)
    if not form.is_valid():
        return _page(request, patient, topic, form, title=form.title, reason=form.reason)
    onward = _after(topic, patient)
    people.introduce(
        by=request.user, patient=patient, skipped=topic, why=form.passed_over,
        done=_first(patient) and topic == FIRST[-1], **form.facts,
    )  # fmt: skip
    return _reply(request, patient, onward, form.facts.get("language", ""))


def _ask_for_picture(request: PatientRequest, patient: Patient, topic: PictureTopic) -> HttpResponse:
    form = PictureForm(
        request.POST if request.method == "POST" else None,
        patient=patient, picture=picture_of(patient), topics=[topic], own=True,
    )  # fmt: skip
    if form.is_valid():
        try:
            keep_picture(
                by=request.user, patient=patient, source=PictureEntry.Source.PERSON,
                said=form.said, unsaid=form.reasons, seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _reply(request, patient, _after(topic.name, patient), "")
    return _page(request, patient, topic.name, form, title=topic.question, reason=topic.reason)


def _page(request: PatientRequest, patient: Patient, topic: str, form: Any, **words: Any) -> HttpResponse:
    asked = FIRST.index(topic) + 1 if topic in FIRST else 0
    context = {
        "form": form, "number": asked, "total": len(FIRST), "first_time": _first(patient) and bool(asked), **words,
    }  # fmt: skip
    return render(request, "joining/introduction/topic.html", context, status=422 if form.errors else 200)


def _first(patient: Patient) -> bool:
    return patient.introduced is None


def _after(topic: str, patient: Patient) -> str:
    """The next topic of somebody who is here for the first time; empty at the end."""
    following = FIRST[FIRST.index(topic) + 1 :] if topic in FIRST else ()
    return following[0] if following and _first(patient) else ""


def _reply(request: PatientRequest, patient: Patient, onward: str, language: str) -> HttpResponse:
    if onward:
        response = redirect("introduction_topic", topic=onward)
    elif _first(patient):
        messages.success(request, _("Thank you. You can change all of this at any time."))
        response = redirect("home")
    else:
        messages.success(request, _("Saved."))
        response = redirect("introduction")
    if language:
        remember_language(response, language)
    return response

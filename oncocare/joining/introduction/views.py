"""A person says who they are, once at the start and whenever something changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.joining.introduction.forms import (
    FIRST,
    LATER,
    NOW,
    PAGES,
    REACH,
    SETTINGS,
    Topic,
    answers_in_words,
    picture_in_words,
)
from oncocare.people import actions as people
from oncocare.people.access import not_found, own_patient
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.details import BEFORE_THE_FIRST_QUESTION, TOPICS, PictureTopic
from oncocare.people.picture.forms import PictureForm
from oncocare.people.picture.selectors import Picture, picture_of
from oncocare.people.requests import PatientRequest
from oncocare.signin.adapter import remember_language
from questionnaires.selectors import due_for


@require_safe
def overview(request: PatientRequest) -> HttpResponse:
    """What somebody has said, to change; whoever has said nothing yet is asked at once."""
    patient = own_patient(request.standing)
    picture = picture_of(patient)
    rows = _rows(FIRST, patient, picture)
    unsaid = {row["name"] for row in rows if not row["value"]}
    if _first(patient) and len(unsaid) == len(rows) - 1:  # the language is always known
        return redirect("introduction_topic", topic=NOW)
    context = {
        "patient": patient,
        "rows": rows,
        "later": _rows(LATER, patient, picture),
        "onward": NOW if unsaid.intersection(PAGES[NOW]) else REACH,
    }
    return render(request, "joining/introduction/introduction.html", context)


def _rows(names: Iterable[str], patient: Patient, picture: Picture) -> list[dict[str, Any]]:
    return [
        {"name": name, "key": title, "value": ", ".join(said), "url": reverse("introduction_topic", args=[name])}
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
    """Asks for one topic, or for those of one page on the way in, and keeps the answers."""
    patient = own_patient(request.standing)
    if topic == NOW:
        return _ask_for_picture(request, patient, BEFORE_THE_FIRST_QUESTION, NOW)
    if topic == REACH:
        return _ask_how_to_reach(request, patient)
    if topic in TOPICS:
        return _ask_for_picture(request, patient, (TOPICS[topic],), topic)
    if topic not in SETTINGS:
        not_found(request.user, "introduction")
    form = SETTINGS[topic](_sent(request), patient=patient)
    if not form.is_valid():
        return _page(request, patient, form, title=form.title, reason=form.reason)
    ended = _first(patient) and topic == FIRST[-1]
    _keep(request, patient, form, done=ended)
    return _reply("home" if ended else "introduction", request, form.facts.get("language", ""), ended=ended)


def _ask_how_to_reach(request: PatientRequest, patient: Patient) -> HttpResponse:
    """Language, place and telephones on one page; the place is the centre's unless the person says another."""
    forms = [kind(_sent(request), patient=patient, prefix=name) for name, kind in SETTINGS.items()]
    if request.method != "POST" or any(form.errors for form in forms):
        return _page(request, patient, forms, topic=REACH, place=forms[1])
    ended = _first(patient)
    for form in forms:
        _keep(request, patient, form, done=ended and form is forms[-1])
    due = due_for(patient)
    onward = reverse("start_answering", args=[due[0].pk]) if due else reverse("home")
    return _reply(onward if ended else "introduction", request, forms[0].facts["language"], ended=ended)


def _keep(request: PatientRequest, patient: Patient, form: Topic, *, done: bool) -> None:
    people.introduce(
        by=request.user, patient=patient, skipped=form.slug(), why=form.passed_over,
        done=done, **form.facts,
    )  # fmt: skip


def _ask_for_picture(
    request: PatientRequest, patient: Patient, topics: tuple[PictureTopic, ...], name: str
) -> HttpResponse:
    form = PictureForm(_sent(request), patient=patient, picture=picture_of(patient), topics=topics, own=True)
    if form.is_valid():
        try:
            keep_picture(
                by=request.user, patient=patient, source=PictureEntry.Source.PERSON,
                said=form.said, unsaid=form.reasons, seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            if name == NOW and _first(patient):
                return redirect("introduction_topic", topic=REACH)
            return _reply("introduction", request)
    return _page(request, patient, form, topic=name, title=topics[0].question, reason=topics[0].reason)


def _sent(request: PatientRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: PatientRequest, patient: Patient, form: Any, *, topic: str = "", **words: Any) -> HttpResponse:
    forms = form if isinstance(form, list) else [form]
    context = {
        "form": form, "number": [*PAGES].index(topic) + 1 if topic in PAGES else 0, "total": len(PAGES),
        "first_time": _first(patient), **words,
    }  # fmt: skip
    template = f"joining/introduction/{topic if topic in PAGES else 'topic'}.html"
    return render(request, template, context, status=422 if any(one.errors for one in forms) else 200)


def _first(patient: Patient) -> bool:
    return patient.introduced is None


def _reply(onward: str, request: PatientRequest, language: str = "", *, ended: bool = False) -> HttpResponse:
    """Back to what was said; at the end of the way in on to what comes next. In the language that was just chosen."""
    with translation.override(language or translation.get_language()):
        messages.success(request, _("Thank you. You can change all of this at any time.") if ended else _("Saved."))
    response = redirect(onward)
    if language:
        remember_language(response, language)
    return response

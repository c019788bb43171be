"""A person says who they are, once at the start and whenever something changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.joining.introduction.forms import TOPICS, answers_in_words
from oncocare.people import actions as people
from oncocare.people.access import not_found, own_patient
from oncocare.people.models import Patient
from oncocare.people.requests import PatientRequest
from oncocare.signin.adapter import remember_language


@require_safe
def overview(request: PatientRequest) -> HttpResponse:
    """What somebody has said, to change; before that, what will be asked and why."""
    patient = _introducing(request)
    rows = [
        {
            "key": topic.title,
            "value": ", ".join(answers_in_words(topic, patient)),
            "url": reverse("introduction_topic", args=[slug]),
        }
        for slug, topic in TOPICS.items()
    ]
    unsaid = [row["url"] for row in rows if not row["value"]]
    context = {
        "patient": patient,
        "rows": rows,
        "onward": unsaid[0] if unsaid else rows[-1]["url"],
        "begun": patient.introduced or len(unsaid) < len(rows) - 1,  # the language is always known
    }
    return render(request, "joining/introduction/introduction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PatientRequest, topic: str) -> HttpResponse:
    """Asks for one topic, keeps the answer, and goes on to the next."""
    patient = _introducing(request)
    if topic not in TOPICS:
        not_found(request.user, "introduction")
    form = TOPICS[topic](request.POST if request.method == "POST" else None, patient=patient)
    if not form.is_valid():
        places = list(TOPICS)
        context = {"form": form, "number": places.index(topic) + 1, "total": len(places), "first_time": _first(patient)}
        return render(request, "joining/introduction/topic.html", context, status=422 if form.errors else 200)
    onward = _after(topic, patient)
    people.introduce(
        by=request.user, patient=patient, skipped=topic, why=form.passed_over,
        done=_first(patient) and not onward, **form.facts,
    )  # fmt: skip
    return _reply(request, patient, onward, form.facts.get("language", ""))


def _introducing(request: PatientRequest) -> Patient:
    return own_patient(request.standing)


def _first(patient: Patient) -> bool:
    return patient.introduced is None


def _after(topic: str, patient: Patient) -> str:
    """The next topic of somebody who is here for the first time; empty at the end."""
    places = list(TOPICS)
    following = places[places.index(topic) + 1 :]
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

"""Answers from paper: choose what it is, type the whole of it on one page, and see what became of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinicians.desk.entering.forms import OTHER, ChooseForm, EntryForm
from clinicians.desk.entering.selectors import (
    PaperSheet,
    language_of,
    languages_of,
    read,
    sheets_of,
    stored_last,
    stored_of,
    write,
)
from clinicians.desk.entering.sitting import Sitting
from clinicians.desk.sheets.selectors import language_choices, language_name, not_asked_any_more, sets_to_choose
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on
from questionnaires.answering import actions
from questionnaires.models import Assignment, Mode
from questionnaires.selectors import due_for


@require_http_methods(["GET", "HEAD", "POST"])
def enter_answers(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose which paper it is, then type all of its answers on one page; sending that stores them all or none."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    if why := not_asked_any_more(patient):
        return _refused(patient, request, why)
    if "sitting" in request.POST:
        return _type(request, patient)
    form = _choose_form(request, patient)
    if form.is_valid():
        sitting = form.sitting()
        return _page(request, patient, sitting, _entry_form(patient, sitting))
    stored = stored_of(patient, request.GET["set"]) if "what" in form.initial else []
    context = {"patient": patient, "form": form, "stored": stored}
    return render(request, "clinicians/desk/entering/choose.html", context, status=422 if form.errors else 200)


def _refused(patient: Patient, request: StaffRequest, why: str) -> HttpResponse:
    context = {
        "title": _("Nothing can be entered for this person"),
        "what_happened": why,
        "what_is_safe": _("Everything that was stored before is in the record."),
        "link": {"url": reverse("record", args=[patient.pk]), "label": _("Back to the record")},
    }
    return render(request, "problem.html", context, status=409)


def _choose_form(request: StaffRequest, patient: Patient) -> ChooseForm:
    """With what the address names chosen beforehand: the rest of a set that was begun, and the day of its paper."""
    sets = sets_to_choose(patient)
    named: dict[str, Any] = {}
    if request.GET.get("set") in dict(sets):
        named["what"] = request.GET["set"]
    if day := _day(request.GET.get("day", "")):
        named["day"] = day
    data = request.POST if request.method == "POST" else None
    language = request.GET.get("language", "")
    known = language if language in languages_of(patient) else ""
    return ChooseForm(data, patient=patient, sets=sets, asked=due_for(patient), language=known, initial=named)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _type(request: StaffRequest, patient: Patient) -> HttpResponse:
    sitting = read(patient, request.POST["sitting"])
    if sitting is None:
        messages.error(request, _("This page was not ours any more, so nothing was stored. Begin once more here."))
        return redirect("enter_answers", pk=patient.pk)
    form = _entry_form(patient, sitting, request.POST)
    if not form.is_valid():
        return _page(request, patient, sitting, form)
    sitting = sitting.without([sheet.known.code for sheet in form.sheets if sheet not in form.on_paper])
    following = sitting.next(form.typed)
    if following is None:
        return _save(request, patient, form)
    if not sitting.first:
        return _page(
            request, patient, following, _entry_form(patient, following, language=form.cleaned_data["language"])
        )
    differing = {name: (sitting.first[name], form.typed[name]) for name in sitting.differing(form.typed)}
    return _page(request, patient, following, _entry_form(patient, following, request.POST, differing=differing))


def _entry_form(patient: Patient, sitting: Sitting, data: Any = None, *, language: str = "", **more: Any) -> EntryForm:
    languages = language_choices(languages_of(patient))
    return EntryForm(
        data, sheets=sheets_of(patient, sitting), sitting=sitting, languages=languages,
        language=language or language_of(patient, sitting), **more,
    )  # fmt: skip


def _page(request: StaffRequest, patient: Patient, sitting: Sitting, form: EntryForm) -> HttpResponse:
    context = {
        "patient": patient,
        "form": form,
        "sitting": sitting,
        "written": write(patient, sitting),
        "unworded": [sheet for sheet in form.sheets if not sheet.worded],
        "language": language_name(language_of(patient, sitting)),
    }
    return render(request, "clinicians/desk/entering/enter.html", context, status=422 if form.errors else 200)


def _save(request: StaffRequest, patient: Patient, form: EntryForm) -> HttpResponse:
    language = form.cleaned_data["language"]
    sheets = [_entered(sheet, form, "" if language == OTHER else language) for sheet in form.on_paper]
    sitting = form.sitting
    try:
        with refusals_shown_on(form):
            actions.enter_answers(
                by=request.user, patient=patient, sheets=sheets, key=sitting.key, mode=Mode.PAPER, day=sitting.day
            )
            return redirect("entered_answers", pk=patient.pk)
    except actions.NotOpen as refused:
        return _came_before(request, patient, refused.assignment)
    except actions.KeyReused:
        return _sent_before(request, patient)
    return _page(request, patient, sitting, form)


def _entered(sheet: PaperSheet, form: EntryForm, language: str) -> actions.Entered:
    text = sheet.texts.get(language)
    return actions.Entered(
        sheet.known.code, form.answers(sheet), sheet.assignment, language, text.sha256 if text else ""
    )


def _came_before(request: StaffRequest, patient: Patient, asked: Assignment) -> HttpResponse:
    answered = asked.state == Assignment.State.ANSWERED
    happened = (
        _("Meanwhile these questions were answered elsewhere, perhaps by the person on their own page.")
        if answered
        else _("Meanwhile these questions were closed.")
    )
    return _not_stored(
        request, patient, happened,
        _("Compare the paper with the record. What is still missing there can be entered here again by its name."),
    )  # fmt: skip


def _sent_before(request: StaffRequest, patient: Patient) -> HttpResponse:
    return _not_stored(
        request, patient, _("This page was sent before, with other answers. They were not stored a second time."),
        _("Compare the paper with the record, and write a note there where they differ."),
    )  # fmt: skip


def _not_stored(request: StaffRequest, patient: Patient, happened: str, following: str) -> HttpResponse:
    context = {
        "title": _("Nothing of this paper was stored"),
        "what_happened": happened,
        "what_is_safe": _(
            "What was stored before is unchanged. Answers on the paper that raise a flag are kept all the same, and "
            "their flag is raised."
        ),
        "what_next": following,
        "link": {"url": reverse("record", args=[patient.pk]), "label": _("Open the record")},
    }
    return render(request, "problem.html", context, status=409)


@require_safe
def entered_answers(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What the member of staff who asks has just entered for this person, and the flags that it raised."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    stored = stored_last(patient, request.user)
    if stored is None:
        return redirect("enter_answers", pk=patient.pk)
    audit(by=request.user, verb=Verb.READ_RECORD, subject=patient, patient=patient, centre=patient.centre)
    return render(request, "clinicians/desk/entering/saved.html", {"patient": patient, "stored": stored})

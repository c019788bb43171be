"""Questions on paper: choosing and printing a set, and finding it again by the code on the sheet."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinicians.desk.sheets.forms import ANEW, PrintForm, SetForm, SheetCodeForm, own_first
from clinicians.desk.sheets.selectors import language_choices, not_asked_any_more, set_for, sets_to_choose
from oncocare.paper.text import BODY, LARGE
from oncocare.people.access import centre_for, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.picture.selectors import needs_large_letters
from oncocare.people.requests import StaffRequest
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.crisis.selectors import crisis_of
from oncocare.web.forms import refusals_shown_on
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.selectors import usable
from questionnaires.models import Assignment, PrintedSheet
from questionnaires.scheduling.actions import assign
from questionnaires.selectors import open_in_bundle
from questionnaires.sheets.actions import keep_sheet
from questionnaires.sheets.paper import Letterhead, Printed, on_sheets
from questionnaires.sheets.selectors import Wording, printable, sheet_of
from questionnaires.sheets.words import words_in

# --- printing --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def choose_sheet(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Which set is printed: one that is open, or questionnaires that are made due now."""
    patient = patient_for(request.standing, pk, Permission.ASSIGN)
    return choose_set(request, patient, onward="print_sheet", title=_("Which questions to print"))


def choose_set(request: StaffRequest, patient: Patient, *, onward: str, title: str) -> HttpResponse:
    """The page on which a set is chosen; `onward` is the address that goes on with it."""
    refused = not_asked_any_more(patient)
    offered = [(known.code, known.title) for known in usable(patient.centre)]
    data = request.POST if request.method == "POST" and not refused else None
    sets = sets_to_choose(patient)
    form = SetForm(data, offered=offered, open_sets=sets)
    if form.is_valid():
        with refusals_shown_on(form):
            return redirect(onward, pk=patient.pk, bundle=_bundle(request, patient, form.cleaned_data))
    unfolded = not sets or form["set"].data == ANEW
    context = {"patient": patient, "form": form, "refused": refused, "title": title, "unfolded": unfolded}
    return render(request, "clinicians/desk/sheets/choose.html", context, status=422 if form.errors else 200)


def _bundle(request: StaffRequest, patient: Patient, chosen: dict[str, Any]) -> str:
    """The set that was chosen, made due where it is new, in the window that the record gives it."""
    if chosen["set"] != ANEW:
        return str(chosen["set"])
    today, window = today_of(patient), timedelta(days=chosen["days"])
    made = assign(
        by=request.user, patient=patient, instruments=chosen["instruments"], opens=today, due=today + window,
        closes=today + 2 * window,
    )  # fmt: skip
    if not made:
        raise ValidationError(_("These questions are open already. Choose the set above in which they are."))
    return str(made[0].bundle)


@require_http_methods(["GET", "HEAD", "POST"])
def print_sheet(request: StaffRequest, pk: uuid.UUID, bundle: uuid.UUID) -> HttpResponse:
    """In which language and how large; sent, the answer is the file. Each printing has a code of its own."""
    patient, asked = set_for(request.standing, pk, bundle)
    refused = not_asked_any_more(patient)
    if not asked and not refused:
        return redirect("choose_sheet", pk=pk)
    wordings = printable([one.instrument for one in asked], patient.centre)
    offered = language_choices(own_first(wordings, patient.language))
    data = request.POST if request.method == "POST" and not refused else None
    form = PrintForm(data, languages=offered, own=patient.language, large=needs_large_letters([patient]) != set())
    if form.is_valid():
        language = form.cleaned_data["language"]
        sheet = keep_sheet(by=request.user, asked=asked, language=language)
        return _file(sheet, asked, wordings[language], large=form.cleaned_data["large"])
    context = {**set_context(patient, asked, wordings), "form": form, "refused": refused}
    return render(request, "clinicians/desk/sheets/print.html", context, status=422 if form.errors else 200)


def set_context(patient: Patient, asked: list[Assignment], wordings: Mapping[str, Wording]) -> dict[str, Any]:
    """What a page says of a set before it is printed or asked: what is in it, and the languages that there are."""
    return {
        "patient": patient,
        "asked": [definition(one.instrument).title for one in asked],
        "languages": list(wordings),
        "own_missing": patient.language not in wordings,
    }


def _file(sheet: PrintedSheet, asked: list[Assignment], texts: Wording, *, large: bool) -> HttpResponse:
    """The PDF, called by nothing that says whose it is or what is asked."""
    centre, known = sheet.centre, [definition(one.instrument) for one in asked]
    printed = Printed(
        code=sheet.code,
        head=Letterhead(centre.name, centre.address, centre.phone),
        asked=[(one, texts[one.code]) for one in known],
        numbers=_numbers(sheet) if any(one.suicide_items for one in known) else (),
        words=words_in(sheet.language),
        language=sheet.language,
        size=LARGE if large else BODY.fontSize,
    )
    response = HttpResponse(on_sheets(printed), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="questions.pdf"'
    return response


def _numbers(sheet: PrintedSheet) -> list[CrisisNumber]:
    """Whom the person can call where they live, in the language of the sheet."""
    with translation.override(sheet.language):
        crisis = crisis_of(sheet.centre, sheet.patient.country)
    return [CrisisNumber(words_in(sheet.language).emergency, crisis.emergency, ""), *crisis.numbers]


# --- the way back ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def paper_answers(request: StaffRequest) -> HttpResponse:
    """The code on a sheet leads to the set that it asks. It is sent, so that it stands in no address."""
    centre = centre_for(request.standing, Permission.ASSIGN)
    form, answered = SheetCodeForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        sheet = sheet_of(centre, form.cleaned_data["code"])
        if sheet is None:
            form.add_error("code", _("No sheet of this centre has this code. Compare it with the paper, sign by sign."))
        elif open_in_bundle(sheet.bundle).exists():
            named = urlencode({"set": sheet.bundle, "language": sheet.language})
            return redirect(f"{reverse('enter_answers', args=[sheet.patient_id])}?{named}")
        else:
            answered = _became_of(sheet)
    context = {"form": form, "closed": answered}
    return render(request, "clinicians/desk/sheets/code.html", context, status=422 if form.errors else 200)


def _became_of(sheet: PrintedSheet) -> dict[str, Any]:
    """What became of a set that takes no answers any more."""
    answered = Assignment.objects.filter(bundle=sheet.bundle, state=Assignment.State.ANSWERED).exists()
    return {"answered": answered, "patient": sheet.patient_id}

"""The coach: danger signs first, then one symptom at a time; and for staff what is signed, the ward and its list."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for, own_patient
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import PatientRequest, StaffRequest
from steps.campus.coach import actions, selectors
from steps.campus.coach.access import listed_danger, own_danger, own_report, own_sent
from steps.campus.coach.forms import DangerForm, SeverityForm, SignListForm, SignPartForm, WardNumberForm
from steps.campus.coach.table import DANGER
from steps.campus.coach.table_file import shipped_table
from steps.campus.coach.words import BAND_WORDS

# --- one's own --------------------------------------------------------------------------------------------------------


@require_safe
def coach(request: PatientRequest) -> HttpResponse:
    """Danger signs first, then what there is to tell; where the centre has not opened it, whom to call."""
    patient = own_patient(request.standing)
    signed = selectors.signed_at(patient.centre)
    context = {
        "is_open": DANGER in signed,
        "signs": [selectors.said_in(sign.words) for sign in selectors.signs_for(patient)],
        "symptoms": selectors.symptoms_to_tell(signed, selectors.names_at(patient.centre)),
        "calls": selectors.calls_of(patient),
        "told": patient.symptoms.exists(),
    }
    return render(request, "campus/coach/coach.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def coach_symptom(request: PatientRequest, code: str) -> HttpResponse:
    """How bad it is, from 0 to 10."""
    patient = own_patient(request.standing)
    symptom = next((one for one in selectors.offered(selectors.signed_at(patient.centre)) if one.code == code), None)
    if symptom is None:
        return redirect("coach")
    form = SeverityForm(request.POST if request.method == "POST" else None, symptom=symptom)
    if form.is_valid():
        try:
            report = actions.report_symptom(
                by=request.user, patient=patient, symptom=code, severity=form.cleaned_data["severity"]
            )
        except ValidationError:  # the signature was taken back meanwhile, and that page says whom to call
            return redirect("coach")
        return redirect("coach_answer", pk=report.pk)
    context = {"form": form, "name": selectors.names_at(patient.centre).get(code, "")}
    return render(request, "campus/coach/symptom.html", context, status=422 if form.errors else 200)


@require_safe
def coach_answer(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """What to do now, when to call whom, and who says so."""
    report = own_report(request.standing, pk)
    patient, symptom = report.patient, shipped_table().symptoms.get(report.symptom)
    context = {
        "report": report,
        "centre": patient.centre,
        "said": selectors.answered(report, selectors.signed_at(patient.centre), selectors.names_at(patient.centre)),
        "calls": selectors.calls_of(patient),
        "pieces": selectors.pieces_about(symptom, patient.centre) if symptom else [],
        "sample": settings.DEMO,
    }
    return render(request, "campus/coach/answer.html", context)


@require_safe
def coach_sent(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """What the coach answers to the symptoms of one set of questions, what cannot wait first."""
    response = own_sent(request.standing, pk)
    signed, names = selectors.signed_at(response.patient.centre), selectors.names_at(response.patient.centre)
    answers = [selectors.answered(report, signed, names) for report in selectors.sent_with(response)]
    context = {
        "answers": sorted((one for one in answers if one.report.severity), key=lambda one: one.order),
        "is_open": DANGER in signed,
        "calls": selectors.calls_of(response.patient),
    }
    return render(request, "campus/coach/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def coach_danger(request: PatientRequest) -> HttpResponse:
    """The number at once; then, for whoever can, what it is."""
    patient = own_patient(request.standing)
    form = DangerForm(
        request.POST if request.method == "POST" else None,
        offered=selectors.signs_for(patient) if selectors.coach_open(patient.centre) else (),
    )
    if form.is_valid():
        sign = actions.name_danger(by=request.user, patient=patient, signs=form.cleaned_data["signs"])
        return redirect("coach_call", pk=sign.pk)
    context = {"form": form, "calls": selectors.calls_of(patient)}
    return render(request, "campus/coach/danger.html", context, status=422 if form.errors else 200)


@require_safe
def coach_call(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """The number once more, and what to say when somebody answers."""
    sign = own_danger(request.standing, pk)
    context = {
        "sign": sign,
        "named": list(filter(None, map(selectors.sign_words, sign.signs))),
        "calls": selectors.calls_of(sign.patient),
    }
    return render(request, "campus/coach/call.html", context)


@require_safe
def coach_course(request: PatientRequest) -> HttpResponse:
    """How each symptom went."""
    patient = own_patient(request.standing)
    courses = selectors.courses_of(patient, selectors.names_at(patient.centre))
    return render(request, "campus/coach/course.html", {"courses": courses})


# --- what is signed ---------------------------------------------------------------------------------------------------


@require_safe
def coach_table(request: StaffRequest) -> HttpResponse:
    """The table at one look: each part with what follows in each band, and who signed it. Danger signs first."""
    return _table_page(request, centre_for(request.standing, Permission.SIGN_COACH))


@require_safe
def coach_part(request: StaffRequest, code: str) -> HttpResponse:
    """One part as it is signed, cell by cell, what changed since, and the button that signs it."""
    centre = centre_for(request.standing, Permission.SIGN_COACH)
    rows = selectors.table_rows(shipped_table(), selectors.signatures_of(centre))
    place = next(number for number, row in enumerate(rows) if row.part == code)
    context = {
        "centre": centre,
        "table": shipped_table(),
        "row": rows[place],
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place + 1 < len(rows) else None,
    }
    return render(request, "campus/coach/part.html", context)


@require_POST
def coach_sign(request: StaffRequest) -> HttpResponse:
    """Sign a part of the table, after which comes the next that waits, or take the signature back."""
    centre = centre_for(request.standing, Permission.SIGN_COACH)
    form = SignPartForm(request.POST, table=shipped_table())
    if form.is_valid():
        try:
            actions.sign_parts(by=request.user, centre=centre, parts={form.code: form.sha256}, signed=form.signed)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _after_signing(request, centre, form)
    return _table_page(request, centre, form=form)


def _after_signing(request: StaffRequest, centre: Centre, form: SignPartForm) -> HttpResponse:
    rows = selectors.table_rows(shipped_table(), selectors.signatures_of(centre))
    name = next(row.name for row in rows if row.part == form.code)
    if not form.signed:
        messages.success(request, _("Taken back: %(name)s. The coach no longer answers to it here.") % {"name": name})
        return redirect("coach_part", code=form.code)
    following = selectors.waits_after(rows, form.code)
    if following is None:
        messages.success(request, _("Signed: %(name)s. Now every part is signed.") % {"name": name})
        return redirect("coach_table")
    messages.success(request, _("Signed: %(name)s. This is the next part that waits.") % {"name": name})
    return redirect("coach_part", code=following.part)


def _table_page(request: StaffRequest, centre: Centre, **refused: Any) -> HttpResponse:
    table, latest = shipped_table(), selectors.signatures_of(centre)
    rows = selectors.table_rows(table, latest)
    context = {
        "centre": centre,
        "table": table,
        "bands": [(BAND_WORDS[band], low, high) for band, (low, high) in table.bands.items()],
        "rows": rows,
        "signed": sum(row.holds for row in rows),
        "waits": selectors.waits_after(rows, ""),
        "is_open": rows[0].holds,
        "sample": settings.DEMO,
        **refused,
    }
    return render(request, "campus/coach/table.html", context, status=422 if refused else 200)


# --- the ward and its list --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def ward(request: StaffRequest) -> HttpResponse:
    """Whom people call about their body, when, and whether oncology has a list of its own."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    found = selectors.ward_of(centre)
    form = WardNumberForm(request.POST if request.method == "POST" else None, ward=found)
    if form.is_valid():
        said = form.cleaned_data
        actions.set_ward(
            by=request.user, centre=centre, phone=said["phone"], hours=form.hours, list_name=said["list_name"]
        )
        messages.success(request, _("Saved. People read it from now on."))
        return redirect("ward")
    context = {
        "centre": centre, "ward": found, "form": form, "listed": selectors.list_open(centre, found),
        "is_open": selectors.coach_open(centre),
    }  # fmt: skip
    return render(request, "campus/coach/ward.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ward_list(request: StaffRequest) -> HttpResponse:
    """Danger signs that nobody of the ward has seen; posted, whether oncology looks at this list."""
    centre = centre_for(request.standing, Permission.SEE_WARD_LIST)
    found = selectors.ward_of(centre)
    form = SignListForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and found:
        try:
            actions.sign_for_list(by=request.user, ward=found, signed=form.cleaned_data["sign"] == "yes")
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved. It counts from now on."))
            return redirect("ward_list")
    record(by=request.user, verb=Verb.READ_WARD_LIST, subject=centre, centre=centre)
    rows = [
        (row, [selectors.named_words(code) for code in row.signs]) for row in selectors.unseen(centre)
    ]  # fmt: skip
    context = {
        "centre": centre, "ward": found, "rows": rows, "now": clock.now(), "form": form,
        "listed": selectors.list_open(centre, found),
    }  # fmt: skip
    return render(request, "campus/coach/ward_list.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def ward_seen(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody of the ward saw it and does what is needed."""
    sign = listed_danger(request.standing, pk)
    actions.mark_seen(by=request.user, sign=sign)
    messages.success(request, _("Marked as seen."))
    return redirect("ward_list")

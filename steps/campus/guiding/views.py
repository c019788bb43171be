"""The pages of whoever guides people at level 2: whom, by when, and one person on one screen."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from steps.campus.coach.selectors import danger_signs_of, symptoms_of
from steps.campus.diary.selectors import shared_diary
from steps.campus.guiding import actions
from steps.campus.guiding.access import guided_patient
from steps.campus.guiding.forms import CampusReviewForm
from steps.campus.guiding.selectors import (
    due_list,
    guidance_of,
    reviews_of,
    shared_by,
    since_when,
    used_by,
)
from steps.campus.models import Guidance


@require_safe
def guided(request: StaffRequest) -> HttpResponse:
    """Whom this person guides, by when they look again; for clinicians first whom nobody guides yet."""
    centre = centre_for(request.standing, Permission.GUIDE)
    opens_records = request.standing.may(Permission.SEE_RECORD, centre.pk)
    audit(by=request.user, verb=Verb.READ_GUIDED, centre=centre)
    context = {
        "centre": centre,
        "today": today_of(centre),
        "opens_records": opens_records,
        "listed": due_list(centre, request.user, all_of_the_centre=opens_records),
    }
    return render(request, "campus/guiding/guided.html", context)


@require_safe
def guided_person(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What one person did and shared since the last review, and the box to write to them."""
    return _page(request, guided_patient(request.standing, pk), CampusReviewForm())


@require_POST
def guided_review(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Send what was written; or put one of the sentences before it, and send nothing."""
    patient = guided_patient(request.standing, pk)
    stands, start = guidance_of(patient), request.POST.get("start", "")
    if start.isdecimal():
        return _page(request, patient, CampusReviewForm(), start=int(start[:4]))
    form = CampusReviewForm(request.POST)
    if form.is_valid() and _sent(request, stands, form):
        sent = _("Sent. %(name)s reads it on their page.") if _reads(patient) else _("Kept, and read by nobody: call.")
        messages.success(request, sent % {"name": patient.name})
        return redirect("guided")
    return _page(request, patient, form)


def _reads(patient: Patient) -> bool:
    """Whether this person has a page of their own."""
    return patient.user is not None and patient.user.is_active


def _sent(request: StaffRequest, stands: Guidance | None, form: CampusReviewForm) -> bool:
    """Whether it was sent; why not stands in the form, with what was written."""
    if stands is None:
        form.add_error(None, _("This person is not at level 2 now. Nothing was sent."))
        return False
    try:
        actions.review(by=request.user, guidance=stands, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True


def _begun(request: StaffRequest, sentences: list[str], start: int) -> CampusReviewForm:
    """The box with one of the sentences, before whatever stands in it."""
    written, chosen = request.POST.get("words", "").strip(), sentences[start : start + 1]
    words = "\n\n".join(filter(None, [*chosen, written]))
    return CampusReviewForm(initial={"words": words, "minutes": request.POST.get("minutes")})


def _sentences(patient: Patient, *, opened: bool, shared: bool) -> list[str]:
    """How the words may begin, in the language of the person who reads them: only what is so."""
    with override(patient.language):
        how = _("How are you? Nothing has to be opened or written for us to be in touch.")
        seen = _("Thank you for sharing what you wrote. I have read it.") if shared else ""
        looked = _("I have seen what you opened. How was it for you?") if opened and not shared else ""
        weeks, call = (
            _("How have the last two weeks been?"),
            _("If you would like to talk, ask for a call on your page."),
        )
    return [seen or looked or how, weeks, call]


def _page(request: StaffRequest, patient: Patient, form: CampusReviewForm, start: int | None = None) -> HttpResponse:
    opens_records = request.standing.may(Permission.SEE_RECORD, patient.centre_id)
    audit(by=request.user, verb=Verb.READ_CAMPUS, subject=patient, patient=patient, centre=patient.centre)
    known = _known(patient, opens_records)
    shown = form if start is None else _begun(request, known["sentences"], start)
    context = {
        "patient": patient, "form": shown, "opens_records": opens_records, "reads": _reads(patient), **known,
    }  # fmt: skip
    return render(request, "campus/guiding/guided_person.html", context, status=422 if form.errors else 200)


def _known(patient: Patient, opens_records: bool) -> dict[str, Any]:
    """What is new since the last review, and what was before; of the body only for whoever may open the record."""
    language, stands, reviews = get_language() or "en", guidance_of(patient), reviews_of(patient)
    since = since_when(stands, reviews)
    used, shared = used_by(patient, language), shared_by(patient, language)
    new = [one for one in used if since is None or one.use.touched > since]
    new_writings = [one for one in shared if since is None or one.writing.saved > since or _shared(one) > since]
    return {
        "guidance": stands,
        "since": since,
        "today": today_of(patient.centre),
        "used": new,
        "used_before": [one for one in used if one not in new],
        "shared": new_writings,
        "shared_before": [one for one in shared if one not in new_writings],
        "diary": shared_diary(patient),
        "symptoms": _later(symptoms_of(patient), since) if opens_records else [],
        "signs": _later(danger_signs_of(patient), since) if opens_records else [],
        "reviews": reviews,
        "sentences": _sentences(patient, opened=bool(new), shared=bool(new_writings)),
    }


def _later(rows: QuerySet[Any], since: datetime | None) -> list[Any]:
    """What was said since then; all of it where nobody has looked yet."""
    return list(rows.filter(made__gt=since) if since else rows)


def _shared(one: Any) -> Any:
    return one.writing.shared

"""What a person does at level 2 in full, what staff recommend to them or hide, and who guides them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.desk.campus.forms import GuideForm, RecommendForm
from clinicians.desk.campus.selectors import campus_of, piece_for, pieces_for
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on
from steps.campus.actions import recommend
from steps.campus.guiding.actions import guide
from steps.campus.guiding.selectors import who_may_guide
from steps.campus.models import Recommendation


@require_safe
def person_campus(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The campus of one person, with what staff may do there; opening it leaves a row in the audit log."""
    return _page(request, patient_for(request.standing, pk, Permission.WRITE_RECORD))


@require_POST
def recommend_piece(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Recommend a piece to this person, or hide it from them."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = RecommendForm(request.POST, pieces=pieces_for(patient))
    if form.is_valid():
        given = form.cleaned_data
        with refusals_shown_on(form):
            piece = piece_for(patient, given["piece"])
            recommend(by=request.user, patient=patient, piece=piece, says=given["says"], words=given["words"])
            shown = given["says"] == Recommendation.Says.DO
            messages.success(request, _("Recommended. The person sees it.") if shown else _("Hidden from the plan."))
            return redirect("person_campus", pk=patient.pk)
    return _page(request, patient, form)


@require_POST
def take_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A piece is neither recommended nor hidden any more."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = RecommendForm(request.POST, pieces=pieces_for(patient))
    said = Recommendation.objects.filter(patient=patient, piece=_id(request.POST.get("piece"))).order_by("-id").first()
    if said is None:
        form.add_error(None, _("Nothing was said of this piece. Nothing was changed."))
        return _page(request, patient, form)
    if said.says != Recommendation.Says.NOTHING:
        recommend(by=request.user, patient=patient, piece=said.piece, says=Recommendation.Says.NOTHING)
    messages.success(request, _("Taken back."))
    return redirect("person_campus", pk=patient.pk)


@require_POST
def name_supporter(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Name who guides this person."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = GuideForm(request.POST, people=who_may_guide(patient.centre))
    if form.is_valid():
        with refusals_shown_on(form):
            named = guide(by=request.user, patient=patient, supporter=form.cleaned_data["supporter"])
            name = named.supporter.name if named.supporter else ""
            messages.success(request, _("%(name)s guides this person from now on.") % {"name": name})
            return redirect("person_campus", pk=patient.pk)
    return _page(request, patient, form)


def _id(given: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(given or "")
    except ValueError:
        return None


def _page(request: StaffRequest, patient: Patient, refused: Form | None = None) -> HttpResponse:
    audit(by=request.user, verb=Verb.READ_CAMPUS, subject=patient, patient=patient, centre=patient.centre)
    kept, words = campus_of(patient), request.GET.get("words", "").strip()
    pieces = pieces_for(patient, words)
    supporter = kept.guidance.supporter if kept.guidance else None
    recommending = refused if isinstance(refused, RecommendForm) else RecommendForm(pieces=pieces)
    guiding = GuideForm(people=who_may_guide(patient.centre), now=supporter)
    context = {
        "patient": patient,
        "campus": kept,
        "words": words,
        "found": len(pieces),
        "recommend_form": recommending,
        "guide_form": refused if isinstance(refused, GuideForm) else guiding,
        "forms": [refused] if refused else [],
    }
    return render(request, "clinicians/desk/campus/campus.html", context, status=422 if refused else 200)

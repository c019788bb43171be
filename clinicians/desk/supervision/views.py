"""People who are not on track, the sheet for a supervisor, and noting what was decided."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from clinicians import actions
from clinicians.desk.supervision import selectors
from clinicians.desk.supervision.forms import SupervisionForm
from clinicians.selectors import expected_course
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.forms import refusals_shown_on


@require_safe
def supervision(request: StaffRequest) -> HttpResponse:
    """Whoever is worse or not better, the worst first: of those one looks after, or of everybody at the centre."""
    centre, everybody = centre_for(request.standing, Permission.SEE_CASELOAD), request.GET.get("whose") == "all"
    listed = selectors.listed(centre, request.user, everybody=everybody, number=request.GET.get("page"))
    audit(by=request.user, verb=Verb.READ_SUPERVISION, centre=centre, page=listed.page.number, everybody=everybody)
    context = {
        "centre": centre, "listed": listed, "page": listed.page, "everybody": everybody, "now": clock.now(),
        "manages": request.standing.may(Permission.MANAGE_CENTRE, centre.pk),
    }  # fmt: skip
    return render(request, "clinicians/desk/supervision/supervision.html", context)


@require_safe
def supervision_sheet(request: StaffRequest) -> HttpResponse:
    """What a supervisor is shown: by key and age, without a name. Who has a record here may be found by its key."""
    centre = centre_for(request.standing, Permission.SEE_CASELOAD)
    patients = _chosen(request, Permission.SEE_RECORD)
    if not patients:
        return redirect("supervision")
    for patient in patients:
        audit(by=request.user, verb=Verb.READ_PRINT, subject=patient, patient=patient, centre=centre)
    people = selectors.taken(centre, patients)
    context = {
        "centre": centre, "people": people, "now": clock.now(),
        "bands": selectors.bands_of(one.row.pathway.policy for one in people), "expected": expected_course(centre),
    }  # fmt: skip
    return render(request, "clinicians/desk/supervision/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def note_supervision(request: StaffRequest) -> HttpResponse:
    """What was decided about one person or several, each kept in their own record."""
    centre = centre_for(request.standing, Permission.SEE_CASELOAD)
    patients = _chosen(request, Permission.WRITE_RECORD)
    if not patients:
        return redirect("supervision")
    form = SupervisionForm(request.POST or None, patients=patients, today=today_of(centre))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            _keep(request, form)
            return redirect("record", pk=patients[0].pk) if len(patients) == 1 else redirect("supervision")
    context = {"centre": centre, "patients": patients, "form": form}
    return render(request, "clinicians/desk/supervision/decided.html", context, status=422 if form.errors else 200)


def _keep(request: StaffRequest, form: SupervisionForm) -> None:
    kept = actions.note_supervision(
        by=request.user, held_on=form.cleaned_data["held_on"], supervisor=form.cleaned_data["supervisor"],
        decided=form.decided(),
    )  # fmt: skip
    said = ngettext("Saved in the record of %(n)s person.", "Saved in the records of %(n)s people.", len(kept))
    messages.success(request, said % {"n": len(kept)})


def _chosen(request: StaffRequest, permission: Permission) -> list[Patient]:
    """Whom the address names, each fetched as any record is; what is no id at all names nobody."""
    return [patient_for(request.standing, pk, permission) for pk in dict.fromkeys(_ids(request))]


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    found = []
    for given in request.GET.getlist("person"):
        try:
            found.append(uuid.UUID(given))
        except ValueError:
            continue
    return found

"""The pages of the schedule: what is asked and when, line by line, and what a person receives before it is saved.

The draft is kept in the session until it is saved; before that nothing changes for anybody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians.centre.schedules.draft import arranged, sentences, with_line
from clinicians.centre.schedules.forms import ExampleForm, LineForm, ScheduleForm
from clinicians.centre.selectors import doubts_of
from clinicians.desk.preview.selectors import for_patient
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation.datafiles import DataFileError
from oncocare.people.access import centre_for, patient_for
from oncocare.people.models import Centre, Patient
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.definition import Definition
from questionnaires.instruments.selectors import usable
from questionnaires.models import ScheduleVersion
from questionnaires.scheduling import selectors as scheduling
from questionnaires.scheduling.actions import adopt_schedule
from questionnaires.scheduling.burden import overloads
from questionnaires.scheduling.schedule import Schedule, ScheduleLine, schedule_of, shipped
from questionnaires.scheduling.suicide import too_seldom, with_suicide_asked
from questionnaires.scheduling.words import no_text_words, overload_words, suicide_words

DRAFT = "schedule_draft"
SUICIDE_ASKED = "every-12-weeks"  # what the button of `_unasked.html` sends
SHOW = "show"  # what the line's form sends while somebody chooses


@require_safe
def schedule(request: StaffRequest) -> HttpResponse:
    """The schedule in force, and those to start from."""
    centre = _centre(request)
    version = scheduling.newest(centre)
    in_force = scheduling.schedule_in(version) if version else None
    context = {
        "centre": centre,
        "version": version,
        "schedule": in_force,
        "unasked": suicide_words(too_seldom(in_force, catalogue())) if in_force else [],
        **doubts_of(centre),
        "may_set_up": True,
        "following": centre.followed_schedules.filter(schedule=version, stopped="").count() if version else 0,
        "shipped": [
            (name, known, [no_text_words(code) for code in scheduling.without_text(known, centre)])
            for name, known in shipped().items()
        ],
        "draft": DRAFT in request.session,
    }
    return render(request, "clinicians/centre/schedules/schedule.html", context)


@require_POST
def start_schedule(request: StaffRequest) -> HttpResponse:
    """A draft from the schedule in force, or from one that comes with OncoCare; `SUICIDE_ASKED` puts into the draft, or
    into one from the schedule in force, the line by which everybody is asked about suicidal thoughts.
    """
    version, name = scheduling.newest(_centre(request)), request.POST.get("from", "")
    if name in shipped():
        request.session[DRAFT] = shipped()[name].content
    elif name == SUICIDE_ASKED and (DRAFT in request.session or version):
        begun = _begun(request, version)
        if begun is not None:
            request.session[DRAFT] = with_suicide_asked(begun, catalogue()).content
    elif version:
        request.session[DRAFT] = scheduling.schedule_in(version).content
    else:
        return redirect("schedule")
    return redirect("edit_schedule")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_schedule(request: StaffRequest) -> HttpResponse:
    """The draft: what holds for all lines, and the lines in their order."""
    centre, draft = _centre(request), request.session.get(DRAFT)
    if draft is None:
        return redirect("schedule")
    form = ScheduleForm(request.POST or None, initial=ScheduleForm.initial_of(draft))
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = form.applied_to(draft)
        return redirect("preview_schedule")
    context = {"centre": centre, "form": form, "lines": [ScheduleLine(**content) for content in draft["lines"]]}
    return render(
        request, "clinicians/centre/schedules/schedule_draft.html", context, status=422 if form.errors else 200
    )


@require_POST
def arrange_schedule(request: StaffRequest) -> HttpResponse:
    """Move a line up, take it out, or throw the whole draft away."""
    _centre(request)
    draft, asked = request.session.get(DRAFT), request.POST
    if asked.get("do") == "discard":
        request.session.pop(DRAFT, None)
    if draft is None or asked.get("do") == "discard":
        return redirect("schedule")
    request.session[DRAFT] = {**draft, "lines": arranged(draft["lines"], asked.get("line"), asked.get("do"))}
    return redirect("edit_schedule")


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_line(request: StaffRequest, line: str) -> HttpResponse:
    """One line of the draft; `new` is a line that is not there yet. `SHOW` is asked while somebody chooses: the form
    comes back with the cut-offs of what is chosen.
    """
    centre, draft = _centre(request), request.session.get(DRAFT)
    if draft is None:
        return redirect("schedule")
    known = next((ScheduleLine(**content) for content in draft["lines"] if content["line"] == line), None)
    if known is None and line != "new":
        raise Http404
    form = _line_form(request, known, usable(centre))
    if form.is_bound and form.is_valid():
        request.session[DRAFT] = {**draft, "lines": with_line(draft["lines"], form.cleaned_data["line"])}
        return redirect("edit_schedule")
    context = {"centre": centre, "form": form, "line": known}
    return render(
        request, "clinicians/centre/schedules/schedule_line.html", context, status=422 if form.errors else 200
    )


def _line_form(request: StaffRequest, known: ScheduleLine | None, offered: list[Definition]) -> LineForm:
    if request.POST.get("do") == SHOW:
        return LineForm(line=known, offered=offered, written=request.POST)
    return LineForm(request.POST or None, line=known, offered=offered)


@require_safe
def preview_schedule(request: StaffRequest) -> HttpResponse:
    """What one person would receive in the next 90 days, before anything is saved."""
    centre = _centre(request)
    if DRAFT not in request.session:
        return redirect("schedule")
    form = ExampleForm(request.GET or None, with_patients=request.standing.may(Permission.SEE_RECORD, centre.pk))
    try:
        draft = _draft(request)
    except (DataFileError, ValidationError) as wrong:
        return _page(request, centre, form, problems=sentences(wrong))
    patient = _patient(request, centre, form)
    preview = for_patient(patient, draft) if patient else form.preview(draft, centre)
    warnings = [overload_words(overload, draft) for overload in overloads(draft, catalogue())]
    unasked = suicide_words(too_seldom(draft, catalogue()))
    return _page(
        request, centre, form, draft=draft, patient=patient, preview=preview, warnings=warnings, unasked=unasked,
        **doubts_of(centre, draft=draft),
    )  # fmt: skip


@require_POST
def save_schedule(request: StaffRequest) -> HttpResponse:
    """Put the draft into force: it is asked from now on."""
    centre = _centre(request)
    if DRAFT not in request.session:
        return redirect("schedule")
    try:
        adopt_schedule(by=request.user, centre=centre, schedule=_draft(request))
    except (DataFileError, ValidationError) as wrong:
        form = ExampleForm(with_patients=request.standing.may(Permission.SEE_RECORD, centre.pk))
        return _page(request, centre, form, problems=sentences(wrong))
    del request.session[DRAFT]
    messages.success(request, _("The schedule is in force. What is open already stays as it is."))
    return redirect("schedule")


def _page(
    request: StaffRequest, centre: Centre, form: ExampleForm, problems: list[str] | None = None, **more: Any
) -> HttpResponse:
    context = {"centre": centre, "form": form, "problems": problems, "may_set_up": True, **more}
    return render(
        request,
        "clinicians/centre/schedules/schedule_preview.html",
        context,
        status=422 if problems or form.errors else 200,
    )


def _centre(request: StaffRequest) -> Centre:
    return centre_for(request.standing, Permission.MANAGE_CENTRE)


def _draft(request: StaffRequest) -> Schedule:
    """The draft, read and checked whole."""
    draft = request.session[DRAFT]
    if not draft["lines"]:
        raise ValidationError(_("There is no line yet. Add one."))
    return schedule_of(draft, catalogue())


def _begun(request: StaffRequest, version: ScheduleVersion | None) -> Schedule | None:
    """The draft, else the schedule in force; None for a draft that is not right yet, which its own page says."""
    if DRAFT not in request.session:
        return scheduling.schedule_in(version) if version else None
    try:
        return _draft(request)
    except (DataFileError, ValidationError):
        return None


def _patient(request: StaffRequest, centre: Centre, form: ExampleForm) -> Patient | None:
    """The patient whose key was given, for who may see records; opening it leaves a row in the audit log."""
    key = form.cleaned_data.get("key") if form.is_bound and form.is_valid() else ""
    if not key:
        return None
    found = Patient.objects.filter(centre=centre, key=key, patient_schedule__isnull=False).first()
    if found is None:
        form.add_error("key", _("Nobody at your centre has this key."))
        return None
    patient = patient_for(request.standing, found.pk, Permission.SEE_RECORD)
    audit(by=request.user, verb=Verb.READ_SCHEDULE, subject=patient, patient=patient, centre=centre)
    return patient

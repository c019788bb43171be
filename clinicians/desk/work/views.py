"""What staff keep beside a course: notes, contacts, tasks, who looks after somebody, and the record on paper."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinicians import actions
from clinicians.desk.acts.selectors import who_did
from clinicians.desk.caseload.selectors import PER_PAGE
from clinicians.desk.picture.selectors import picture_in_words
from clinicians.desk.raised.selectors import say_what_raised
from clinicians.desk.record.forms import ClinicianForm, ContactForm, CorrectionForm, NoteForm, TaskForm
from clinicians.desk.record.selectors import measured_of, unscored_of, worrying_before
from clinicians.desk.record.views import half_written, record_after, save_part
from clinicians.desk.work.selectors import note_for, open_tasks, read_from_before, task_for
from clinicians.selectors import colleagues, notes_of
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.access import centre_for, is_open_to, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.picture.selectors import picture_of
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import users_by_actor
from oncocare.safety.assessment.selectors import with_assessments
from oncocare.safety.flags.selectors import with_attempts, with_occasions
from oncocare.safety.models import Flag
from oncocare.web.forms import refusals_shown_on
from questionnaires.selectors import responses_of
from steps.history.selectors import import_for, worrying_from_before
from steps.selectors import latest_decision, pathway_of


def _colleague(centre: Centre, pk: str) -> User:
    return next(colleague for colleague in colleagues(centre) if str(colleague.pk) == pk)


# --- notes -----------------------------------------------------------------------------------------------------------


@require_POST
def write_note(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a note in the record."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = NoteForm(request.POST)

    def act() -> str:
        actions.write_note(by=request.user, patient=patient, **form.cleaned_data)
        return _("The note is in the record.")

    return save_part(request, patient, form, act, at="note")


@require_http_methods(["GET", "HEAD", "POST"])
def correct_note(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Write a note that takes the place of one's own, or stands beside a colleague's; both stay in the record."""
    note = note_for(request.standing, pk)
    own = note.by_id == request.user.pk
    form = CorrectionForm(request.POST or None, initial={"words": note.words if own else ""})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.write_note(by=request.user, patient=note.patient, corrects=note, **form.cleaned_data)
            messages.success(request, _("The correction is in the record, together with what it corrects."))
            return redirect("record", pk=note.patient_id)
    context = {"note": note, "patient": note.patient, "own": own, "form": form}
    return render(request, "clinicians/desk/work/correct_note.html", context, status=422 if form.errors else 200)


# --- contacts --------------------------------------------------------------------------------------------------------


@require_POST
def log_contact(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Log a contact, or an attempt at one, with its minutes."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = ContactForm(request.POST, centre=patient.centre)

    def act() -> str:
        given = form.cleaned_data
        actions.log_contact(
            by=request.user, patient=patient, kind=given["kind"], began=given["moment"], minutes=given["minutes"],
            reached=given["reached"],
        )  # fmt: skip
        return _("The contact is in the record.")

    return save_part(request, patient, form, act, at="contact")


# --- tasks -----------------------------------------------------------------------------------------------------------


@require_POST
def add_task(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a task for this person."""
    patient = patient_for(request.standing, pk, Permission.WRITE_RECORD)
    form = TaskForm(request.POST, colleagues=colleagues(patient.centre), today=today_of(patient.centre))

    def act() -> str:
        given, owner = form.cleaned_data, _colleague(patient.centre, form.cleaned_data["owner"])
        actions.add_task(by=request.user, patient=patient, owner=owner, what=given["what"], due=given["due"])
        return _("The task is in the list of whoever does it.")

    return save_part(request, patient, form, act, at="task")


@require_POST
def finish_task(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark a task as done."""
    task = task_for(request.standing, pk)
    done = actions.finish_task(by=request.user, task=task).done_at
    words = _("The task is done.") if done else _("This task was no longer needed.")
    if task.patient and "list" not in request.POST:
        return record_after(request, task.patient, words, at="tasks")
    messages.success(request, words)
    return redirect("my_tasks")


@require_safe
def my_tasks(request: StaffRequest) -> HttpResponse:
    """What I have to do, the longest overdue first."""
    centre = centre_for(request.standing, Permission.SEE_TASKS)
    tasks = open_tasks(centre).filter(owner=request.user).select_related("maker")
    page = Paginator(tasks, PER_PAGE).get_page(request.GET.get("page"))
    audit(by=request.user, verb=Verb.READ_TASKS, centre=centre, page=page.number)
    may_look = request.standing.may(Permission.SEE_CASELOAD, centre.pk)
    context = {"page": page, "today": today_of(centre), "centre": centre, "may_look": may_look}
    return render(request, "clinicians/desk/work/tasks.html", context)


@require_safe
def from_before(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Whom a file of old answers asks somebody to look at; their records open as any record does."""
    made = import_for(request.standing, pk, Permission.SEE_CASELOAD)
    page = Paginator(worrying_from_before(made), PER_PAGE).get_page(request.GET.get("page"))
    audit(by=request.user, verb=Verb.READ_FROM_BEFORE, subject=made, centre=made.centre, page=page.number)
    people = read_from_before(page.object_list, made.centre)
    context = {"page": page, "people": people, "made": made, "centre": made.centre}
    return render(request, "clinicians/desk/work/from_before.html", context)


# --- who looks after somebody ----------------------------------------------------------------------------------------


@require_POST
def assign_clinician(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Another clinician looks after this person from now on."""
    patient = patient_for(request.standing, pk, Permission.HAND_OVER)
    form = ClinicianForm(request.POST, colleagues=colleagues(patient.centre))

    def act() -> str:
        clinician, note = _colleague(patient.centre, form.cleaned_data["clinician"]), form.cleaned_data["note"]
        handed = actions.hand_over(by=request.user, patient=patient, clinician=clinician, note=note)
        if not is_open_to(request.standing, handed) and half_written(request, patient, form):
            raise ValidationError(_(
                "Something else on this page is half-written, and after handing over the record is not open to you. "
                "Save it first, or empty it. Nobody was handed over."
            ))  # fmt: skip
        saved = _("Saved. Your colleague looks after this person from now on.")
        if Flag.objects.filter(patient=patient, owner=request.user, closed_at=None).exists():
            stays = _("An open flag of this person stays with you: hand it over on the page “On duty”.")
            return f"{saved} {stays}"
        return saved

    return save_part(request, patient, form, act, at="change")


# --- on paper --------------------------------------------------------------------------------------------------------


@require_safe
def print_record(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The record as it goes on paper; opening it leaves a row in the audit log."""
    patient = patient_for(request.standing, pk, Permission.SEE_RECORD)
    pathway = pathway_of(patient)
    transition, flags = pathway.transitions.last() if pathway else None, _flags_on_paper(patient)
    made_by = transition.made_by if transition else ""
    audit(by=request.user, verb=Verb.READ_PRINT, subject=patient, patient=patient, centre=patient.centre)
    context = {
        "patient": patient,
        "pathway": pathway,
        "transition": transition,
        "who": who_did(made_by, patient, users_by_actor([made_by])),
        "decision": latest_decision(pathway) if pathway else None,
        "lines": measured_of(responses_of(patient), pathway),
        "flags": flags,
        "before": worrying_before(patient),
        "unscored": unscored_of(patient, flags),
        "notes": notes_of(patient),
        "supervisions": patient.supervisions.select_related("by").order_by("-held_on", "-made"),
        "contacts": patient.contacts.select_related("by", "effort").order_by("-began"),
        "proposal": pathway.proposals.filter(state="open").select_related("owner").first() if pathway else None,
        "tasks": open_tasks(patient.centre).filter(patient=patient),
        "due": patient.assignments.filter(state="open"),
        "picture": picture_in_words(picture_of(patient)),
        "now": clock.now(),
    }
    return render(request, "clinicians/desk/work/print.html", context)


def _flags_on_paper(patient: Patient) -> list[Flag]:
    """Every flag with what raised it, how it went from hand to hand and how it ended, the latest first."""
    rows = patient.flags.select_related("owner", "closed_by", "centre").order_by("-raised")
    flags = list(with_assessments(with_occasions(with_attempts(rows))))
    say_what_raised(flags)
    return flags

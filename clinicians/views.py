"""One person's record with every answer to a flag or proposal, and how the centre is set up."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.caseload_views import wanted
from clinicians.forms import (
    AskForm,
    ClinicianForm,
    CloseFlagForm,
    ContactForm,
    LevelForm,
    NoteForm,
    ReasonForm,
    TaskForm,
)
from clinicians.selectors import colleagues
from clinicians.timeline import kept_of, timeline
from oncocare.audit.actions import record as audit
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock
from oncocare.people.access import check_caseload, is_open_to, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.safety import actions as safety
from oncocare.safety.selectors import flag_for
from questionnaires import actions as questionnaires
from questionnaires.selectors import usable
from steps import actions as steps
from steps.home import lines
from steps.models import Pathway
from steps.selectors import pathway_for, proposal_for


@require_safe
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One person's whole course; opening it leaves a row in the audit log."""
    return record_page(request, patient_for(request.user, pk, Permission.SEE_RECORD))


def record_page(request: HttpRequest, patient: Patient, status: int = 200, **refused: Form) -> HttpResponse:
    """The record, and the row that says who saw it; `refused` are forms that came back with a mistake."""
    pathway = get_object_or_404(Pathway.objects.select_related("policy", "centre"), patient=patient)
    audit(by=request.user, verb="read.record", subject=patient, patient=patient, centre=patient.centre)
    centre, staff, kept = patient.centre, colleagues(patient.centre), kept_of(patient, pathway)
    context = {
        "patient": patient,
        "pathway": pathway,
        "flags": kept.open_flags,
        "proposal": kept.proposal,
        "lines": lines(pathway, kept.scores),
        "entries": timeline(kept),
        "now": clock.now(),
        "due": kept.open_sets,
        "said_no": pathway.status == Pathway.Status.WITHDRAWN and said_no(patient, Purpose.CARE),
        "close_form": CloseFlagForm(),
        "level_form": LevelForm(prefix="level"),
        "change_form": LevelForm(prefix="change"),
        "decline_form": ReasonForm(prefix="decline"),
        "status_form": ReasonForm(prefix="status"),
        "ask_form": _ask_form(patient),
        "tasks": kept.open_tasks,
        "last_contact": kept.last_contact,
        "note_form": NoteForm(),
        "contact_form": ContactForm(centre=centre),
        "task_form": TaskForm(colleagues=staff, initial={"owner": request.user.pk}),
        "clinician_form": ClinicianForm(colleagues=staff),
        "shortcuts": wanted(request),
        "form": next(iter(refused.values()), None),
        **refused,
    }
    return render(request, "clinicians/record.html", context, status=status)


def _ask_form(patient: Patient, data: Any = None) -> AskForm:
    offered = [(known.code, known.title) for known in usable(patient.centre)]
    return AskForm(data, offered=offered)


def act_on(
    request: HttpRequest, patient: Patient, name: str, form: Form, act: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    """Check the form, act, and return to the record; a mistake shows the record with what to change.

    Anybody here may answer a flag without opening the record, so a mistake in that form does not open it either.
    """
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, done)
            return _onward(request, patient)
    check_caseload(request.user, patient, Permission.SEE_RECORD)
    return record_page(request, patient, status=422, **{name: form})


def _onward(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The record, or the caseload for who has just handed the person over and would be asked why they open it."""
    patient.refresh_from_db(fields=["clinician"])
    return redirect("record", pk=patient.pk) if is_open_to(request.user, patient) else redirect("caseload")


@require_POST
def acknowledge_flag(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """I have read this and take it on."""
    flag = flag_for(request.user, pk, Permission.ANSWER_FLAG)
    safety.acknowledge(by=request.user, flag=flag)
    messages.success(request, _("You have taken this on. Close it when you know how it ended."))
    return redirect("record", pk=flag.patient_id)


@require_POST
def close_flag(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How it ended."""
    flag, form = flag_for(request.user, pk, Permission.ANSWER_FLAG), CloseFlagForm(request.POST)
    return act_on(
        request, flag.patient, "close_form", form,
        lambda said: safety.close(by=request.user, flag=flag, outcome=said["outcome"], note=said["note"]),
        _("The flag is closed."),
    )  # fmt: skip


@require_POST
def accept_proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The proposed level, now."""
    proposal = proposal_for(request.user, pk, Permission.DECIDE_PROPOSAL)
    return act_on(
        request, proposal.pathway.patient, "accept_form", Form(request.POST),
        lambda said: steps.accept(by=request.user, proposal=proposal),
        _("The proposal is accepted. The person sees the new level now."),
    )  # fmt: skip


@require_POST
def change_proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another level than the proposed one."""
    proposal = proposal_for(request.user, pk, Permission.DECIDE_PROPOSAL)
    return act_on(
        request, proposal.pathway.patient, "change_form", LevelForm(request.POST, prefix="change"),
        lambda said: steps.change(by=request.user, proposal=proposal, to=said["to"], reason=said["reason"]),
        _("The level you chose is set."),
    )  # fmt: skip


@require_POST
def decline_proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The level stays."""
    proposal = proposal_for(request.user, pk, Permission.DECIDE_PROPOSAL)
    return act_on(
        request, proposal.pathway.patient, "decline_form", ReasonForm(request.POST, prefix="decline"),
        lambda said: steps.decline(by=request.user, proposal=proposal, reason=said["reason"]),
        _("The proposal is declined. The level stays."),
    )  # fmt: skip


@require_POST
def set_level(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A clinician sets the level, with a reason."""
    pathway = pathway_for(request.user, pk, Permission.CHANGE_PATHWAY)
    return act_on(
        request, pathway.patient, "level_form", LevelForm(request.POST, prefix="level"),
        lambda said: steps.override(by=request.user, pathway=pathway, to=said["to"], reason=said["reason"]),
        _("The level is set."),
    )  # fmt: skip


@require_POST
def set_status(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Pause, stop for illness, resume, withdraw, come back, or record a death, with a reason."""
    pathway = pathway_for(request.user, pk, Permission.CHANGE_PATHWAY)
    return act_on(
        request, pathway.patient, "status_form", ReasonForm(request.POST, prefix="status"),
        lambda said: steps.set_status(by=request.user, pathway=pathway, step=step, reason=said["reason"]),
        _("Saved. It is effective now."),
    )  # fmt: skip


@require_POST
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make questions due for this person, all together."""
    patient = patient_for(request.user, pk, Permission.ASSIGN)
    today = today_of(patient)
    return act_on(
        request, patient, "ask_form", _ask_form(patient, request.POST),
        lambda said: questionnaires.assign(
            by=request.user, patient=patient, instruments=said["instruments"],
            opens=today, due=today + timedelta(days=said["days"]), closes=today + timedelta(days=2 * said["days"]),
        ),
        _("The questions are on the person’s page now."),
    )  # fmt: skip

"""One person's record, every answer to a flag or proposal in it, and the questions asked from it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clinicians import actions
from clinicians.desk.campus.selectors import shows_campus
from clinicians.desk.community.selectors import groups_kept
from clinicians.desk.context import uses_shortcuts
from clinicians.desk.picture.selectors import picture_in_words
from clinicians.desk.raised.selectors import reach_of
from clinicians.desk.record.forms import (
    AskForm,
    ClinicianForm,
    CloseFlagForm,
    ContactForm,
    DeathForm,
    LeavingForm,
    LevelForm,
    NoteForm,
    ReasonForm,
    RecordPart,
    TaskForm,
)
from clinicians.desk.record.selectors import (
    Kept,
    RecordDay,
    answered_since,
    asked_again,
    flags_to_answer,
    kept_of,
    measured_of,
    timeline,
)
from clinicians.desk.record.showing import DAYS, KINDS, kinds_shown
from clinicians.selectors import colleagues
from mentoring.conversations.selectors import asked_of, with_moments, with_team
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.consent.models import Purpose
from oncocare.consent.selectors import said_no
from oncocare.foundation import clock, ids
from oncocare.people.access import ReasonNeeded, check_caseload, is_open_to, opening_of, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.selectors import flag_for
from oncocare.safety.models import Flag
from oncocare.web.forms import refusals_shown_on
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.selectors import languages_among, wordings
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling.selectors import unreadable_now
from steps import actions as steps
from steps.course.selectors import call_among, help_noted, help_of, lines, with_course
from steps.models import Pathway
from steps.proposals.selectors import passes_to
from steps.selectors import pathway_for, proposal_for

Wordings = Mapping[str, set[str]]  # the languages in which a centre may ask each instrument
Forms = dict[str, Form]  # of a record, each as `PREFIX_form`


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One person's whole course; opening it leaves a row in the audit log. What is sent to it stands in its forms, and
    nothing is done: it was written before a reason was asked for.
    """
    return _page(
        request,
        patient_for(
            request.standing, pk, Permission.SEE_RECORD, with_moments(with_team(with_course(Patient.objects.all())))
        ),
    )


def save_part(
    request: StaffRequest, patient: Patient, form: Form, act: Callable[[], str], *, at: str = ""
) -> HttpResponse:
    """Do once what one part of a record asks, and stay there; or show it again with what to change in it.

    `act` returns what to say about it, and `at` is the place on the page that says it.
    """
    if form.is_valid():
        with refusals_shown_on(form):
            done = actions.once(by=request.user, sending=_sending(request, form), act=act)
            return record_after(request, patient, done or _("This was saved already."), sent=form, at=at)
    return record_refusing(request, patient, form)


def _sending(request: StaffRequest, form: Form) -> uuid.UUID:
    """The same for the same words in the same part of the same page; a new one where a page does not say which it is.

    Other words are another sending: whoever goes back, changes what they wrote and saves again, has written twice.
    """
    try:
        page = uuid.UUID(request.POST.get("page", ""))
    except ValueError:
        return ids.new()
    words = [(name, values) for name, values in request.POST.lists() if name.startswith(f"{form.prefix}-")]
    return uuid.uuid5(page, json.dumps([request.path, sorted(words)]))


def record_refusing(request: StaffRequest, patient: Patient, form: Form) -> HttpResponse:
    """The record with a form that came back, in the place that its prefix names, and what to change in it.

    Anybody here may answer a flag without opening the record, so a mistake in that form does not open it either.
    """
    check_caseload(request.standing, patient, Permission.SEE_RECORD)
    return _page(request, _with_course(patient), refused=form)


def record_after(
    request: StaffRequest, patient: Patient, done: str, *, sent: Form | None = None, at: str = ""
) -> HttpResponse:
    """Say what was done, and go back to the record; where something else in it is half-written, the answer is the
    record with that: it is kept nowhere else.

    Whoever has just handed the person over, and would be asked why they open the record, goes to the caseload; who has
    something half-written is asked, and finds it again.
    """
    patient.refresh_from_db(fields=["clinician"])
    forms = half_written(request, patient, sent)
    if not is_open_to(request.standing, patient):
        messages.success(request, done)
        if forms:
            raise ReasonNeeded(patient, done=True)
        return redirect("caseload")
    messages.success(request, done, extra_tags=at)
    return _page(request, _with_course(patient), forms=forms) if forms else redirect("record", pk=patient.pk)


def half_written(request: StaffRequest, patient: Patient, sent: Form | None) -> Forms:
    """The forms of the page where something stands in another part of it than the one that was sent; else none."""
    if "page" not in request.POST:
        return {}
    read, staff, flags = wordings(patient.centre), colleagues(patient.centre), patient.flags.select_related("centre")
    forms = _forms(request, patient, read, staff, flags, sent=sent)
    return forms if any(form.written for form in forms.values() if isinstance(form, RecordPart)) else {}


def _with_course(patient: Patient) -> Patient:
    """The same person as a page shows them after something was sent from it."""
    people = Patient.objects.select_related("centre", "user", "clinician")
    same: Patient = with_moments(with_team(with_course(people))).get(pk=patient.pk)
    return same


def _page(
    request: StaffRequest, patient: Patient, *, refused: Form | None = None, forms: Forms | None = None
) -> HttpResponse:
    """The record of somebody fetched `with_course`, and the row that says who saw it; with its `forms` where they were
    made before.
    """
    pathway = getattr(patient, "pathway", None)
    audit(by=request.user, verb=Verb.READ_RECORD, subject=patient, patient=patient, centre=patient.centre)
    kept = kept_of(patient)
    days, read = timeline(kept), languages_among(kept.packs)
    saved, forms = bool(forms), forms or _forms(request, patient, read, kept.staff, kept.flags, refused=refused)
    flags = flags_to_answer(kept, days)
    context = {
        "patient": patient,
        "pathway": pathway,
        "page_id": ids.new(),
        "after": saved,
        "opening": opening_of(request.user, patient),
        "flags": [(flag, forms.get(_name(flag)) or CloseFlagForm(flag=flag)) for flag in flags],
        "out_of_place": _out_of_place(forms, flags, pathway, kept),
        "reach": reach_of(patient, kept.picture),
        "lines": measured_of(kept.responses, pathway),
        **_stepped_care(pathway, kept),
        "picture": picture_in_words(kept.picture, kept.people.values()),
        **_shown(request, days),
        "now": clock.now(),
        "due": kept.open_sets,
        "unreadable": [definition(code).title for code in unreadable_now(kept.asked, patient.language, read)],
        "campus": kept.campus if shows_campus(kept.campus, pathway.level_now if pathway else None) else None,
        "groups": groups_kept(patient),
        "said_no": _may_have_left(pathway) and said_no(patient, Purpose.CARE),
        "tasks": kept.open_tasks,
        "asked": asked_of(patient),
        "last_contact": kept.last_contact,
        "shortcuts": uses_shortcuts(request),
        "form": refused,
        "forms": list(forms.values()),
        **forms,
    }
    return render(request, "clinicians/desk/record/record.html", context, status=422 if refused else 200)


def _shown(request: StaffRequest, days: list[RecordDay]) -> dict[str, Any]:
    """One page of the timeline, of the kinds that the address names."""
    asked = request.GET.get("show", "")
    shown = asked if asked in KINDS else ""
    wanted = kinds_shown(shown)
    found = [RecordDay(one.day, kept) for one in days if (kept := [row for row in one.entries if row.kind in wanted])]
    return {
        "page": Paginator(found, DAYS).get_page(request.GET.get("page")),
        "kinds": [("", _("Everything")), *((name, KIND_WORDS[name]) for name in KINDS)],
        "shown": shown,
        "query": f"show={shown}" if shown else "",
    }


KIND_WORDS = {
    "answers": gettext_lazy("Answers"),
    "levels": gettext_lazy("Decisions and levels"),
    "flags": gettext_lazy("Flags"),
    "written": gettext_lazy("Notes, contacts, tasks, messages"),
    "campus": gettext_lazy("Campus"),
    "acts": gettext_lazy("Other acts"),
}


def _stepped_care(pathway: Pathway | None, kept: Kept) -> dict[str, Any]:
    """What the page shows of a pathway beside its timeline: the course, what waits for an answer, the help there is."""
    if pathway is None:
        return {}
    proposal, shown, known = kept.proposal, lines(pathway, kept.scores), help_noted(kept.patient)
    return {
        "proposal": proposal,
        "again": asked_again(kept, proposal) if proposal else [],
        "since": answered_since(kept, proposal, shown) if proposal else [],
        "passes_to": passes_to(proposal, kept.patient.centre, clock.now(), kept.staff) if proposal else None,
        "help": known,
        "call_first": call_among(pathway, known, kept.flags),
    }


def _may_have_left(pathway: Pathway | None) -> bool:
    return pathway is None or pathway.status == Pathway.Status.WITHDRAWN


def _forms(
    request: StaffRequest,
    patient: Patient,
    read: Wordings,
    staff: list[User],
    flags: Iterable[Flag],
    *,
    refused: Form | None = None,
    sent: Form | None = None,
) -> Forms:
    """Every form of the record as `PREFIX_form`: the one that came back as it was judged, the one that was `sent` empty
    again, and in every other what stood there when the page was sent. Of a flag that is closed only what was sent.
    """
    parts: tuple[Form, ...] = (
        *(CloseFlagForm(flag=flag) for flag in flags if not flag.closed_at or _was_sent(request, flag)),
        LevelForm(prefix="level"),
        LevelForm(prefix="change"),
        ReasonForm(prefix="decline"),
        ReasonForm(prefix="status"),
        LeavingForm(),
        DeathForm(patient=patient),
        _ask_form(patient, read),
        NoteForm(),
        ContactForm(centre=patient.centre),
        TaskForm(colleagues=staff, today=today_of(patient.centre), initial={"owner": str(request.user.pk)}),
        ClinicianForm(colleagues=staff),
    )
    judged = refused or sent
    for part in parts:
        if isinstance(part, RecordPart) and (judged is None or part.prefix != judged.prefix):
            part.show_again(request.POST)
    return {f"{form.prefix}_form": form for form in (*parts, *([refused] if refused else []))}


def _was_sent(request: StaffRequest, flag: Flag) -> bool:
    return any(name.startswith(f"close-{flag.pk}-") for name in request.POST)


def _name(flag: Flag) -> str:
    return f"close-{flag.pk}_form"


def _out_of_place(forms: Forms, flags: list[Flag], pathway: Pathway | None, kept: Kept) -> list[RecordPart]:
    """Parts in which something was written and that the page offers no more: somebody else has answered meanwhile."""
    status = pathway.status if pathway else None
    may_leave = status is not None and status not in Pathway.ENDED
    offered = {
        "level": status == Pathway.Status.ACTIVE,
        "change": kept.proposal is not None,
        "decline": kept.proposal is not None,
        "status": may_leave or status == Pathway.Status.WITHDRAWN,
        "leaving": may_leave,
        "death": may_leave,
        "ask": status != Pathway.Status.DIED,
        **{_name(flag).removesuffix("_form"): bool(flag.acknowledged_at and not flag.about_suicide) for flag in flags},
    }
    parts = (form for form in forms.values() if isinstance(form, RecordPart) and form.typed_words)
    return [part for part in parts if not offered.get(str(part.prefix), not isinstance(part, CloseFlagForm))]


def _ask_form(patient: Patient, read: Wordings, data: Any = None) -> AskForm:
    offered = [(code, definition(code).title) for code, languages in sorted(read.items()) if languages]
    return AskForm(
        data, offered=offered, unreadable=[code for code, _title in offered if patient.language not in read[code]]
    )


# --- flags -----------------------------------------------------------------------------------------------------------


@require_POST
def acknowledge_flag(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Acknowledge a flag: this person has read it and takes it on."""
    flag = flag_for(request.standing, pk, Permission.ANSWER_FLAG)
    safety.acknowledge(by=request.user, flag=flag)
    return record_after(request, flag.patient, _("You have taken this on. Close it when you know how it ended."))


# --- proposals -------------------------------------------------------------------------------------------------------


@require_POST
def accept_proposal(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Accept a proposal: the proposed level holds from now on."""
    proposal = proposal_for(request.standing, pk, Permission.DECIDE_PROPOSAL)

    def act() -> str:
        steps.accept(by=request.user, proposal=proposal)
        return _("The proposal is accepted. The person sees the new level now.")

    return save_part(request, proposal.pathway.patient, Form(request.POST, prefix="accept"), act)


@require_POST
def change_proposal(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a proposal with another level, and the reason."""
    proposal = proposal_for(request.standing, pk, Permission.DECIDE_PROPOSAL)
    form = LevelForm(request.POST, prefix="change")

    def act() -> str:
        steps.change(by=request.user, proposal=proposal, **form.cleaned_data)
        return _("The level you chose is set.")

    return save_part(request, proposal.pathway.patient, form, act)


@require_POST
def decline_proposal(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Decline a proposal, with the reason; the level stays."""
    proposal = proposal_for(request.standing, pk, Permission.DECIDE_PROPOSAL)
    form = ReasonForm(request.POST, prefix="decline")

    def act() -> str:
        steps.decline(by=request.user, proposal=proposal, **form.cleaned_data)
        return _("The proposal is declined. The level stays.")

    return save_part(request, proposal.pathway.patient, form, act)


# --- the pathway -----------------------------------------------------------------------------------------------------


@require_POST
def set_level(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the level, or keep it by hand, with a reason."""
    pathway = pathway_for(request.standing, pk, Permission.CHANGE_PATHWAY)
    form = LevelForm(request.POST, prefix="level")

    def act() -> str:
        changed = steps.override(by=request.user, pathway=pathway, **form.cleaned_data)
        return _("The level is set.") if changed else _("The level stays as it is. The reason is in the record.")

    return save_part(request, pathway.patient, form, act, at="change")


@require_POST
def set_status(request: StaffRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Pause, stop for illness, resume, withdraw, come back, or record a death, with a reason."""
    pathway = pathway_for(request.standing, pk, Permission.CHANGE_PATHWAY)
    form = _status_form(request, pathway.patient, step)

    def act() -> str:
        day, reason = form.cleaned_data.get("day"), form.cleaned_data["reason"]
        steps.set_status(by=request.user, pathway=pathway, step=step, reason=reason, day=day)
        return _("Saved. It is effective now.")

    return save_part(request, pathway.patient, form, act, at="change")


def _status_form(request: StaffRequest, patient: Patient, step: str) -> ReasonForm:
    """What cannot be taken back here is ticked; a death has its day."""
    if step == "end":
        return DeathForm(request.POST, patient=patient)
    return LeavingForm(request.POST) if step == "withdraw" else ReasonForm(request.POST, prefix="status")


@require_POST
def note_help(request: StaffRequest, pk: uuid.UUID, *, began: bool) -> HttpResponse:
    """Note that the help of the present level began, or ended, today."""
    pathway = pathway_for(request.standing, pk, Permission.CHANGE_PATHWAY)
    form, today, stands = Form(request.POST, prefix="help"), today_of(pathway.patient), help_of(pathway)
    if pathway.status != Pathway.Status.ACTIVE or stands is None or began is stands.goes_on:
        form.add_error(None, _("This was noted already, or the level has changed. Nothing was changed now."))
        return record_refusing(request, pathway.patient, form)

    def act() -> str:
        if began:
            steps.help_began(by=request.user, pathway=pathway, day=today)
            return _("Noted: the help of this level began today.")
        steps.help_ended(by=request.user, pathway=pathway, day=today)
        return _("Noted: the help of this level ended today.")

    return save_part(request, pathway.patient, form, act, at="change")


@require_POST
def ask(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Make questions due for this person, all together."""
    patient = patient_for(request.standing, pk, Permission.ASSIGN)
    form = _ask_form(patient, wordings(patient.centre), request.POST)

    def act() -> str:
        today, window = today_of(patient), timedelta(days=form.cleaned_data["days"])
        scheduling.assign(
            by=request.user, patient=patient, instruments=form.cleaned_data["instruments"],
            opens=today, due=today + window, closes=today + 2 * window,
        )  # fmt: skip
        return _("The questions are on the person’s page now.")

    return save_part(request, patient, form, act, at="change")

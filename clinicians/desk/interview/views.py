"""Asking by telephone: one question a page, every answer kept at once, and the same sending as on the person's page."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinicians.desk.context import uses_shortcuts
from clinicians.desk.interview.forms import CallForm
from clinicians.desk.interview.selectors import Call, flags_raised, who_answers
from clinicians.desk.sheets.forms import LanguageForm, own_first
from clinicians.desk.sheets.selectors import language_choices, not_asked_any_more, set_for
from clinicians.desk.sheets.views import choose_set, set_context
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.people.access import patient_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.safety.crisis.selectors import crisis_of
from questionnaires.answering import actions
from questionnaires.answering.forms import SubmitForm, sent_answer
from questionnaires.instruments.scoring import concerns
from questionnaires.models import Assignment, Mode
from questionnaires.selectors import next_in_bundle
from questionnaires.sheets.selectors import wordings_of


@require_http_methods(["GET", "HEAD", "POST"])
def choose_call(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Which set is asked by telephone."""
    patient = patient_for(request.standing, pk, Permission.ASSIGN)
    return choose_set(request, patient, onward="begin_call", title=_("Which questions to ask by telephone"))


@require_http_methods(["GET", "HEAD", "POST"])
def begin_call(request: StaffRequest, pk: uuid.UUID, bundle: uuid.UUID) -> HttpResponse:
    """In which language the questions are read aloud; what was answered before, by whomever, is gone on with."""
    patient, asked = set_for(request.standing, pk, bundle)
    refused = not_asked_any_more(patient)
    if not asked and not refused:
        return redirect("choose_call", pk=pk)
    wordings = wordings_of([one.instrument for one in asked], patient.centre)
    offered = language_choices(own_first(wordings, patient.language))
    data = request.POST if request.method == "POST" and not refused else None
    form = LanguageForm(data, languages=offered, own=patient.language)
    if form.is_valid():
        audit(by=request.user, verb=Verb.READ_RECORD, subject=patient, patient=patient, centre=patient.centre)
        return redirect(_next_page(Call(request.standing, asked[0].pk, form.cleaned_data["language"])))
    given = sum(len(one.draft.answers) for one in asked if hasattr(one, "draft"))
    context = {**set_context(patient, asked, wordings), "form": form, "refused": refused, "given": given}
    return render(request, "clinicians/desk/interview/begin.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def call_question(request: StaffRequest, pk: uuid.UUID, language: str, item: str) -> HttpResponse:
    """One question to read aloud; the answer is kept at once, and one that worries leads to what to do now."""
    call = Call(request.standing, pk, language)
    if item not in call.known.items:
        raise Http404
    refused = _refused(request, call)
    if refused is None and item not in call.items:
        refused = redirect(_next_page(call))
    if refused:
        return _keep_worrying(request, call, item) or refused
    sent = request.POST if request.method == "POST" else None
    form = CallForm(call.known, call.wording, item, data=sent, initial=call.chosen(item))
    if request.method != "POST" or not form.is_valid():
        context = _question_context(request, call, item, form)
        return render(request, "clinicians/desk/interview/question.html", context, status=422 if form.errors else 200)
    try:
        flags = actions.save_answer(by=request.user, assignment=call.assignment, item=item, code=form.code)
    except actions.NotOpen as refusal:
        return _closed(request, call, refusal.assignment)
    if flags:
        return redirect(_at_worry(call, item, changing="change" in request.GET))
    return redirect(_after(request, call, item))


def _keep_worrying(request: StaffRequest, call: Call, item: str) -> HttpResponse | None:
    """An answer that worries is kept whatever became of its question during the call; None for any other."""
    given = sent_answer(call.known, item, request.POST)
    if not concerns(call.known, given, own=True):
        return None
    actions.save_answer(by=request.user, assignment=call.assignment, item=item, code=given[item])
    return redirect(_at_worry(call, item))


def _question_context(request: StaffRequest, call: Call, item: str, form: CallForm) -> dict[str, Any]:
    before, changing = call.place_before(item), "change" in request.GET
    back = _at_question(call, before) if before else _beginning(call)
    return {
        "call": call,
        "form": form,
        "number": call.items.index(item) + 1,
        "count": len(call.items),
        "first": before is None,
        "shortcuts": uses_shortcuts(request),
        "back": _at_check(call) if changing else back,
    }


@require_safe
def call_worry(request: StaffRequest, pk: uuid.UUID, language: str, item: str) -> HttpResponse:
    """For staff, in the middle of a call: what was answered, what to do now, whom to call, and both ways on."""
    call = Call(request.standing, pk, language)
    given = call.given(item)
    if not concerns(call.known, given, own=True):
        return redirect(_next_page(call))
    flags = flags_raised(call)
    is_open = call.assignment.state == Assignment.State.OPEN
    context = {
        "call": call,
        "patient": call.patient,
        "question": call.text.items.get(item, item) if call.text else item,
        "answer": call.answer_words(item, given[item]),
        "flags": flags,
        "about_suicide": any(flag.about_suicide for flag in flags),
        "crisis": crisis_of(call.patient.centre, call.patient.country),
        "answering": who_answers(call.patient),
        "onward": _after(request, call, item) if is_open else "",
    }
    return render(request, "clinicians/desk/interview/worry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check_call(request: StaffRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """Every answer with a way to change it; sent as the person's own page sends them, by telephone."""
    call = Call(request.standing, pk, language)
    if refused := _refused(request, call):
        return refused
    if not call.complete:
        return redirect(_next_page(call))
    form = SubmitForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method != "POST" or not form.is_valid():
        context = {"call": call, "form": form, "rows": _rows(call)}
        return render(request, "clinicians/desk/interview/check.html", context, status=422 if form.errors else 200)
    try:
        actions.submit_draft(
            by=request.user, assignment=call.assignment, key=form.cleaned_data["key"], text=call.wording,
            mode=Mode.TELEPHONE,
        )  # fmt: skip
    except (actions.NotOpen, actions.KeyReused):
        return _closed(request, call, Assignment.objects.get(pk=pk))
    return _sent(request, call)


def _rows(call: Call) -> list[dict[str, str]]:
    return [
        {
            "key": call.wording.items[item],
            "value": call.answer_words(item, call.answers[item]),
            "url": _at_question(call, item, changing=True),
        }
        for item in call.items
    ]


def _sent(request: StaffRequest, call: Call) -> HttpResponse:
    """On to what else is due together, such as a second stage that these answers opened; else back to the record."""
    following = next_in_bundle(call.assignment)
    if following is None:
        messages.success(request, _("The answers are stored. If you wish, note the minutes of the call below."))
        return redirect(f"{reverse('record', args=[call.patient.pk])}#contact")
    messages.success(request, _("These answers are stored. There are more questions that belong to them."))
    on = Call(request.standing, following.pk, call.language)
    return redirect(_next_page(on) if on.text else _beginning(on))


# --- the way on ------------------------------------------------------------------------------------------------------


def _at_question(call: Call, item: str, *, changing: bool = False) -> str:
    address = reverse("call_question", args=[call.assignment.pk, call.language, item])
    return f"{address}?change=1" if changing else address


def _at_worry(call: Call, item: str, *, changing: bool = False) -> str:
    address = reverse("call_worry", args=[call.assignment.pk, call.language, item])
    return f"{address}?change=1" if changing else address


def _at_check(call: Call) -> str:
    return reverse("check_call", args=[call.assignment.pk, call.language])


def _beginning(call: Call) -> str:
    """The page on which the language of the call is chosen."""
    return reverse("begin_call", args=[call.patient.pk, call.assignment.bundle])


def _next_page(call: Call) -> str:
    """The first question without an answer, or the answers to check."""
    return _at_question(call, call.next_item) if call.next_item else _at_check(call)


def _after(request: StaffRequest, call: Call, item: str) -> str:
    """The next question, or the answers to check; with those that the person gave meanwhile."""
    following = call.place_next(item, changing="change" in request.GET)
    return _at_question(call, following) if following else _next_page(call)


# --- refusing --------------------------------------------------------------------------------------------------------


def _refused(request: StaffRequest, call: Call) -> HttpResponse | None:
    """Why nothing can be asked here: the person has left, the set is closed, or it has no words in this language."""
    if call.stopped:
        return _problem(request, call, _("These questions are not asked any more"), call.stopped)
    if call.assignment.state != Assignment.State.OPEN:
        return _closed(request, call, call.assignment)
    return None if call.text else redirect(_beginning(call))


def _closed(request: StaffRequest, call: Call, asked: Assignment) -> HttpResponse:
    if asked.state == Assignment.State.OPEN:  # changed on another page meanwhile: checked once more
        return redirect(_at_check(call))
    if asked.state == Assignment.State.ANSWERED:
        return _problem(request, call, _("These answers are stored already"), _("They were sent before."))
    return _problem(request, call, _("These questions are closed"), _("The time to answer them is over."))


def _problem(request: StaffRequest, call: Call, title: str, what: str) -> HttpResponse:
    context = {
        "title": title,
        "what_happened": what,
        "what_is_safe": _("Every answer that was given is kept, and an answer that worries has raised its flag."),
        "what_next": _("Go back to the record. You can ask new questions there."),
        "link": {"url": reverse("record", args=[call.patient.pk]), "label": _("To the record")},
    }
    return render(request, "problem.html", context, status=409)

"""Answering: one question a page, check your answers, submit; every answer is kept at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from copy import copy
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from oncocare.people.requests import PatientRequest
from oncocare.safety.flags.selectors import BY_ANSWERS, unasked_flag
from oncocare.safety.models import Flag
from oncocare.safety.rota.selectors import hours_of, off_hours_of, read_by
from oncocare.signin.actions import forget_unsent, unsent, way_to_unsent
from oncocare.web.templatetags.web import moment
from questionnaires.answering import actions
from questionnaires.answering.forms import QuestionForm, SubmitForm, sent_answer
from questionnaires.answering.registry import way_on
from questionnaires.answering.selectors import AskedItem, AskedTogether, Sheet
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.scoring import Answers, concerns
from questionnaires.models import Assignment

AT_ONCE = "X-At-Once"  # the header with which `site.js` asks for the next page with the answer to this one


def _refused(request: PatientRequest, sheet: Sheet) -> HttpResponse:
    """Say why there is no question here, what is safe and what to do next."""
    if sheet.refusal == "language":
        names = dict(settings.LANGUAGES)
        available = [names[code] for code in instruments.texts(sheet.known, sheet.assignment.centre) if code in names]
        return render(
            request,
            "problem.html",
            {
                "title": _("These questions are not available in this language"),
                "what_happened": _("There is no official version of these questions in the language of this page."),
                "what_is_safe": _("Nothing is lost. You can answer in: %(languages)s.")
                % {"languages": ", ".join(available)}
                if available
                else _("Nothing is lost. These questions have no language of this site yet."),
                "what_next": _("Choose another language at the top of the page, or tell your team."),
                "link": {"url": reverse("home"), "label": _("Back to my page")},
            },
        )
    return _closed(request, sheet.assignment)


def _closed(request: PatientRequest, assignment: Assignment) -> HttpResponse:
    answered = assignment.state == Assignment.State.ANSWERED
    return render(
        request,
        "problem.html",
        {
            "title": _("You have already sent these answers") if answered else _("These questions are closed"),
            "what_happened": _("We received your answers.") if answered else _("The time to answer them is over."),
            "what_is_safe": _("Everything you sent is stored.")
            if answered
            else _(
                "The answers you gave before are kept. They were not sent, and your team can read them as unfinished."
            ),
            "what_next": _("You don’t need to do anything."),
            "link": {"url": reverse("home"), "label": _("Back to my page")},
        },
        status=409,
    )


@require_GET
def start(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """What these questions are about, how many they are, how long they take, and who reads them."""
    if kept := way_to_unsent(request):
        return redirect(kept)
    sitting = AskedTogether(request.standing, pk)
    if sitting.sheet.refusal:
        return _refused(request, sitting.sheet)
    goto = _address(sitting.unanswered) if sitting.unanswered else reverse("check_answers", args=[pk])
    context = {
        "sitting": sitting, "goto": goto, "count": len(sitting.items), "centre": sitting.sheet.assignment.centre,
        **_who_reads(sitting),
    }  # fmt: skip
    return render(request, "questionnaires/answering/start.html", context)


def _who_reads(sitting: AskedTogether) -> dict[str, Any]:
    """For questions about suicidal thoughts: by when somebody reads them, and who answers outside the staffed hours."""
    if not any(sheet.known.suicide_items for sheet in sitting.sheets):
        return {}
    centre = sitting.sheet.assignment.centre
    return {"read_by": read_by(centre), "off": off_hours_of(centre, hours_of(centre))}


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PatientRequest, pk: uuid.UUID, item: str) -> HttpResponse:
    """One item: shown with the answer given before, kept at once when it is sent.

    An answer that worries is kept whatever became of the questions meanwhile, also one on whose way the session ended.
    """
    sitting = AskedTogether(request.standing, pk)
    sheet = sitting.sheet
    if item not in sheet.known.items:
        raise Http404
    kept, closed = unsent(request), bool(sheet.refusal) or item not in sheet.items
    sure = kept if kept.get("sure") else {}
    late = sent_answer(sheet.known, item, request.POST if request.method == "POST" else sure)
    if (closed or request.method != "POST") and concerns(sheet.known, late, own=True):
        return _keep_worrying(request, sitting, late)
    if sheet.refusal:
        return _refused(request, sheet)
    if closed:
        return redirect("start_answering", pk=pk)
    form = QuestionForm(sheet.known, sheet.wording, item, data=request.POST or None, initial=sheet.chosen(item) | kept)
    if request.method != "POST" or not form.is_valid():
        context = _question_context(sitting, item, form, request)
        return render(request, "questionnaires/answering/question.html", context, status=422 if form.errors else 200)
    try:
        flags = actions.save_answer(by=request.user, assignment=sheet.assignment, item=item, code=form.code)
    except actions.NotOpen as refused:
        return _closed(request, refused.assignment)
    onward = _after(request, sitting, item)
    return _lead_on(request, _crisis_page(flags, onward) if flags else onward, shown=not flags)


def _lead_on(request: PatientRequest, address: str, *, shown: bool) -> HttpResponse:
    """To the page at `address`. A script that asks for it `AT_ONCE` gets a page of ours that can be `shown` without a
    second journey over a slow line, and of any other the address.
    """
    if AT_ONCE not in request.headers:
        return redirect(address)
    answer = _page_at(request, address) if shown else HttpResponse(status=204)
    answer["Content-Location"] = address
    return answer


def _page_at(request: PatientRequest, address: str) -> HttpResponse:
    """What the same person sees who opens the address of a question, or of the answers to check."""
    asked, page = copy(request), resolve(address)
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", address, address, page
    asked.GET = asked.POST = QueryDict()
    answer: HttpResponse = page.func(asked, **page.kwargs)
    return answer


def _keep_worrying(request: PatientRequest, sitting: AskedTogether, late: Answers) -> HttpResponse:
    [(item, code)] = late.items()
    assignment = sitting.sheet.assignment
    flags = actions.save_answer(by=request.user, assignment=assignment, item=item, code=code)
    forget_unsent(request)
    is_open = assignment.state == Assignment.State.OPEN
    return redirect(_crisis_page(flags, _after(request, sitting, item) if is_open else reverse("home")))


def _crisis_page(flags: list[Flag], onward: str) -> str:
    """What follows every answer that worries, and from there the way on."""
    return f"{reverse('support', args=[flags[0].pk])}?next={onward}"


def _question_context(sitting: AskedTogether, item: str, form: QuestionForm, request: PatientRequest) -> dict[str, Any]:
    pk, place = sitting.sheet.assignment.pk, sitting.place(item)
    changing = "change" in request.GET
    back = _address(place.before) if place.before else reverse("start_answering", args=[pk])
    return {
        "sheet": sitting.sheet,
        "form": form,
        "number": place.number,
        "count": place.count,
        "back": reverse("check_answers", args=[pk]) if changing else back,
    }


def _address(place: AskedItem) -> str:
    return reverse("question", args=[place.sheet.assignment.pk, place.item])


def _after(request: PatientRequest, sitting: AskedTogether, item: str) -> str:
    """The next question, or the answers to check; with those given meanwhile in another tab."""
    following = sitting.after(item, changing="change" in request.GET)
    return _address(following) if following else reverse("check_answers", args=[sitting.sheet.assignment.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """Every answer with a way to change it; sending stores them all or none."""
    sitting = AskedTogether(request.standing, pk)
    sheet, form = sitting.sheet, SubmitForm(request.POST or None, initial={"key": uuid.uuid4()})
    if sheet.assignment.state != Assignment.State.OPEN:
        answered = sheet.assignment.state == Assignment.State.ANSWERED
        return redirect("received", pk=pk) if answered else _closed(request, sheet.assignment)
    if sheet.refusal:
        return _refused(request, sheet)
    if missing := sitting.unanswered:
        return redirect(_address(missing))
    if request.method != "POST" or not form.is_valid():
        parts = [(sheet.period, list(_rows(sheet))) for sheet in sitting.sheets]
        context = {"form": form, "parts": parts, "back": _address(sitting.items[-1])}
        return render(request, "questionnaires/answering/check.html", context, status=422 if form.errors else 200)
    return _send(request, sitting, form.cleaned_data["key"])


def _rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for item in sheet.items:
        code = sheet.answers[item]
        yield {
            "key": sheet.wording.items[item],
            "value": _("I’d rather not say") if code is None else sheet.wording.options_of(item).get(code, code),
            "url": reverse("question", args=[sheet.assignment.pk, item]) + "?change=1",
        }


def _send(request: PatientRequest, sitting: AskedTogether, key: uuid.UUID) -> HttpResponse:
    pk = sitting.sheet.assignment.pk
    try:
        actions.submit_drafts(
            by=request.user, sheets=[(sheet.assignment, sheet.wording) for sheet in sitting.sheets], key=key
        )
    except actions.NotOpen as refused:
        if refused.assignment.state == Assignment.State.ANSWERED:
            return redirect("received", pk=refused.assignment.pk)
        return _closed(request, refused.assignment)
    except actions.KeyReused:
        return render(
            request,
            "problem.html",
            {
                "title": _("This page is out of date"),
                "what_happened": _("This page was sent before, with other answers. We did not store it a second time."),
                "what_is_safe": _("Your answers are kept just as you gave them."),
                "what_next": _("Check them once more and send them again."),
                "link": {"url": reverse("check_answers", args=[pk]), "label": _("Check my answers")},
            },
            status=409,
        )
    return redirect("received", pk=pk)


@require_GET
def received(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """Only once the response is stored: when it arrived, and what comes next; after the last set that is home."""
    sitting = AskedTogether(request.standing, pk)
    if sitting.sheet.assignment.state != Assignment.State.ANSWERED:
        return redirect("start_answering", pk=pk)
    sent = [row for row in sitting.rows if row.state == Assignment.State.ANSWERED]
    unasked = next(filter(None, (unasked_flag(row.patient, f"{BY_ANSWERS}{row.pk}") for row in sent)), None)
    if unasked and "asked" not in request.GET:
        return redirect(_crisis_page([unasked], f"{reverse('received', args=[pk])}?asked"))
    response = sitting.sheet.assignment.response
    following = [row for row in sitting.rows if row.state == Assignment.State.OPEN]
    if not following:
        if onward := way_on(sent):
            return redirect(onward)
        stored = _("They were stored on %(when)s.") % {"when": moment(response.received)}
        messages.success(request, f"{_('We received your answers.')} {stored}")
        return redirect("home")
    context = {"response": response, "following": following[0]}
    return render(request, "questionnaires/answering/received.html", context)

"""Answering: one question a page, check your answers, submit; every answer is kept at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from oncocare.people.requests import PatientRequest
from oncocare.people.selectors import Standing
from oncocare.safety.flags.selectors import BY_ANSWERS, unasked_flag
from oncocare.safety.models import Flag
from oncocare.safety.rota.selectors import hours_of, off_hours_of, read_by
from oncocare.signin.actions import forget_unsent, unsent, way_to_unsent
from questionnaires import selectors
from questionnaires.answering import actions
from questionnaires.answering.forms import RATHER_NOT, QuestionForm, SubmitForm, sent_answer
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.instruments.scoring import Answers, concerns, items_that_apply
from questionnaires.instruments.words import recall
from questionnaires.models import Assignment


class Sheet:
    """One assignment as its pages see it: definition, wording in the reader's language, answers so far."""

    def __init__(self, standing: Standing, pk: uuid.UUID) -> None:
        self.assignment = selectors.own_assignment(standing, pk)
        self.known: Definition = definition(self.assignment.instrument)
        self.text: InstrumentText | None = instruments.text_in(self.known, self.assignment.centre)
        draft = getattr(self.assignment, "draft", None)
        self.answers: dict[str, int | None] = draft.answers if draft else {}

    @property
    def wording(self) -> InstrumentText:
        """The wording in the reader's language, of a sheet that is not refused."""
        if self.text is None:
            raise LookupError(f"{self.known.code} has no wording here.")
        return self.text

    @property
    def refusal(self) -> str:
        """Why no question can be shown: `closed`, `language`, or empty."""
        if self.assignment.state != Assignment.State.OPEN:
            return "closed"
        return "" if self.text else "language"

    @property
    def items(self) -> list[str]:
        """The items that apply, in order: an instrument may end early or skip after some answers."""
        return items_that_apply(self.known, self.answers, self.text)

    @property
    def recall(self) -> str:
        """The period the questions are about."""
        return recall(self.known)

    @property
    def period(self) -> str:
        """The stem with the period it asks about: in our words only where the stem holds no number of its own."""
        stem = (self.text and self.text.stem) or ""
        has_period = any(letter.isdigit() for letter in stem)
        return stem if has_period else ". ".join(part for part in (self.recall, stem) if part)

    @property
    def next_item(self) -> str | None:
        """The first item without an answer."""
        return next((item for item in self.items if item not in self.answers), None)

    @property
    def complete(self) -> bool:
        """Every item was answered or passed over knowingly."""
        return self.next_item is None

    def place_after(self, item: str) -> str | None:
        """The item after this one; the first without an answer where this one no longer applies."""
        if item not in self.items:
            return self.next_item
        following = self.items[self.items.index(item) + 1 :]
        return following[0] if following else None

    def place_next(self, item: str, *, changing: bool) -> str | None:
        """The item after this one, with the answers given meanwhile on another page; None where all can be checked."""
        draft = getattr(self.assignment, "draft", None)
        self.answers = draft.answers if draft else self.answers
        return None if changing and self.complete else self.place_after(item)

    def chosen(self, item: str) -> dict[str, str]:
        """The answer to an item as its form begins with it."""
        if item not in self.answers:
            return {}
        code = self.answers[item]
        return {"answer": RATHER_NOT if code is None else str(code)}

    def place_before(self, item: str) -> str | None:
        """The item before this one."""
        index = self.items.index(item)
        return self.items[index - 1] if index else None


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
    """What these questions are about, how long they take, and who reads them."""
    if kept := way_to_unsent(request):
        return redirect(kept)
    sheet = Sheet(request.standing, pk)
    if sheet.refusal:
        return _refused(request, sheet)
    goto = reverse("question", args=[pk, sheet.next_item]) if sheet.next_item else reverse("check_answers", args=[pk])
    context = {"sheet": sheet, "goto": goto, **_who_reads(sheet)}
    return render(request, "questionnaires/answering/start.html", context)


def _who_reads(sheet: Sheet) -> dict[str, Any]:
    """For questions about suicidal thoughts: by when somebody reads them, and who answers outside the staffed hours."""
    if not sheet.known.suicide_items:
        return {}
    centre = sheet.assignment.centre
    return {"read_by": read_by(centre), "off": off_hours_of(centre, hours_of(centre))}


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PatientRequest, pk: uuid.UUID, item: str) -> HttpResponse:
    """One item: shown with the answer given before, kept at once when it is sent.

    An answer that worries is kept whatever became of the questions meanwhile, also one on whose way the session ended.
    """
    sheet = Sheet(request.standing, pk)
    if item not in sheet.known.items:
        raise Http404
    kept, closed = unsent(request), bool(sheet.refusal) or item not in sheet.items
    sure = kept if kept.get("sure") else {}
    late = sent_answer(sheet.known, item, request.POST if request.method == "POST" else sure)
    if (closed or request.method != "POST") and concerns(sheet.known, late, own=True):
        return _keep_worrying(request, sheet, late)
    if sheet.refusal:
        return _refused(request, sheet)
    if closed:
        return redirect("start_answering", pk=pk)
    form = QuestionForm(sheet.known, sheet.wording, item, data=request.POST or None, initial=sheet.chosen(item) | kept)
    if request.method != "POST" or not form.is_valid():
        context = _question_context(sheet, item, form, request)
        return render(request, "questionnaires/answering/question.html", context, status=422 if form.errors else 200)
    try:
        flags = actions.save_answer(by=request.user, assignment=sheet.assignment, item=item, code=form.code)
    except actions.NotOpen as refused:
        return _closed(request, refused.assignment)
    onward = _after(request, sheet, item)
    return redirect(_crisis_page(flags, onward) if flags else onward)


def _keep_worrying(request: PatientRequest, sheet: Sheet, late: Answers) -> HttpResponse:
    [(item, code)] = late.items()
    flags = actions.save_answer(by=request.user, assignment=sheet.assignment, item=item, code=code)
    forget_unsent(request)
    is_open = sheet.assignment.state == Assignment.State.OPEN
    return redirect(_crisis_page(flags, _after(request, sheet, item) if is_open else reverse("home")))


def _crisis_page(flags: list[Flag], onward: str) -> str:
    """What follows every answer that worries, and from there the way on."""
    return f"{reverse('support', args=[flags[0].pk])}?next={onward}"


def _question_context(sheet: Sheet, item: str, form: QuestionForm, request: PatientRequest) -> dict[str, Any]:
    pk, before = sheet.assignment.pk, sheet.place_before(item)
    changing = "change" in request.GET
    back = reverse("question", args=[pk, before]) if before else reverse("start_answering", args=[pk])
    return {
        "sheet": sheet,
        "form": form,
        "number": sheet.items.index(item) + 1,
        "count": len(sheet.items),
        "back": reverse("check_answers", args=[pk]) if changing else back,
    }


def _after(request: PatientRequest, sheet: Sheet, item: str) -> str:
    """The next question, or the answers to check; with those given meanwhile in another tab."""
    pk, following = sheet.assignment.pk, sheet.place_next(item, changing="change" in request.GET)
    return reverse("question", args=[pk, following]) if following else reverse("check_answers", args=[pk])


@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """Every answer with a way to change it; sending stores them all or none."""
    sheet = Sheet(request.standing, pk)
    form = SubmitForm(request.POST or None, initial={"key": uuid.uuid4()})
    if sheet.assignment.state != Assignment.State.OPEN:
        answered = sheet.assignment.state == Assignment.State.ANSWERED
        return redirect("received", pk=pk) if answered else _closed(request, sheet.assignment)
    if sheet.refusal:
        return _refused(request, sheet)
    if not sheet.complete:
        return redirect("question", pk=pk, item=sheet.next_item)
    if request.method != "POST" or not form.is_valid():
        context = {"sheet": sheet, "form": form, "rows": list(_rows(sheet))}
        return render(request, "questionnaires/answering/check.html", context, status=422 if form.errors else 200)
    return _send(request, sheet, form.cleaned_data["key"])


def _rows(sheet: Sheet) -> Any:
    for item in sheet.items:
        code = sheet.answers[item]
        yield {
            "key": sheet.wording.items[item],
            "value": _("I’d rather not say") if code is None else sheet.wording.options_of(item).get(code, code),
            "url": reverse("question", args=[sheet.assignment.pk, item]) + "?change=1",
        }


def _send(request: PatientRequest, sheet: Sheet, key: uuid.UUID) -> HttpResponse:
    try:
        actions.submit_draft(
            by=request.user,
            assignment=sheet.assignment,
            key=key,
            text=sheet.wording,
        )
    except actions.NotOpen as refused:
        if refused.assignment.state == Assignment.State.ANSWERED:
            return redirect("received", pk=sheet.assignment.pk)
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
                "link": {"url": reverse("check_answers", args=[sheet.assignment.pk]), "label": _("Check my answers")},
            },
            status=409,
        )
    return redirect("received", pk=sheet.assignment.pk)


@require_GET
def received(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """Shown only once the response is stored: when it arrived, and what comes next."""
    assignment = selectors.own_assignment(request.standing, pk)
    if assignment.state != Assignment.State.ANSWERED:
        return redirect("start_answering", pk=pk)
    following = selectors.next_in_bundle(assignment)
    response = assignment.response
    unasked = unasked_flag(assignment.patient, f"{BY_ANSWERS}{assignment.pk}")
    if unasked and "asked" not in request.GET:
        return redirect(_crisis_page([unasked], f"{reverse('received', args=[pk])}?asked"))
    return render(request, "questionnaires/answering/received.html", {"response": response, "following": following})

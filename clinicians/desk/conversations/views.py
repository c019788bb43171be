"""The pages on which the team reads what a patient wrote, answers it or writes first; and all of it on paper."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinicians import actions
from clinicians.desk.conversations.forms import GiveForm, WriteToPatientForm
from clinicians.desk.conversations.paper import ConversationWords, PaperMessage, on_paper
from clinicians.desk.conversations.selectors import say_flags
from clinicians.desk.raised.selectors import reach_of
from clinicians.desk.record.forms import TaskForm
from clinicians.selectors import colleagues
from mentoring.conversations.actions import close_without_words, give_request, mark_read, raise_by_hand
from mentoring.conversations.models import ContactRequest
from mentoring.conversations.selectors import (
    before_them,
    conversation_of,
    messages_of,
    newest_of,
    request_for,
    requests_of,
    templates_of,
    unread_by,
)
from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.paper.writable import can_write
from oncocare.people.access import at_work, check_caseload, is_open_to, patient_for
from oncocare.people.days import today_of
from oncocare.people.models import Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.picture.selectors import picture_of
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import holders
from oncocare.signin.actions import forget_unsent, made_for, unsent_words
from oncocare.web.forms import refusals_shown_on
from oncocare.web.templatetags.web import short_moment

PER_PAGE = 20
SEND, PUT_IN, CLOSE, GIVE, TASK = "send", "put-in", "close", "give", "task"  # what a button of the page does
WORRY = "worry:"  # and one beside a message, with its id


# --- answering --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parts:
    """The forms of the page of a request. They are sent together, so that nothing half-written is lost."""

    write: WriteToPatientForm
    give: GiveForm
    task: TaskForm


@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What was asked, by when somebody answers, on which number; and the answer, which the person reads. Or it is
    closed, or somebody else's, or becomes a task.

    Whoever answers sees what was asked and nothing else of the record, so nobody gives a reason; once it is answered it
    is of the record. The page of an old request shows what is open now.
    """
    asked, late = request_for(request.standing, pk), unsent_words(request)
    if asked.answered_at and (newer := requests_of([asked.patient_id]).get(asked.patient_id)):
        asked = request_for(request.standing, newer.pk)
    stale = asked.answered_at and request.method != "POST" and late is None
    if stale and not is_open_to(request.standing, asked.patient):
        messages.warning(request, _("Somebody has answered this already."))
        return redirect("caseload")
    parts = _parts(request, asked, late)
    if request.method == "POST" and (done := _act(request)(request, asked, parts)):
        return done
    return _answer_page(request, asked, parts, late=late is not None)


def _pressed(request: StaffRequest) -> str:
    return request.POST.get("do", SEND) if request.method == "POST" else ""


def _parts(request: StaffRequest, asked: ContactRequest, late: QueryDict | None) -> Parts:
    """The one whose button was pressed is judged; in the others stands what stood there."""
    pressed, centre = _pressed(request), asked.centre
    give = GiveForm(request.POST if pressed == GIVE else None, people=_others(asked))
    task = TaskForm(
        request.POST if pressed == TASK else None, colleagues=colleagues(centre), today=today_of(centre),
        initial={"owner": str(request.user.pk)},
    )  # fmt: skip
    for part in (give, task):
        if not part.is_bound:
            part.show_again(request.POST)
    return Parts(_writing(request, asked.patient, late), give, task)


def _others(asked: ContactRequest) -> list[User]:
    """Whoever may answer it besides whose it is."""
    return [one for one in holders(asked.centre, Permission.ANSWER_FLAG) if one.pk != asked.owner_id]


def _writing(request: StaffRequest, patient: Patient, late: QueryDict | None) -> WriteToPatientForm:
    templates, pressed = templates_of(patient.centre, patient.reader_language), _pressed(request)
    if pressed == SEND:
        return WriteToPatientForm(request.POST, templates=templates)
    form = WriteToPatientForm(templates=templates, again=request.POST if pressed else late)
    if pressed == PUT_IN and not form.put_in():
        messages.warning(request, _("Choose which words to put in."))
    return form


def _send(request: StaffRequest, asked: ContactRequest, parts: Parts) -> HttpResponse | None:
    was_answered = asked.answered_at
    if not _sent(request, asked.patient, parts.write):
        return None
    if was_answered:
        messages.success(request, _("Sent. Somebody had answered already, so yours went as one message more."))
    else:
        messages.success(request, _("Sent. The person reads it on their page."))
    return redirect("caseload")


def _sent(request: StaffRequest, patient: Patient, form: WriteToPatientForm) -> bool:
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("words", "minutes", "key")}
        with refusals_shown_on(form, by_field=True):
            actions.answer_patient(by=request.user, patient=patient, seen=request.POST.get("seen"), **given)
            forget_unsent(request)
            return True
    return False


def _close(request: StaffRequest, asked: ContactRequest, parts: Parts) -> HttpResponse | None:
    if parts.write.written:
        messages.warning(request, _("You have begun an answer. Send it, or empty it first. Nothing was changed."))
        return None
    try:
        close_without_words(by=request.user, request=asked, seen=request.POST.get("seen"))
    except ValidationError as refused:
        messages.warning(request, refused.messages[0])
        return None
    messages.success(request, _("Closed without an answer. The person sees that it was read."))
    return redirect("caseload")


def _give(request: StaffRequest, asked: ContactRequest, parts: Parts) -> HttpResponse | None:
    at_work(request.standing, asked, f"contactrequest:{asked.pk}", Permission.HAND_OVER)
    if not parts.give.is_valid():
        return None
    to = parts.give.cleaned_data["to"]
    with refusals_shown_on(parts.give, by_field=True):
        given = give_request(by=request.user, request=asked, to=to)
        messages.success(request, _("Handed over to %(name)s.") % {"name": to.name})
        if not parts.write.written:
            return redirect("caseload")
        asked = request_for(request.standing, given.pk)
        return _answer_page(request, asked, replace(parts, give=GiveForm(people=_others(asked))))
    return None


def _task(request: StaffRequest, asked: ContactRequest, parts: Parts) -> HttpResponse | None:
    """A task is of the record, so whoever makes one outside their caseload says why they open it."""
    patient, form, staff = asked.patient, parts.task, colleagues(asked.centre)
    check_caseload(request.standing, patient, Permission.WRITE_RECORD)
    if not form.is_valid():
        return None
    given = form.cleaned_data
    owner = next(one for one in staff if str(one.pk) == given["owner"])
    what, due = given["what"], given["due"]
    with refusals_shown_on(form):
        actions.once(
            by=request.user,
            sending=_sending(request, what, str(due), given["owner"]),
            act=lambda: actions.add_task(by=request.user, patient=patient, owner=owner, what=what, due=due),
        )
        messages.success(request, _("The task is in the list of whoever does it."))
        if not parts.write.written:
            return redirect("answer_request", pk=asked.pk)
        fresh = TaskForm(colleagues=staff, today=form.today, initial={"owner": str(request.user.pk)})
        return _answer_page(request, asked, replace(parts, task=fresh))
    return None


def _sending(request: StaffRequest, *said: str) -> uuid.UUID:
    """The same for the same task from the same page, so that a second press makes no second one."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "|".join((request.path, request.POST.get("key", ""), *said)))


def _raise(request: StaffRequest, shown: list[Any]) -> None:
    """Whoever reads a message and worries raises the flag that a program might have missed; sent twice it is one."""
    pressed = _pressed(request)
    named = (one for one in shown if pressed == f"{WORRY}{one.pk}" and not one.from_team)
    if message := next(named, None):
        flag = raise_by_hand(by=request.user, message=message)
        told = {"name": flag.owner.name if flag.owner else "–", "when": short_moment(flag.promised)}
        messages.success(request, _("The flag is raised: %(name)s, promised by %(when)s.") % told)


def _act(request: StaffRequest) -> Callable[..., HttpResponse | None]:
    pressed = _pressed(request)
    return _nothing_more if pressed.startswith(WORRY) else ACTS.get(pressed, _send)


def _nothing_more(*_page: Any) -> None:
    """What was pressed changes the page that is shown, and nothing else."""


ACTS: dict[str, Callable[..., HttpResponse | None]] = {
    SEND: _send,
    PUT_IN: _nothing_more,
    CLOSE: _close,
    GIVE: _give,
    TASK: _task,
}


def _answer_page(request: StaffRequest, asked: ContactRequest, parts: Parts, *, late: bool = False) -> HttpResponse:
    patient, written = asked.patient, messages_of(asked)
    audit(by=request.user, verb=Verb.READ_REQUEST, subject=asked, patient=patient, centre=asked.centre)
    theirs = [one for one in written if not one.from_team]
    forms = [parts.write, parts.give, parts.task]
    context = {
        **_around(request, patient, parts.write, written, seen=str(theirs[-1].pk) if theirs else "", late=late),
        "asked": asked, "before": before_them(patient, asked), "forms": forms,
        "give": parts.give, "task": parts.task, "may_task": is_open_to(request.standing, patient),
        "may_give": request.standing.may(Permission.HAND_OVER, asked.centre_id),
    }  # fmt: skip
    refused = any(form.errors for form in forms)
    return render(request, "clinicians/desk/conversations/answer.html", context, status=422 if refused else 200)


def _around(
    request: StaffRequest, patient: Patient, form: WriteToPatientForm, shown: list[Any], *, seen: str, late: bool
) -> dict[str, Any]:
    """What both pages show of the person, the form, and these messages with the flags that their words raised. Showing
    a message is a receipt.
    """
    _raise(request, shown)
    say_flags(patient, shown)
    if request.method != "HEAD":
        mark_read(by=request.user, messages=[one for one in unread_by(request.user, shown) if not one.from_team])
    return {
        "patient": patient, "form": form, "written": shown, "seen": seen, "late": late, "now": clock.now(),
        "whose": made_for(request.user), "reach": reach_of(patient, picture_of(patient)),
        "danger": next((one.flag for one in reversed(shown) if one.flag and not one.flag.closed_at), None),
    }  # fmt: skip


# --- the whole conversation -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def person_conversation(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that a patient and the team wrote to each other, the latest first, and who has read it. Whoever writes
    here answers what is open, or writes first.
    """
    needed = Permission.WRITE_RECORD if request.method == "POST" else Permission.SEE_RECORD
    patient, late = patient_for(request.standing, pk, needed), unsent_words(request)
    form = _writing(request, patient, late)
    if _pressed(request) == SEND and _sent(request, patient, form):
        messages.success(request, _("Sent. The person reads it on their page."))
        return redirect("person_conversation", pk=patient.pk)
    seen = newest_of(patient)  # before the messages, so that none is missing among them
    page = Paginator(conversation_of(patient), PER_PAGE).get_page(request.GET.get("page"))
    audit(by=request.user, verb=Verb.READ_CONVERSATION, subject=patient, patient=patient, centre=patient.centre)
    context = {
        **_around(request, patient, form, list(page), seen=seen, late=late is not None),
        "page": page, "asked": requests_of([patient.pk]).get(patient.pk),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "clinicians/desk/conversations/conversation.html", context, status=status)


# --- on paper ---------------------------------------------------------------------------------------------------------


@require_safe
def conversation_print(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """All of it as a file, the first first; opening it leaves a row in the audit log."""
    patient = patient_for(request.standing, pk, Permission.SEE_RECORD)
    audit(by=request.user, verb=Verb.READ_PRINT, subject=patient, patient=patient, centre=patient.centre)
    told = {"centre": patient.centre.name, "when": short_moment(clock.now()), "name": request.user.name}
    words = ConversationWords(
        title=_("Conversation"),
        name=patient.name,
        key=patient.key,
        foot=_("%(centre)s. Printed %(when)s by %(name)s. Confidential.") % told,
        unwritable=_("Some signs of this message cannot be printed. Read it on the screen."),
        number=lambda page, of: _("Page %(page)s of %(of)s") % {"page": page, "of": of},
        language=get_language() or "en",
    )
    rows = conversation_of(patient).select_related("by", "patient", "request__answered_by").order_by("made", "pk")
    centre = patient.centre
    file = on_paper([_on_paper(one) for one in rows], (centre.name, centre.address, centre.phone), words)
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="conversation.pdf"'
    return response


def _on_paper(one: Any) -> PaperMessage:
    """One message in words: of a patient's what it asks and what became of that, of each who has read it."""
    head = _("%(name)s, of the team, %(when)s") if one.from_team else _("%(name)s, %(when)s")
    wrote = _told(one.by, one.made)
    if not one.from_team and not can_write(one.by.name):
        wrote["name"] = one.patient.key
    read = [_("Read by %(name)s, %(when)s.") % _told(row.by, row.made) for row in one.read]
    return PaperMessage(
        head=head % wrote, about="" if one.from_team else _asked_words(one.kind, one.request),
        words=one.words, read=" ".join(read) or _("Nobody has read it yet."),
    )  # fmt: skip


def _told(who: User, when: datetime) -> dict[str, str]:
    return {"name": who.name if can_write(who.name) else "–", "when": short_moment(when)}


def _asked_words(kind: str, asked: ContactRequest) -> str:
    said = [str(ContactRequest.Kind(kind).label), _("Promised by %(when)s") % {"when": short_moment(asked.promised)}]
    if asked.answered_at and asked.answered_by:
        unsaid = _("needed no answer (%(name)s, %(when)s)")
        closed = unsaid if asked.without_words else _("answered by %(name)s, %(when)s")
        return " · ".join([*said, closed % _told(asked.answered_by, asked.answered_at)])
    return " · ".join([*said, _("not answered yet")])

"""A piece read part by part, what one writes in it, and all there is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare.foundation import clock
from oncocare.library.document import FIELD_NAME, Document
from oncocare.library.reading import selectors as reading
from oncocare.library.selectors import as_html
from oncocare.people.access import own_patient
from oncocare.people.requests import PatientRequest
from oncocare.signin.actions import forget_unsent, made_for, unsent_words
from steps.campus.lessons import actions
from steps.campus.lessons.forms import STEP, FieldsForm, HelpedForm, StepForm
from steps.campus.lessons.parts import labels_in
from steps.campus.lessons.selectors import (
    PieceHere,
    all_for,
    is_lost,
    labels_of,
    mark_of,
    newest_writing,
    own_writing,
    piece_here,
    writings_of,
    written_in,
)
from steps.campus.models import Writing

NEW = "new"  # in the place of a writing: another one is begun


def _language() -> str:
    return get_language() or "en"


# --- one piece --------------------------------------------------------------------------------------------------------


@require_safe
def lesson(request: PatientRequest, slug: str) -> HttpResponse:
    """A piece where one stopped: before it is begun how long it takes, then one part at a time, or all on one page."""
    here = piece_here(request.standing, slug, _language())
    if here.version is None:
        return render(request, "campus/lessons/elsewhere.html", {"here": here})
    whole, part = bool(request.GET.get("all")), _part(here, request.GET)
    if not whole and not part:
        return _start(request, here)
    return _page(request, LessonPage(here, 0 if whole else part, request.GET.get(NEW, "") and NEW))


def _part(here: PieceHere, asked: QueryDict) -> int:
    """Which part is to be shown, counted from 1; 0 where the piece is not begun, or is read to its end."""
    parts = here.parts
    if here.use is None:
        return 0
    if asked.get(NEW):
        return next((number for number, one in enumerate(parts, start=1) if one.fields), 1)
    wanted = asked.get("part", "")
    if wanted.isdecimal() and 1 <= int(wanted[:4]) <= len(parts):
        return int(wanted[:4])
    return here.place + 1 if here.place < len(parts) else 0


def _start(request: PatientRequest, here: PieceHere) -> HttpResponse:
    context = {
        "here": here, "piece": here.piece, "version": here.version, "total": len(here.parts),
        "offered": request.GET.get("from", ""), "writing": newest_writing(here.patient, here.piece),
        "to_write": any(part.fields for part in here.parts), "centre": here.patient.centre,
        "reviewed": reading.reviewed(here.patient.centre, here.version),
    }  # fmt: skip
    return render(request, "campus/lessons/start.html", context)


@dataclass(frozen=True)
class LessonPage:
    """A part of a piece as it is read, or all of it (part 0); `chosen` is the writing that a page goes on with: the
    newest, another by its id, or a new one.
    """

    here: PieceHere
    part: int
    chosen: str = ""

    @cached_property
    def text(self) -> Document:
        """What is shown."""
        return self.here.parts[self.part - 1].blocks if self.part else self.here.text

    @cached_property
    def before(self) -> Writing | None:
        """What was written before, here or in the one that is chosen; None where a new one is begun."""
        if self.chosen == NEW:
            return None
        own = self.here.patient.writings.filter(piece=self.here.piece)
        found = own.filter(pk=self.chosen).first() if _is_id(self.chosen) else None
        return found or newest_writing(self.here.patient, self.here.piece)

    @property
    def writing(self) -> Writing | None:
        """What is gone on with: nothing that cannot be opened."""
        return None if is_lost(self.before) else self.before

    def form(self, data: QueryDict | None = None) -> FieldsForm:
        """The fields that are shown. What was sent from a page of another version of the text is not dropped."""
        labels = labels_in([self.text]) | {name: "" for name in _sent(data or ()) if name not in labels_in([self.text])}
        return FieldsForm(data, labels=labels, written=written_in(self.writing), sent_by=STEP)

    @property
    def gone(self) -> list[tuple[str, str]]:
        """What stands in fields that this version of the text no longer has, with what they asked."""
        if self.writing is None:
            return []
        known, written = labels_in([self.here.text]), written_in(self.writing)
        if not written.keys() - known.keys():
            return []
        labels = labels_of(self.writing, self.here.version)
        return [(labels[name], words) for name, words in written.items() if name not in known]


def _is_id(given: str) -> bool:
    try:
        uuid.UUID(given)
    except ValueError:
        return False
    return True


def _sent(data: Iterable[str]) -> list[str]:
    """The names of fields that a page sent."""
    names = [name.removeprefix("w-") for name in data if name.startswith("w-")]
    return [name for name in names if FIELD_NAME.fullmatch(name)]


def _page(
    request: PatientRequest, read: LessonPage, form: FieldsForm | None = None, *, late: bool = False
) -> HttpResponse:  # fmt: skip
    """One part, or all of it; `late`: what is in the form was sent too late."""
    here, shown = read.here, form or read.form()
    asks = bool(shown.fields)
    context = {
        "here": here, "piece": here.piece, "version": here.version, "centre": here.patient.centre,
        "number": read.part, "total": len(here.parts),
        "before_url": _at(here.piece.slug, read.part - 1) if read.part > 1 else "",
        "html": as_html(here.patient.centre, read.text, here.version.language, drawn=shown.drawn),
        "language": here.version.language, "form": shown, "asks": asks,
        "beside": [shown[name] for name in shown.fields if name not in labels_in([read.text])],
        "lost": asks and is_lost(read.before), "writing": read.writing if asks else None,
        "gone": read.gone if asks else [],
        "chosen": (NEW if read.chosen == NEW else read.writing.pk if read.writing else "") if asks else "",
        "since": int(clock.now().timestamp()), "step": STEP, "late": late,
        "whose": made_for(request.user) if asks else "", "mark": mark_of(read.writing) if asks else "",
    }  # fmt: skip
    return render(request, "campus/lessons/part.html", context, status=422 if shown.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_part(request: PatientRequest, slug: str) -> HttpResponse:
    """Begin, go on, or begin again; what was written is kept first, whatever button was pressed. Opened, what was being
    sent as the session ended, to be sent once more.
    """
    here = piece_here(request.standing, slug, _language())
    if request.method != "POST":
        return _sent_too_late(request, here)
    if here.version is None:
        return _without_text(request, here)
    by, version, sent = request.user, here.version, StepForm(request.POST)
    use = actions.open_piece(by=by, patient=here.patient, version=version, offered=request.POST.get("from", ""))
    do, total = request.POST.get("do", ""), len(here.parts)
    if do == "again":
        actions.keep_place(by=by, use=use, version=version, place=0, since=clock.now())
    if do not in ("next", "keep"):
        return redirect("lesson", slug)
    part = 0 if request.POST.get("all") else min(sent.part, total)
    read = LessonPage(here, part, request.POST.get("writing", ""))
    form = read.form(request.POST)
    if not form.is_valid():
        return _page(request, read, form)
    _keep(request, read, form)
    if do == "keep":
        return redirect(_at(slug, part))
    place = part or total
    go_on = actions.finish if place >= total else actions.keep_place
    go_on(by=by, use=use, version=version, place=place, since=sent.shown)
    return redirect("lesson_done", slug) if place >= total else redirect(_at(slug, place + 1))


def _sent_too_late(request: PatientRequest, here: PieceHere) -> HttpResponse:
    """What was being sent when the session ended, on its page: nothing of it is kept yet."""
    sent = unsent_words(request)
    if sent is None:
        return redirect("lesson", here.piece.slug)
    if here.version is None:
        return _elsewhere(request, here, sent) if here.use else redirect("lesson", here.piece.slug)
    part = 0 if sent.get("all") else min(StepForm(sent).part, len(here.parts))
    read = LessonPage(here, part, sent.get("writing", ""))
    return _page(request, read, read.form(sent), late=True)


def _without_text(request: PatientRequest, here: PieceHere) -> HttpResponse:
    """The text was taken out while it was read, or is not there in the language of another window: what was written on
    its page is kept all the same.
    """
    if here.use is None or request.POST.get("do") not in ("next", "keep"):
        return redirect("lesson", here.piece.slug)
    read, form = _of_what_was_read(here, request.POST)
    if not form.is_valid():
        return _elsewhere(request, here, request.POST)
    _keep(request, read, form)
    return redirect("lesson", here.piece.slug)


def _elsewhere(request: PatientRequest, here: PieceHere, sent: QueryDict) -> HttpResponse:
    read, form = _of_what_was_read(here, sent)
    context = {"here": here, "form": form, "step": STEP, "chosen": read.chosen, "whose": made_for(request.user)}
    return render(request, "campus/lessons/elsewhere.html", context, status=422 if form.errors else 200)


def _of_what_was_read(here: PieceHere, sent: QueryDict) -> tuple[LessonPage, FieldsForm]:
    """The text as this person read it, and what they sent of its fields."""
    read = LessonPage(replace(here, version=here.use and here.use.version), 0, sent.get("writing", ""))
    asked = labels_in([read.here.text])
    labels = {name: asked.get(name, "") for name in _sent(sent)}
    return read, FieldsForm(sent, labels=labels, written=written_in(read.writing), sent_by=STEP)


def _keep(request: PatientRequest, read: LessonPage, form: FieldsForm) -> None:
    before = written_in(read.writing)
    kept = actions.keep_writing(
        by=request.user, patient=read.here.patient, version=read.here.version, given=form.given, writing=read.writing,
        mark=request.POST.get("mark", ""),
    ) if form.fields else None  # fmt: skip
    forget_unsent(request)
    if kept and written_in(kept) != before:
        shared = _("It is kept, and those with whom you share it can read it.")
        messages.success(request, shared if kept.shared else _("What you wrote is kept. Only you can read it."))
        if read.writing and kept.pk != read.writing.pk:
            messages.info(request, _("You wrote here in another window meanwhile. Both are kept, each by itself."))


def _at(slug: str, part: int) -> str:
    """The address of a part, or of all on one page."""
    return reverse("lesson", args=[slug]) + (f"?part={part}" if part else "?all=1")


@require_safe
def lesson_done(request: PatientRequest, slug: str) -> HttpResponse:
    """A piece that was read to its end: what was written, whether it helped, and where to go from here."""
    here = piece_here(request.standing, slug, _language())
    if here.use is None or here.use.finished is None:
        return redirect("lesson", slug)
    return _done(request, here, HelpedForm(initial=_said(here)))


def _said(here: PieceHere) -> dict[str, Any]:
    if here.use is None or here.use.helped is None:
        return {}
    return {"helped": "yes" if here.use.helped else "no", "words": here.use.words}


def _done(request: PatientRequest, here: PieceHere, form: HelpedForm) -> HttpResponse:
    context = {
        "here": here, "title": _title(here), "form": form,
        "writing": newest_writing(here.patient, here.piece),
    }  # fmt: skip
    return render(request, "campus/lessons/done.html", context, status=422 if form.errors else 200)


def _title(here: PieceHere) -> str:
    """What it is called in their language, or as they read it."""
    shown = here.version or (here.use and here.use.version)
    return str(shown.title) if shown else ""


@require_POST
def lesson_helped(request: PatientRequest, slug: str) -> HttpResponse:
    """Whether it helped."""
    here = piece_here(request.standing, slug, _language())
    if here.use is None or here.use.finished is None:
        return redirect("lesson", slug)
    form = HelpedForm(request.POST)
    if not form.is_valid():
        return _done(request, here, form)
    said = form.cleaned_data
    actions.say_helped(by=request.user, use=here.use, helped=said["helped"], words=said["words"])
    messages.success(request, _("Thank you. It is kept."))
    return redirect("lesson_done", slug)


@require_safe
def all_lessons(request: PatientRequest) -> HttpResponse:
    """Everything that is published for patients in their language, by area."""
    patient = own_patient(request.standing)
    context = {"shelves": all_for(patient, _language()), "centre": patient.centre, "language": _language()}
    return render(request, "campus/lessons/all.html", context)


# --- what one writes --------------------------------------------------------------------------------------------------


@require_safe
def my_writings(request: PatientRequest) -> HttpResponse:
    """All that one wrote in exercises."""
    patient = own_patient(request.standing)
    return render(request, "campus/lessons/writings.html", {"writings": list(writings_of(patient))})


@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """What one wrote in an exercise, to read, change, share or delete; also what later texts no longer ask."""
    found, late = own_writing(request.standing, pk), unsent_words(request)
    sent = request.POST if request.method == "POST" else late
    form = FieldsForm(sent, labels=labels_of(found), written=written_in(found))
    if request.method == "POST" and form.is_valid():
        forget_unsent(request)
        kept = _change(request, found, form)
        messages.success(request, _("It is kept."))
        return redirect("writing", kept.pk if kept else pk)
    context = {
        "writing": found, "form": form, "lost": is_lost(found), "late": late is not None,
        "whose": made_for(request.user), "mark": mark_of(found),
    }  # fmt: skip
    return render(request, "campus/lessons/writing.html", context, status=422 if form.errors else 200)


def _change(request: PatientRequest, found: Writing, form: FieldsForm) -> Writing | None:
    return actions.keep_writing(
        by=request.user, patient=found.patient, version=found.version, given=form.given, writing=found,
        mark=request.POST.get("mark", ""),
    )  # fmt: skip


@require_POST
def share_writing(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """Whoever guides this person and their clinicians may read it from now on, or no longer."""
    found = own_writing(request.standing, pk)
    shared = request.POST.get("shared") == "yes"
    actions.share_writing(by=request.user, writing=found, shared=shared)
    messages.success(request, _("It is shared now.") if shared else _("Nobody but you can read it now."))
    return redirect("writing", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_writing(request: PatientRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first; then the words are gone for good."""
    found = own_writing(request.standing, pk)
    if request.method != "POST":
        return render(request, "campus/lessons/delete.html", {"writing": found})
    actions.delete_writing(by=request.user, writing=found)
    messages.success(request, _("It is deleted."))
    return redirect("my_writings")

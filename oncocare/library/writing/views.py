"""Writing a text, keeping it meanwhile, and looking at it as a reader does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare.library import document, marked
from oncocare.library.difference import difference
from oncocare.library.models import Piece, TextDraft
from oncocare.library.selectors import as_html, language_words, newest
from oncocare.library.writing import actions
from oncocare.library.writing.access import piece_to_write
from oncocare.library.writing.actions import Overtaken
from oncocare.library.writing.forms import FieldForm, FigureForm, LinkForm, WritingForm
from oncocare.library.writing.measured import measured
from oncocare.library.writing.missing import missing
from oncocare.library.writing.selectors import (
    TextSource,
    editable,
    handed_in_since,
    languages_of,
    media_of,
    others,
    own_draft,
    source_named,
    source_of,
    stamp,
    words_of,
)
from oncocare.people.requests import StaffRequest
from oncocare.web.templatetags.web import time_of_day


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StaffRequest, slug: str, language: str) -> HttpResponse:
    """A text as a form. Whatever button was pressed, what is written is kept first."""
    piece = piece_to_write(request.standing, slug, language)
    if request.method != "POST":
        return _page(request, piece, language, _form(request, piece, language))
    form = WritingForm(request.POST, user=request.user, language=language)
    do = request.POST.get("do")
    if do == "again":
        actions.begin_again(by=request.user, piece=piece, language=language)
        messages.success(request, _("You begin again from the text that was there."))
        return redirect("library_write", slug, language)
    if not form.known or not form.is_valid():
        return _page(request, piece, language, form, status=422)
    try:
        draft = actions.keep(
            by=request.user, piece=piece, language=language, words=form.words, since=form.cleaned_data["saved"]
        )
    except Overtaken as overtaken:
        form.show(stamp(overtaken.kept))  # sent from that page, it replaces knowingly
        return _page(request, piece, language, form, status=409, overtaken=overtaken.kept)
    return _done(request, piece, language, form, draft)


def _form(request: StaffRequest, piece: Piece, language: str) -> WritingForm:
    """What this person wrote, or else the newest version."""
    draft, latest = own_draft(request.user, piece, language), newest(piece, language)
    initial = {**vars(words_of(draft or latest)), "saved": stamp(draft)}
    return WritingForm(user=request.user, language=language, initial=initial)


def _done(
    request: StaffRequest, piece: Piece, language: str, form: WritingForm, draft: TextDraft | None
) -> HttpResponse:
    """What was asked for besides keeping."""
    do = request.POST.get("do")
    if do == "look":
        return redirect("library_preview", slug=piece.slug, language=language)
    if do != "hand_in":
        messages.success(request, _kept(draft))
        return redirect("library_write", slug=piece.slug, language=language)
    if draft is None:
        form.add_error(None, _("Nothing has changed since the version that is there."))
    else:
        source = source_named(piece, language, form.cleaned_data["source"])
        try:
            version = actions.hand_in(
                by=request.user, draft=draft, source=source, called=language_words(source.language) if source else ""
            )
        except ValidationError as refused:
            form.add_error(None, refused)
            form.show(stamp(draft))
        else:
            messages.success(request, _("It is handed in. Somebody else reviews it before anybody reads it."))
            return redirect(_after(version.pk) or reverse("library_write", args=[piece.slug, language]))
    return _page(request, piece, language, form, status=422)


def _after(pk: object) -> str:
    """The page of the version, where it is reviewed."""
    try:
        return reverse("library_version", args=[pk])
    except NoReverseMatch:
        return ""


def _kept(draft: TextDraft | None) -> str:
    return _("Kept at %(time)s") % {"time": time_of_day(draft.saved)} if draft else _("Nothing has changed.")


# --- the page ---------------------------------------------------------------------------------------------------------


def _page(
    request: StaffRequest, piece: Piece, language: str, form: WritingForm, status: int = 200,
    overtaken: TextDraft | None = None,
) -> HttpResponse:  # fmt: skip
    draft, latest = own_draft(request.user, piece, language), newest(piece, language)
    source = source_of(piece, language, latest, request.GET.get("from", ""))
    text = form["text"].value() or ""
    form.initial["source"] = source.version.pk if source else ""
    context = {
        "piece": piece,
        "language": language,
        "name": language_words(language),
        "form": form,
        "draft": draft,
        "latest": latest,
        "since": handed_in_since(draft, latest),
        "html": editable(text),
        "overtaken": overtaken,
        "difference": overtaken and difference(overtaken.text, text),
        **_beside(request, piece, language, text),
        **_sources(piece, language, source),
        **_tools(piece, source),
    }
    return render(request, "library/writing/write.html", context, status=status)


def _beside(request: StaffRequest, piece: Piece, language: str, text: str) -> dict[str, Any]:
    """What changes as somebody writes."""
    return {"others": others(request.user, piece, language, text), "measured": measured(text, language)}


def _sources(piece: Piece, language: str, source: TextSource | None) -> dict[str, Any]:
    if source is None:
        return {"source": None}
    blocks = marked.read(source.version.text)
    return {
        "source": source,
        "source_name": language_words(source.version.language),
        "source_html": as_html(piece.centre, blocks, source.version.language),
        "source_fields": _asked(source),
        "languages": [(code, language_words(code)) for code in languages_of(piece) if code != language],
    }


def _asked(source: TextSource) -> list[tuple[str, str]]:
    """The fields of the source, by name, with what each asks."""
    blocks = marked.read(source.version.text)
    return [(one.name, one.label) for one in blocks if isinstance(one, document.ExerciseField)]


def _tools(piece: Piece, source: TextSource | None) -> dict[str, Any]:
    media = media_of(piece)
    asked = _asked(source) if source else None
    return {"link": LinkForm(), "figure": FigureForm(media), "field": FieldForm(asked), "media": media}


# --- kept meanwhile ---------------------------------------------------------------------------------------------------


@require_POST
def keep(request: StaffRequest, slug: str, language: str) -> HttpResponse:
    """What the page sends by itself, a few seconds after the last stroke; answered in words that the page shows."""
    piece = piece_to_write(request.standing, slug, language)
    form = WritingForm(request.POST, user=request.user, language=language)
    if not form.known or not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    words, since = form.words, form.cleaned_data["saved"]
    try:
        draft = actions.keep(by=request.user, piece=piece, language=language, words=words, since=since)
    except Overtaken as overtaken:
        shown = {"overtaken": overtaken.kept, "difference": difference(overtaken.kept.text, words.text)}
        html = render_to_string("library/writing/_overtaken.html", {**shown, "by_itself": True}, request)
        return JsonResponse({"html": html, "saved": stamp(overtaken.kept)}, status=409)
    beside = {**_beside(request, piece, language, words.text), "language": language}
    answer = {
        "saved": stamp(draft),
        "kept": _kept(draft),
        "measured": render_to_string("library/writing/_measured.html", beside, request),
        "others": render_to_string("library/writing/_others.html", beside, request),
    }
    return JsonResponse(answer)


# --- looked at --------------------------------------------------------------------------------------------------------


@require_safe
def preview(request: StaffRequest, slug: str, language: str) -> HttpResponse:
    """What this person wrote, as it is read on a phone or on paper, and what is missing before it can be handed in."""
    piece = piece_to_write(request.standing, slug, language)
    latest = newest(piece, language)
    words = words_of(own_draft(request.user, piece, language) or latest)
    source = source_of(piece, language, latest)
    media = {medium.name: medium.decorative for medium in media_of(piece)}
    called = language_words(source.version.language) if source else ""
    context = {
        "piece": piece,
        "language": language,
        "name": language_words(language),
        "words": words,
        "html": _shown(piece, language, words.text),
        "measured": measured(words.text, language),
        "missing": [said for _field, said in missing(words, media, source.words if source else None, called)],
        "paper": request.GET.get("as") == "paper",
    }
    return render(request, "library/writing/preview.html", context)


def _shown(piece: Piece, language: str, text: str) -> str:
    """As a page shows it; empty where it cannot be read."""
    try:
        return as_html(piece.centre, marked.read(text), language)
    except marked.NotMarked:
        return ""

"""The media of a centre: the list and what comes in, one of them with what is said in it, and the files themselves."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.library.choices import MediumKind
from oncocare.library.media import ranges
from oncocare.library.media import selectors as media
from oncocare.library.media.actions import take_in, write_words
from oncocare.library.media.forms import MediumForm, WordsForm
from oncocare.library.models import Medium
from oncocare.library.selectors import showing
from oncocare.people.access import centre_for, not_found
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import SignedInRequest, StaffRequest, as_signed_in
from oncocare.web.uploads import refused, takes_large_files

PER_PAGE = 40
SHOWN = "max-age=3600, immutable"  # an hour is how long a browser may still show what was withdrawn meanwhile
UNSHOWN = "private, no-store"
ENDS = {
    "image/webp": "webp", "video/mp4": "mp4", "video/webm": "webm", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/ogg": "ogg", "audio/webm": "weba",
}  # fmt: skip
logger = logging.getLogger(__name__)


@takes_large_files
@require_http_methods(["GET", "HEAD", "POST"])
def library_media(request: StaffRequest) -> HttpResponse:
    """Every picture, film and sound of the centre; the form takes in another."""
    centre = centre_for(request.standing, Permission.WRITE_LIBRARY)
    if request.method != "POST":
        return _list(request, centre, MediumForm())
    form = MediumForm(request.POST, request.FILES, too_large=refused(request))
    if form.is_valid():
        try:
            medium = take_in(by=request.user, centre=centre, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _come(medium))
            return redirect("library_medium", medium.name)
    return _list(request, centre, form)


def _come(medium: Medium) -> str:
    if medium.kind == MediumKind.IMAGE:
        return _("The picture is there. Texts show it as %(name)s.") % {"name": medium.name}
    return _("It is there. Texts show it as %(name)s once what is said in it is written.") % {"name": medium.name}


def _list(request: StaffRequest, centre: Centre, form: MediumForm) -> HttpResponse:
    page = Paginator(media.media_of(centre), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": media.lines_of(list(page)),
    }
    return render(request, "library/media/media.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def library_medium(request: StaffRequest, name: str) -> HttpResponse:
    """One of them: the thing itself, where it is used, and what is said in it by language."""
    centre = centre_for(request.standing, Permission.WRITE_LIBRARY)
    medium = centre.media.filter(name=name).first()
    if medium is None:
        not_found(request.user, f"medium:{name}")
    if request.method != "POST":
        return _medium(request, medium, _words_form(request, medium))
    form = WordsForm(request.POST, request.FILES)
    if refused(request):
        form.add_error(
            "file", _("This file is too large to be captions. Nothing of it was kept; all else stands here.")
        )
    if form.is_valid():
        try:
            write_words(by=request.user, medium=medium, **form.written)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("What is said is kept."))
            return redirect(f"{reverse('library_medium', args=[name])}?language={form.written['language']}")
    return _medium(request, medium, form)


def _words_form(request: StaffRequest, medium: Medium) -> WordsForm:
    """The words in the language that is asked for, else in the first that needs them."""
    language = _language(request.GET.get("language"), media.lines_of([medium])[0])
    known = media.words_of(medium).get(language)
    said = {"captions": known.captions, "transcript": known.transcript} if known else {}
    return WordsForm(initial={"language": language, **said})


def _language(wanted: str | None, line: media.MediumLine) -> str:
    codes = [code for code, _name in settings.LIBRARY_LANGUAGES]
    return wanted if wanted in codes else next(iter([*line.missing, *codes]))


def _medium(request: StaffRequest, medium: Medium, form: WordsForm) -> HttpResponse:
    words, shown, [line] = media.words_of(medium), media.languages_shown(medium), media.lines_of([medium])
    language = _language(form["language"].value(), line)
    context: dict[str, Any] = {
        "form": form,
        "medium": medium,
        "line": line,
        "language": language,
        "fixed": language in shown,
        "words": words.get(language),
        "spoken": [
            (code, name, words.get(code), code in shown, code in line.missing)
            for code, name in settings.LIBRARY_LANGUAGES
        ],
    }
    return render(request, "library/media/medium.html", context, status=422 if form.errors else 200)


# --- files ------------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def library_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file, or a part of it; of a picture in the width `w`. Anybody's while a text that is shown shows it."""
    medium, reader = Medium.objects.filter(pk=pk).select_related("centre").first(), as_signed_in(request)
    shown = medium is not None and media.is_public(medium)
    if medium is None or not (shown or _writes(medium, reader)):
        _not_there(reader, f"medium:{pk}")
    width = request.GET.get("w", "")
    path = media.file_of(medium, int(width) if width.isdecimal() and len(width) < 6 else None)
    if not path.is_file():
        logger.error("The file of medium %s is not in MEDIA_ROOT.", medium.pk)
        raise Http404
    response = _sent(request, path, medium.mime)
    response["Content-Disposition"] = f'inline; filename="{medium.name}.{ENDS[medium.mime]}"'
    response["Cache-Control"] = _kept(reader, shown=shown)
    return response


@login_not_required
@require_safe
def library_captions(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """Captions in one language, as WebVTT. Anybody's while a text in this language that is shown shows the film."""
    medium, reader = Medium.objects.filter(pk=pk).select_related("centre").first(), as_signed_in(request)
    words = media.words_of(medium).get(language) if medium else None
    shown = medium is not None and showing(medium).filter(language=language).exists()
    if medium is None or words is None or not words.captions or not (shown or _writes(medium, reader)):
        _not_there(reader, f"captions:{pk}:{language}")
    response = HttpResponse(words.captions, content_type="text/vtt; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{medium.name}.{language}.vtt"'
    response["Cache-Control"] = _kept(reader, shown=shown)
    return response


def _kept(reader: SignedInRequest | None, *, shown: bool) -> str:
    """Who may keep it: anybody on the way to a stranger, the browser alone of somebody whose session comes with it."""
    return f"{'private' if reader else 'public'}, {SHOWN}" if shown else UNSHOWN


def _writes(medium: Medium, reader: SignedInRequest | None) -> bool:
    return reader is not None and media.is_open_to(medium, reader.standing)


def _not_there(reader: SignedInRequest | None, subject: str) -> NoReturn:
    """As if it did not exist; of somebody who is known the refusal is written down."""
    if reader is None:
        raise Http404
    not_found(reader.user, subject)


def _sent(request: HttpRequest, path: Path, mime: str) -> HttpResponseBase:
    """A file whole or in part, as the browser asks. Its name is its hash: it is another one as soon as a byte is."""
    size, etag = path.stat().st_size, f'"{path.name}"'
    if same := get_conditional_response(request, etag=etag):
        return same
    try:
        asked = _part_asked(request, size, etag)
    except ranges.NotThere:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    part = asked or ranges.ByteRange(0, size - 1)
    body = media.read_part(path, part.first, part.length) if request.method == "GET" else ()
    response = StreamingHttpResponse(body, status=206 if asked else 200, content_type=mime)
    response["Content-Length"] = part.length
    if asked:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    response["Accept-Ranges"], response["ETag"] = "bytes", etag
    return response


def _part_asked(request: HttpRequest, size: int, etag: str) -> ranges.ByteRange | None:
    """A part is asked for in reading only, and of the file that was begun."""
    if request.method != "GET":
        return None
    unchanged = request.headers.get("If-Range", etag) == etag
    return ranges.asked(request.headers.get("Range", ""), size, unchanged=unchanged)

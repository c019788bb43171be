"""What anybody reads without signing in: what a centre has, one piece of it, and its sheet. Who reads is not kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oncocare.library import document, marked
from oncocare.library.choices import AUDIENCE_WORDS
from oncocare.library.models import TextVersion
from oncocare.library.reading import selectors as reading
from oncocare.library.reading.asked import asked_words
from oncocare.library.reading.forms import LookForm
from oncocare.library.reading.sheet import PieceSheet, SheetLabels, on_paper
from oncocare.library.selectors import as_html
from oncocare.people.models import Centre
from oncocare.people.requests import as_site_request
from oncocare.web.templatetags.web import day

KEPT = 60 * 60  # seconds for which a sheet is not made anew
LARGEST = 960  # points across of a picture on a sheet


def in_its_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The whole page is in the language of its address, whatever the reader has chosen elsewhere; who belongs to no
    centre sees the numbers and the name of this one.
    """

    @wraps(view)
    def shown(request: HttpRequest, centre: str, language: str, **rest: Any) -> HttpResponse:
        if language not in dict(settings.LIBRARY_LANGUAGES):
            raise Http404
        found = get_object_or_404(Centre, slug=centre)
        site = as_site_request(request)
        if site.centre is None:
            site.centre, site.country, site.site_name = found, found.country, found.site_name
        with translation.override(language):
            response = view(request, found, language, **rest)
        response.headers["Content-Language"] = language
        return response

    return shown


# --- all of them ------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@in_its_language
def library_home(request: HttpRequest, centre: Centre, language: str) -> HttpResponse:
    """Every area with what there is to read in it, or what was found of what somebody looks for."""
    form = LookForm(request.GET)
    words = asked_words(form.chosen("words"))
    chosen = (form.chosen("audience"), form.chosen("phase"))
    found = reading.search(centre, language, words, *chosen)
    some = [] if found else reading.search(centre, language, words, *chosen, every=False) if len(words) > 1 else []
    shelves = reading.shelves(centre, language, *chosen)
    context = {
        "centre": centre, "language": language, "form": form, "looked": form.chosen("words").strip(),
        "found": found or some, "every": not some, "shelves": shelves, "filtered": any(chosen),
        "languages": _named(code for code in reading.languages_of(centre) if code != language),
    }  # fmt: skip
    return render(request, "library/reading/home.html", context)


def _named(codes: Any) -> list[tuple[str, str]]:
    """Languages, each with what it calls itself."""
    return [(code, dict(settings.LIBRARY_LANGUAGES)[code]) for code in codes]


# --- one of them ------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@in_its_language
def library_read(request: HttpRequest, centre: Centre, language: str, slug: str) -> HttpResponse:
    """One piece in one language, with who reviewed it and by when, and what else there is."""
    versions = reading.versions_shown(centre, slug)
    if not versions:
        raise Http404
    elsewhere = [(code, name, versions[code].title) for code, name in _named(versions) if code != language]
    if language not in versions:
        context = {"centre": centre, "language": language, "elsewhere": elsewhere, "slug": slug}
        return render(request, "library/reading/elsewhere.html", context, status=404)
    version = versions[language]
    text = marked.read(version.text)
    context = {
        "centre": centre, "language": language, "version": version, "piece": version.piece, "elsewhere": elsewhere,
        "html": as_html(centre, text, language, fillable=True), "to_write": bool(document.fields(text)),
        "audience": _audience(version), "reviewed": reading.reviewed(centre, version),
        "more": reading.more(version, centre),
    }  # fmt: skip
    return render(request, "library/reading/read.html", context)


def _audience(version: TextVersion) -> list[Any]:
    return [words for code, words in AUDIENCE_WORDS.items() if code in version.piece.audience]


# --- on paper ---------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
@in_its_language
def library_sheet(request: HttpRequest, centre: Centre, language: str, slug: str) -> HttpResponse:
    """The same as a file to print. It is made once an hour at most, whoever asks."""
    version = reading.versions_shown(centre, slug).get(language)
    if version is None:
        raise Http404
    sheet = _sheet(centre, version)
    key = f"library-sheet:{hashlib.sha256(repr(sheet).encode()).hexdigest()}"
    file = cache.get_or_set(key, lambda: on_paper(sheet, reading.pictures_of(centre, sheet.text, LARGEST)), KEPT)
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    return response


def _sheet(centre: Centre, version: Any) -> PieceSheet:
    text, piece = marked.read(version.text), version.piece
    seen = reading.reviewed(centre, version)
    address = settings.SITE_URL + reverse("library_read", args=[centre.slug, version.language, piece.slug])
    labels = SheetLabels(
        watch=_("To watch or listen to at this address:"), said=_("What is said"), sources=_("Where this comes from"),
        online=_("This page is also here:"), page=_("Page %(page)s of %(of)s"), right=_("This is right."),
    )  # fmt: skip
    by = _("Reviewed by a clinician of %(centre)s on %(when)s, and to be reviewed again by %(until)s.")
    said = {"centre": centre.name, "when": day(seen.on), "until": day(seen.until)}
    return PieceSheet(
        version.title, version.summary, text, version.language, (centre.name, centre.address, centre.phone), address,
        labels, marks=_marks(piece, seen), facts=[by % said] if seen.by_somebody else [],
        sources=[_source(one) for one in piece.sources],
        recordings=reading.recordings_of(centre, text, version.language),
    )  # fmt: skip


def _marks(piece: Any, seen: reading.Reviewed) -> list[str]:
    """What must be known before one reads."""
    made_up = [_("Made up for this demonstration: no real person tells this.")] if piece.made_up else []
    return made_up if seen.by_somebody else [*made_up, _("A sample: no clinician has reviewed it yet.")]


def _source(one: dict[str, Any]) -> str:
    parts = [f"{one['title']}. {one['organisation']}", str(one.get("year", ""))]
    return ", ".join(filter(None, parts)) + (f". {one['url']}" if one.get("url") else "")

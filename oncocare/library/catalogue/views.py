"""The pieces of a centre: the list, one of them with all that happened to it, and what a piece is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.library.access import piece_for
from oncocare.library.catalogue.actions import add_piece, change_piece
from oncocare.library.catalogue.forms import PieceFilterForm, PieceForm, SourceForms, sources_of
from oncocare.library.catalogue.selectors import (
    PieceFilters,
    facts_of,
    history_of,
    lines_of,
    pieces_of,
    shown_in,
)
from oncocare.library.choices import PHASE_WORDS
from oncocare.library.models import Piece
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import holders

PER_PAGE = 40


@require_safe
def pieces(request: StaffRequest) -> HttpResponse:
    """What the centre has, and how each piece stands in each language."""
    centre = centre_for(request.standing, Permission.WRITE_LIBRARY)
    form = PieceFilterForm(request.GET, reviewer=request.standing.may(Permission.REVIEW_LIBRARY, centre.pk))
    form.is_valid()
    filters = PieceFilters(**{name: value for name, value in form.cleaned_data.items() if value})
    today = today_of(centre)
    lines = lines_of(pieces_of(centre), today)
    kept = [line for line in lines if filters.keep(line, request.user, today)]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "all": len(lines),
        "shown": [(code, shown_in(lines)[code]) for code in shown_in(lines)],
        "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("page")),
        "filtered": any(asdict(filters).values()),
        "query": query.urlencode(),
        "today": today,
    }
    return render(request, "library/catalogue/pieces.html", context)


@require_safe
def piece(request: StaffRequest, slug: str) -> HttpResponse:
    """One piece: what it is, and in each language what was written, by whom, and what became of it."""
    found = piece_for(request.standing, slug)
    languages = history_of(found)
    context = {
        "piece": found,
        "languages": languages,
        "called": next(((one.state.newest.title, one.code) for one in languages if one.state), None),
        "rows": facts_of(found),
        "today": today_of(found.centre),
    }
    return render(request, "library/catalogue/piece.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_piece(request: StaffRequest) -> HttpResponse:
    """What a new piece is; its text comes after."""
    centre = centre_for(request.standing, Permission.WRITE_LIBRARY)
    return _facts(request, centre, None)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: StaffRequest, slug: str) -> HttpResponse:
    """What a piece is, to be put right."""
    found = piece_for(request.standing, slug)
    return _facts(request, found.centre, found)


def _facts(request: StaffRequest, centre: Centre, piece: Piece | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    colleagues = holders(centre, Permission.WRITE_LIBRARY)
    form = PieceForm(data, piece=piece, colleagues=colleagues, initial=_initial(piece, request))
    sources = SourceForms(data, initial=piece.sources if piece else [], prefix="sources")
    if data is not None and form.is_valid() and sources.is_valid():
        given: dict[str, Any] = {"by": request.user, "owner": form.keeper, "facts": form.facts(sources_of(sources))}
        try:
            if piece is None:
                piece = add_piece(centre=centre, slug=form.slug, **given)
                return redirect("library_piece", piece.slug)
            change_piece(piece=piece, **given)
            return redirect("library_piece", piece.slug)
        except ValidationError as refused:
            form.add_error(None, refused)
    wrong = form.errors or (sources.is_bound and not sources.is_valid())
    context = {"form": form, "sources": sources, "piece": piece}
    return render(request, "library/catalogue/facts.html", context, status=422 if wrong else 200)


def _initial(piece: Piece | None, request: StaffRequest) -> dict[str, Any]:
    if piece is None:
        return {"owner": str(request.user.pk), "audience": ["patient"], "phases": list(PHASE_WORDS)}
    names = ("kind", "area", "audience", "phases", "topics", "made_up")
    return {**{name: getattr(piece, name) for name in names}, "owner": str(piece.owner_id or "")}

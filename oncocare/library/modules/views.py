"""The modules of a centre, and one of them: what it says of itself, and its pieces in their order."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oncocare.library.access import module_for
from oncocare.library.models import Module
from oncocare.library.modules.actions import add_piece, change_module, make_module, move_piece, take_piece_out
from oncocare.library.modules.forms import AddPieceForm, ModuleForm
from oncocare.library.modules.selectors import (
    in_own_language,
    module_lines,
    piece_titles,
    placed_pieces,
    state_of,
    to_add,
)
from oncocare.people.access import centre_for
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_safe
def modules(request: StaffRequest) -> HttpResponse:
    """Every module of the centre, and how much of each is shown."""
    centre = centre_for(request.standing, Permission.WRITE_LIBRARY)
    context = {"lines": module_lines(centre), "languages": [name for _code, name in settings.LIBRARY_LANGUAGES]}
    return render(request, "library/modules/modules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_module(request: StaffRequest) -> HttpResponse:
    """What a new module is; its pieces come on its own page."""
    centre = centre_for(request.standing, Permission.WRITE_LIBRARY)
    form = ModuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = make_module(by=request.user, centre=centre, words=form.words)
        messages.success(request, _("The module is there. Add its pieces in the order in which they are read."))
        return redirect("library_module", made.slug)
    return render(request, "library/modules/new_module.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one_module(request: StaffRequest, slug: str) -> HttpResponse:
    """One module: its pieces, and what it says of itself to change."""
    module = module_for(request.standing, slug)
    if request.method != "POST":
        return _page(request, module, ModuleForm(initial=ModuleForm.initial_of(module), module=module))
    form = ModuleForm(request.POST, module=module)
    if not form.is_valid():
        return _page(request, module, form, status=422, seen=request.POST.get("seen", ""))
    try:
        change_module(by=request.user, module=module, words=form.words, seen=request.POST.get("seen", ""))
    except ValidationError as refused:
        module.refresh_from_db()
        return _page(request, module, form, status=409, refused=refused.messages)
    messages.success(request, _("Saved."))
    return redirect("library_module", slug)


@require_POST
def arrange_module(request: StaffRequest, slug: str) -> HttpResponse:
    """One piece is added, taken out, or moved up or down."""
    module, asked = module_for(request.standing, slug), request.POST
    piece, do = asked.get("piece", ""), asked.get("do", "")
    at = ""
    try:
        if do == "add":
            add_piece(by=request.user, module=module, slug=piece)
            at = "add"
        elif do == "out":
            take_piece_out(by=request.user, module=module, slug=piece)
            at = "pieces"
        elif do in ("up", "down"):
            order = move_piece(by=request.user, module=module, slug=piece, places=-1 if do == "up" else 1).pieces
            at = f"{_still(do, order.index(piece), len(order))}-{piece}"
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        at = "pieces"
    page = reverse("library_module", args=[slug])
    return redirect(f"{page}#{at}" if at else page)


def _still(do: str, place: int, length: int) -> str:
    """The button on which whoever moves a piece goes on: the same, or the other one at either end."""
    return "down" if place == 0 else "up" if place == length - 1 else do


def _page(request: StaffRequest, module: Module, form: ModuleForm, *, status: int = 200, **more: Any) -> HttpResponse:
    pieces = {piece.slug: piece for piece in module.centre.pieces.all()}
    titles = piece_titles(module.centre)
    context = {
        "module": module,
        "title": in_own_language(module.title),
        "form": form,
        "seen": state_of(module),
        "pieces": placed_pieces(module, pieces, titles),
        "add_form": AddPieceForm(offered=to_add(module, pieces, titles)),
        "now": ModuleForm(initial=ModuleForm.initial_of(module)) if "refused" in more else None,
        **more,
    }
    return render(request, "library/modules/module.html", context, status=status)

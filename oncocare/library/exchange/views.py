"""The pages by which modules are taken out as files, taken in, and taken over. What comes is shown before it comes."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from oncocare.audit.actions import record as audit
from oncocare.audit.verbs import Verb
from oncocare.library.access import module_for
from oncocare.library.exchange.actions import Loaded, drop_waiting, keep_waiting, load_folder
from oncocare.library.exchange.archive import AT_ONCE, ZipRefused, pack
from oncocare.library.exchange.forms import DescribeForm, ZipForm, sealed, unsealed
from oncocare.library.exchange.selectors import (
    coming,
    coming_pieces,
    described_otherwise,
    folder_in,
    offered,
    samples,
    taken_out_modules,
)
from oncocare.library.folder import Folder, FolderRefused, part_of
from oncocare.library.modules.selectors import in_own_language
from oncocare.library.selectors import language_words
from oncocare.people.access import centre_for, not_found
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.web.uploads import refused as sent_too_much
from oncocare.web.uploads import takes_large_files

ALL = "all"


def _centre(request: StaffRequest) -> Centre:
    return centre_for(request.standing, Permission.WRITE_LIBRARY)


def _said(loaded: Loaded) -> str:
    return _(
        "Taken over: %(pieces)d new pieces, %(versions)d new texts, %(modules)d new modules, %(media)d new media. "
        "The texts wait for review; nothing of it is shown to anybody yet."
    ) % loaded._asdict()  # fmt: skip


def _shown(centre: Centre, folder: Folder) -> dict[str, Any]:
    """What a page says of what would come."""
    plan = coming(centre, folder)
    return {
        "plan": plan,
        "pieces": coming_pieces(folder, plan),
        "modules": [in_own_language(folder.modules[slug].title) for slug in plan.modules],
        "others": described_otherwise(folder, plan),
        "describe_form": DescribeForm(),
    }


# --- out --------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: StaffRequest, slug: str) -> HttpResponseBase:
    """Which texts of a module would be in its zip file, and the file itself."""
    module = module_for(request.standing, slug)
    centre = module.centre
    found = taken_out_modules(centre, [slug])
    if request.method != "POST" or not found.folder.modules:
        order = {slug: place for place, slug in enumerate(module.pieces)}
        chosen = sorted(found.versions, key=lambda one: order[one.version.piece.slug])
        rows = [(version, language_words(version.language), shown) for version, shown in chosen]
        context = {"module": module, "title": in_own_language(module.title), "found": found, "rows": rows}
        return render(request, "library/exchange/export.html", context, status=422 if request.method == "POST" else 200)
    audit(by=request.user, verb=Verb.LIBRARY_TAKEN_OUT, subject=module, centre=centre)
    answer = StreamingHttpResponse(_zipped(found.folder), content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{slug}.zip") or ""
    return answer


def _zipped(folder: Folder) -> Iterator[bytes]:
    """The zip file of a folder in parts; it is made as the first is asked for, and gone after the last."""
    with TemporaryFile() as file:
        pack(folder, file)
        file.seek(0)
        yield from iter(lambda: file.read(AT_ONCE), b"")


# --- in ---------------------------------------------------------------------------------------------------------------


@takes_large_files
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: StaffRequest) -> HttpResponse:
    """A zip file is looked at and waits; what would come is shown; with a yes it comes."""
    centre = _centre(request)
    if request.method != "POST":
        return _import_page(request, ZipForm())
    if "waiting" in request.POST:
        return _answered(request, centre, unsealed(request.user, request.POST["waiting"]))
    form = ZipForm(request.POST, request.FILES, too_large=sent_too_much(request))
    if not form.is_valid():
        return _import_page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        with folder_in(file) as folder:
            shown = _shown(centre, folder)
    except FolderRefused as refused:
        return _import_page(request, form, refusal=refused, status=422)
    waiting = keep_waiting(by=request.user, file=file)
    return _import_page(request, ZipForm(), waiting=sealed(request.user, waiting), **shown)


def _answered(request: StaffRequest, centre: Centre, name: str | None) -> HttpResponse:
    """What somebody said once they had seen what would come."""
    if name is None or not default_storage.exists(name):
        messages.error(request, _("This file is not kept any more. Nothing came of it. Choose it once more."))
        return redirect("library_import")
    if "yes" not in request.POST:
        drop_waiting(by=request.user, name=name)
        messages.success(request, _("The file is forgotten. Nothing came of it."))
        return redirect("library_import")
    try:
        with default_storage.open(name) as file, folder_in(file) as folder:
            return _brought(request, centre, folder, name)
    except FolderRefused as refused:
        drop_waiting(by=request.user, name=name)
        return _import_page(request, ZipForm(), refusal=refused, status=422)


def _brought(request: StaffRequest, centre: Centre, folder: Folder, name: str) -> HttpResponse:
    try:
        loaded = _load(request, centre, folder)
    except ValidationError as refused:
        context: dict[str, Any] = {"refused": refused.messages, "waiting": sealed(request.user, name)}
        return _import_page(request, ZipForm(), status=409, **context, **_shown(centre, folder))
    drop_waiting(by=request.user, name=name)
    messages.success(request, _said(loaded))
    return redirect("library_modules")


def _load(request: StaffRequest, centre: Centre, folder: Folder) -> Loaded:
    describe, shown = "describe" in request.POST, request.POST.get("shown", "")
    return load_folder(by=request.user, centre=centre, folder=folder, describe=describe, shown=shown)


def _import_page(
    request: StaffRequest, form: ZipForm, *, refusal: FolderRefused | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    english = refusal is not None and not isinstance(refusal, ZipRefused)
    context = {"form": form, "mistakes": refusal.mistakes if refusal else (), "english": english, **more}
    return render(request, "library/exchange/import.html", context, status=status)


# --- over -------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: StaffRequest) -> HttpResponse:
    """The modules that come with the software, or those of another centre of this person; one of them, or all, is
    taken over, once they have seen what would come.
    """
    centre, asked = _centre(request), request.POST if request.method == "POST" else request.GET
    others = [one for one in request.standing.centres_with(Permission.WRITE_LIBRARY) if one != centre]
    source = next((one for one in others if one.slug == asked.get("from")), None)
    if source is None and asked.get("from"):
        not_found(request.user, f"library:{asked['from']}")
    whole, take = offered(source), asked.get("take", "")
    folder = whole if take == ALL else part_of(whole, [take] if take in whole.modules else [])
    context: dict[str, Any] = {"source": source, "others": others}
    if request.method == "POST":
        if not folder.pieces:
            return redirect("library_samples")
        try:
            messages.success(request, _said(_load(request, centre, folder)))
        except FolderRefused as refused:
            messages.error(request, " ".join(refused.mistakes))
        except ValidationError as refused:
            context["refused"] = refused.messages
        else:
            return redirect("library_modules")
    context |= {"take": take, **_shown(centre, folder)} if folder.pieces else {}
    context["samples"] = samples(centre, whole)
    context["beside"] = len(whole.pieces.keys() - {one for module in whole.modules.values() for one in module.pieces})
    return render(request, "library/exchange/samples.html", context, status=409 if "refused" in context else 200)

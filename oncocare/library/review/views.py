"""One version of a text: how it stands, and what a reviewer does with it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.library import actions
from oncocare.library.models import TextVersion
from oncocare.library.review.forms import EndForm, PublishForm, SendBackForm
from oncocare.library.review.selectors import before, changes, page_of, version_for
from oncocare.library.selectors import last_day_of_older
from oncocare.people.access import not_found
from oncocare.people.days import today_of
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def version(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The text as readers see it, and what can be done with it. To end it is for whoever writes: it cannot wait."""
    do = request.POST.get("do") if request.method == "POST" else None
    wanted = Permission.WRITE_LIBRARY if do in (None, "end") else Permission.REVIEW_LIBRARY
    found = version_for(request.standing, pk, wanted)
    shown: dict[str, forms.Form] = {
        "back": SendBackForm(request.POST if do == "back" else None),
        "publish": PublishForm(
            request.POST if do == "publish" else None, today=today_of(found.centre), older=last_day_of_older(found)
        ),
        "end": EndForm(request.POST if do == "end" else None, kind=found.piece.kind),
    }
    if do not in shown:
        return _page(request, found, shown, status=200 if request.method != "POST" else 422)
    form = shown[do]
    if form.is_valid():
        try:
            said = _act(request, found, do, form.cleaned_data)
        except ValidationError as refused:
            _refuse(form, refused)
        else:
            messages.success(request, said)
            return redirect("library_version", pk)
    return _page(request, found, shown, status=422)


def _refuse(form: forms.Form, refused: ValidationError) -> None:
    """What is wrong stands at its field, or above all of it where the form does not ask for that."""
    found = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
    for field, errors in found.items():
        form.add_error(field if field in form.fields else None, errors)


def _act(request: StaffRequest, found: TextVersion, do: str, given: dict[str, Any]) -> str:
    if do == "back":
        actions.send_back(by=request.user, version=found, **given)
        return _("It is sent back. Who wrote it reads what has to change.")
    if do == "publish":
        actions.publish(by=request.user, version=found, **given)
        return _("It is published.")
    actions.end(by=request.user, version=found, **given)
    return _("It is no longer shown to anybody.")


def _page(request: StaffRequest, found: TextVersion, shown: dict[str, forms.Form], *, status: int) -> HttpResponse:
    reviewer = request.standing.may(Permission.REVIEW_LIBRARY, found.centre_id)
    context = {"page": page_of(found, request.user, reviewer=reviewer), "version": found, **_named(shown)}
    return render(request, "library/review/version.html", context, status=status)


def _named(shown: dict[str, forms.Form]) -> dict[str, forms.Form]:
    return {f"{name}_form": form for name, form in shown.items()}


@require_safe
def version_changes(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """What differs from the version before it, line by line."""
    found = version_for(request.standing, pk, Permission.WRITE_LIBRARY)
    earlier = before(found)
    if earlier is None:
        not_found(request.user, f"text:{pk}")
    context = {"version": found, "earlier": earlier, "difference": changes(found, earlier)}
    return render(request, "library/review/changes.html", context)

"""The page of instruments: whose they are, in which languages they can be asked, and loading a licensed wording."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from oncocare.foundation.datafiles import DataFileError
from oncocare.people.access import centre_for, may
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from questionnaires.actions import load_text_pack
from questionnaires.definition import catalogue, definition
from questionnaires.models import TextPack
from questionnaires.selectors import wordings
from questionnaires.textpack import LARGEST, parse_pack


class PackForm(forms.Form):
    """A text pack: the wording of a licensed instrument, in one file."""

    file = forms.FileField(
        label=gettext_lazy("Text pack"),
        help_text=gettext_lazy("The file with the official wording and your licence. It is checked whole."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def __init__(self, *args: object, centre: Centre, **kwargs: object) -> None:
        self.centre = centre
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """The pack, read and checked; every mistake with its line."""
        data = self.cleaned_data["file"].read(LARGEST + 1)
        try:
            pack = parse_pack(data, "text-pack")
        except DataFileError as error:
            raise ValidationError(
                [_("Nothing was loaded. The file has mistakes:"), *str(error).splitlines()]
            ) from error
        if definition(pack.instrument).languages:
            raise ValidationError(_("Nothing was loaded. This instrument comes with its official wording."))
        if not pack.is_valid(today_of(self.centre)):
            raise ValidationError(_("Nothing was loaded. The licence in the file has ended."))
        return pack


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """Every instrument with its licence, its languages, and the packs of this centre."""
    centre = centre_for(request.user, Permission.SEE_INSTRUMENTS)
    return _page(request, centre, PackForm(centre=centre))


def _page(request: HttpRequest, centre: Centre, form: PackForm) -> HttpResponse:
    languages = wordings(centre)
    context = {
        "centre": centre,
        "form": form,
        "instruments": [(known, sorted(languages[code])) for code, known in sorted(catalogue().items())],
        "packs": TextPack.objects.filter(centre=centre).order_by("instrument", "language", "-loaded").defer("content"),
        "may_load": may(request.user, Permission.MANAGE_CENTRE, centre.pk),
        "today": today_of(centre),
    }
    return render(request, "clinicians/coordination/instruments.html", context, status=422 if form.errors else 200)


@require_POST
def load_pack(request: HttpRequest) -> HttpResponse:
    """Keep the wording of a licensed instrument for this centre."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    form = PackForm(request.POST, request.FILES, centre=centre)
    if not form.is_valid():
        return _page(request, centre, form)
    stored = load_text_pack(by=request.user, centre=centre, pack=form.cleaned_data["file"])
    title = definition(stored.instrument).title
    messages.success(request, _("Loaded: %(title)s. It can be asked from now on.") % {"title": title})
    return redirect("centre_instruments")

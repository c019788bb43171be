"""The page of instruments: whose they are, in which languages they can be asked, and loading a licensed wording."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinicians.centre.instruments.forms import PackForm
from oncocare.people.access import centre_for
from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from questionnaires.instruments.actions import load_text_pack
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.selectors import wordings
from questionnaires.models import TextPack
from questionnaires.scheduling.selectors import suicide_asked_too_seldom
from questionnaires.scheduling.words import suicide_words
from steps.campus.coach.names_file import NAMES


@require_safe
def instruments(request: StaffRequest) -> HttpResponse:
    """Every instrument with its licence, its languages, and the packs of this centre."""
    centre = centre_for(request.standing, Permission.SEE_INSTRUMENTS)
    return _page(request, centre, PackForm(centre=centre))


def _page(request: StaffRequest, centre: Centre, form: PackForm) -> HttpResponse:
    languages = wordings(centre)
    may_set_up = request.standing.may(Permission.MANAGE_CENTRE, centre.pk)
    context = {
        "centre": centre,
        "form": form,
        "instruments": [(known, sorted(languages[code])) for code, known in sorted(catalogue().items())],
        "packs": TextPack.objects.filter(centre=centre).order_by("instrument", "language", "-loaded").defer("content"),
        "may_set_up": may_set_up,
        "unasked": suicide_words(suicide_asked_too_seldom(centre)),
        "today": today_of(centre),
    }
    return render(
        request, "clinicians/centre/instruments/instruments.html", context, status=422 if form.errors else 200
    )


@require_POST
def load_pack(request: StaffRequest) -> HttpResponse:
    """Keep the wording of a licensed instrument for this centre."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    form = PackForm(request.POST, request.FILES, centre=centre)
    if not form.is_valid():
        return _page(request, centre, form)
    stored = load_text_pack(by=request.user, centre=centre, pack=form.cleaned_data["file"])
    if stored.instrument == NAMES:
        messages.success(request, _("Loaded. People of this centre read these names of symptoms from now on."))
    else:
        title = definition(stored.instrument).title
        messages.success(request, _("Loaded: %(title)s. It can be asked from now on.") % {"title": title})
    return redirect("centre_instruments")

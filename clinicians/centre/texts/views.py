"""The pages of the words that people read and agree to: versions per language, each kept for good."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinicians.centre.texts.forms import TextForm
from clinicians.centre.texts.selectors import cells_of
from oncocare.consent.actions import publish_text
from oncocare.consent.models import ABOUT, ConsentText
from oncocare.consent.selectors import filled, text_for, texts_for, versions_of
from oncocare.people.access import centre_for
from oncocare.people.models import Centre
from oncocare.people.permissions import Permission
from oncocare.people.requests import StaffRequest
from oncocare.people.selectors import users_by_actor
from oncocare.web.forms import refusals_shown_on


@require_safe
def texts(request: StaffRequest) -> HttpResponse:
    """What is in force, and where a language is missing or behind."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    found = {language: texts_for(centre, language) for language, _name in settings.LANGUAGES}
    context = {
        "centre": centre,
        "languages": [name for _code, name in settings.LANGUAGES],
        "rows": [(about, ABOUT[about], cells) for about, cells in cells_of(found).items()],
    }
    return render(request, "clinicians/centre/texts/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: StaffRequest, about: str, language: str) -> HttpResponse:
    """The words in force as a form; a new version is looked at first, and every earlier one stays readable."""
    centre = centre_for(request.standing, Permission.MANAGE_CENTRE)
    if about not in ABOUT or language not in dict(settings.LANGUAGES):
        raise Http404
    latest = texts_for(centre, language).get(about)
    words = {"title": latest.title, "body": latest.body} if latest else {"title": _name_in(about, language)}
    form = TextForm(request.POST or None, about=about, initial=words)
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _text_page(request, centre, about, language, form)
    with refusals_shown_on(form, by_field=True):
        publish_text(by=request.user, centre=centre, about=about, language=language, **form.cleaned_data)
        messages.success(request, _("The new version is in force."))
        return redirect("centre_texts")
    return _text_page(request, centre, about, language, form)


def _text_page(request: StaffRequest, centre: Centre, about: str, language: str, form: TextForm) -> HttpResponse:
    """The form; with what was written as people will read it, once there is something to look at."""
    draft = ConsentText(centre=centre, language=language, **_words(form)) if form.is_bound and form.is_valid() else None
    versions = list(versions_of(centre, about, language))
    who = users_by_actor({version.published_by for version in versions})
    context = {
        "form": form,
        "name": ABOUT[about],
        "language": dict(settings.LANGUAGES)[language],
        "draft": draft,
        "filled": draft and filled(draft),
        "versions": [(version, who.get(version.published_by)) for version in versions],
    }
    return render(request, "clinicians/centre/texts/text.html", context, status=422 if form.errors else 200)


def _name_in(about: str, language: str) -> str:
    """What a text that nobody has written yet is called in its own language, to begin with."""
    with translation.override(language):
        return str(ABOUT[about])


def _words(form: TextForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("title", "body")}


@require_safe
def version(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One version as people read it or read it then."""
    found = text_for(request.standing, pk, Permission.MANAGE_CENTRE)
    context = {"text": found, "filled": filled(found), "name": ABOUT[found.about]}
    return render(request, "clinicians/centre/texts/text_version.html", context)

"""The coordinator's page for the words that people read and agree to: versions per language, each kept for good."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from oncocare.consent.actions import check_words, publish_text
from oncocare.consent.models import ABOUT, Purpose, Text
from oncocare.consent.selectors import as_read, text_for, texts_for, versions_of
from oncocare.people.access import centre_for
from oncocare.people.models import Centre, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import users_by_actor


class TextForm(forms.Form):
    """The words of a new version."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "Leave an empty line between paragraphs. {centre} becomes the name of your centre, {phone} its number."
        ),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    asks_again = forms.BooleanField(
        label=gettext_lazy("Ask everybody again, once"),
        help_text=gettext_lazy("Only when the meaning has changed. What people said before counts until they answer."),
        required=False,
    )

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about not in Purpose.values:
            del self.fields["asks_again"]  # nobody answers a section

    def clean(self) -> dict[str, Any]:
        """Nothing that could not be shown."""
        given = super().clean() or {}
        check_words(**{name: given[name] for name in ("title", "body") if name in given})
        return given


@dataclass(frozen=True)
class Cell:
    """The text in force about one thing in one language; `behind` where other languages have the centre's own words."""

    language: str
    text: Text | None
    publisher: User | None
    behind: bool


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """What is in force, and where a language is missing or behind."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    found = {language: texts_for(centre, language) for language, _name in settings.LANGUAGES}
    context = {
        "centre": centre,
        "languages": [name for _code, name in settings.LANGUAGES],
        "rows": [(about, ABOUT[about], cells) for about, cells in _cells(found).items()],
    }
    return render(request, "clinicians/coordination/texts.html", context)


def _cells(found: dict[str, dict[str, Text]]) -> dict[str, list[Cell]]:
    who = users_by_actor({text.published_by for of_one in found.values() for text in of_one.values()})
    own = {about for of_one in found.values() for about, text in of_one.items() if not text.is_shipped}
    return {
        about: [
            Cell(language, text, who.get(text.published_by) if text else None, _behind(text, about in own))
            for language, text in ((language, of_one.get(about)) for language, of_one in found.items())
        ]
        for about in ABOUT
    }


def _behind(text: Text | None, own_elsewhere: bool) -> bool:
    return text is not None and text.is_shipped and own_elsewhere


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, about: str, language: str) -> HttpResponse:
    """The words in force as a form; a new version is looked at first, and every earlier one stays readable."""
    centre = centre_for(request.user, Permission.MANAGE_CENTRE)
    if about not in ABOUT or language not in dict(settings.LANGUAGES):
        raise Http404
    latest = texts_for(centre, language).get(about)
    words = {"title": latest.title, "body": latest.body} if latest else {}
    form = TextForm(request.POST or None, about=about, initial=words)
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _text_page(request, centre, about, language, form)
    try:
        publish_text(by=request.user, centre=centre, about=about, language=language, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _text_page(request, centre, about, language, form)
    messages.success(request, _("The new version is in force."))
    return redirect("centre_texts")


def _text_page(request: HttpRequest, centre: Centre, about: str, language: str, form: TextForm) -> HttpResponse:
    """The form; with what was written as people will read it, once there is something to look at."""
    draft = Text(centre=centre, language=language, **_words(form)) if form.is_bound and form.is_valid() else None
    versions = list(versions_of(centre, about, language))
    who = users_by_actor({version.published_by for version in versions})
    context = {
        "form": form,
        "name": ABOUT[about],
        "language": dict(settings.LANGUAGES)[language],
        "draft": draft,
        "reading": draft and as_read(draft),
        "versions": [(version, who.get(version.published_by)) for version in versions],
    }
    return render(request, "clinicians/coordination/text.html", context, status=422 if form.errors else 200)


def _words(form: TextForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("title", "body")}


@require_safe
def version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version as people read it or read it then."""
    found = text_for(request.user, pk, Permission.MANAGE_CENTRE)
    context = {"text": found, "reading": as_read(found), "name": ABOUT[found.about]}
    return render(request, "clinicians/coordination/text_version.html", context)

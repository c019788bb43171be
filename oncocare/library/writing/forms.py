"""The text as somebody writes it, and what the tools of the editor ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from oncocare.library import document, marked
from oncocare.library.models import Medium
from oncocare.library.writing.missing import TextAsTyped
from oncocare.people.models import User
from oncocare.web.forms import field_of, leave_unmarked


class WritingForm(forms.Form):
    """Title, summary and text. Nothing is checked: what is written is kept as it is, and checked as it is handed in.

    `text` is Markdown, or `html` what the editor has. `saved` says which state the page shows, `source` what it is
    translated from, `whose` who opened the page: another person may have signed in on the same computer since.
    """

    title = forms.CharField(label=_("Title"), help_text=_("At most 80 characters."), required=False)
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("One or two sentences that say what somebody finds here. At most 200 characters."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 24}), required=False, strip=False)
    saved = forms.CharField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(widget=forms.HiddenInput, required=False)
    whose = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, user: User, language: str, **kwargs: Any) -> None:
        super().__init__(_in_markdown(data) if data is not None else None, **kwargs)
        self.initial["whose"], self.user = str(user.pk), user
        leave_unmarked(*self.fields.values())
        for name in ("title", "summary", "text"):
            widget = self.fields[name].widget
            widget.attrs = {**widget.attrs, "lang": language, "spellcheck": "true"}

    def clean_whose(self) -> str:
        """Nobody keeps the words of another as their own draft."""
        given = str(self.cleaned_data["whose"])
        if given and given != str(self.user.pk):
            raise forms.ValidationError(
                _("Somebody else is signed in on this computer now. Copy what you wrote, then sign in again.")
            )
        return given

    @property
    def words(self) -> TextAsTyped:
        """What was sent."""
        given = self.cleaned_data
        return TextAsTyped(given["title"], given["summary"], given["text"])

    def show(self, state: str) -> None:
        """It stands on a page that shows this state of the draft."""
        self.data = dict(self.data.items()) | {"saved": state}

    @property
    def known(self) -> bool:
        """Whether the page sent the fields of this form."""
        return {"title", "summary", "text"} <= self.data.keys()


def _in_markdown(data: QueryDict) -> QueryDict:
    """The same, with the text in Markdown, whichever way it was written."""
    given = data.copy()
    if "html" in given:
        from oncocare.library import cleaned

        given["text"] = marked.write(cleaned.read(str(given["html"])))
        del given["html"]
    if "text" in given:
        given["text"] = str(given["text"]).replace("\r\n", "\n")
    return given


class LinkForm(forms.Form):
    """Where a link leads."""

    prefix = "link"
    address = forms.CharField(
        label=_("Where it leads"), help_text=_("An address that begins with https://, or a page of this site: /help/")
    )


class FigureForm(forms.Form):
    """Which medium is shown, and what it shows."""

    prefix = "figure"
    medium = forms.ChoiceField(label=_("Which one"))
    alt = forms.CharField(
        label=_("What it shows"),
        help_text=_("For whoever cannot see it. Empty where the picture only decorates."),
        required=False,
    )
    caption = forms.CharField(label=_("What stands below it"), required=False)

    def __init__(self, media: Iterable[Medium]) -> None:
        super().__init__()
        choices = [(one.name, f"{one.name} · {one.get_kind_display()}") for one in media]
        field_of(self, "medium", forms.ChoiceField).choices = choices
        leave_unmarked(self.fields["alt"])


class FieldForm(forms.Form):
    """What a reader is asked; in a translation, which field of the source it is."""

    prefix = "field"
    label = forms.CharField(label=_("What it asks"), max_length=document.LABEL)
    name = forms.ChoiceField(
        label=_("Which field of the source it is"),
        help_text=_("What somebody wrote there in one language stands here in the other."),
        required=False,
    )

    def __init__(self, asked: Iterable[tuple[str, str]] | None = None) -> None:
        super().__init__()
        if asked is None:
            del self.fields["name"]
        else:
            field_of(self, "name", forms.ChoiceField).choices = list(asked)
            leave_unmarked(self.fields["name"])

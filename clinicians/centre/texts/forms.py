"""The words of a new version of a text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.consent.actions import check_words
from oncocare.consent.models import Purpose


class TextForm(forms.Form):
    """The words of a new version."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Leave an empty line between paragraphs. {centre} becomes the name of your centre, {phone} its number."
        ),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    asks_again = forms.BooleanField(
        label=_("Ask everybody again, once"),
        help_text=_("Only when the meaning has changed. What people said before counts until they answer."),
        required=False,
    )

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about not in Purpose.values:
            del self.fields["asks_again"]  # nobody answers a section

    def clean(self) -> dict[str, Any]:
        """Refuse words that could not be shown."""
        given = super().clean() or {}
        check_words(**{name: given[name] for name in ("title", "body") if name in given})
        return given

"""In which part of the library a piece shall stand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import AREA_WORDS


class DraftPieceForm(forms.Form):
    """The area of the piece."""

    area = forms.ChoiceField(
        label=_("Which part of life is it about?"),
        choices=[("", "–"), *((code.value, label) for code, label in AREA_WORDS.items())],
        error_messages={"required": _("Choose the part of life that it is about.")},
    )

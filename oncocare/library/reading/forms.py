"""What somebody looks for in a library, and for whom; nothing typed is ever wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import AUDIENCE_WORDS, PHASE_WORDS
from oncocare.web.forms import leave_unmarked


class LookForm(forms.Form):
    """Words to look for, and two filters. It is sent as an address, so that a page of it can be kept and shared."""

    words = forms.CharField(
        label=_("Look for something to read"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
    )
    audience = forms.ChoiceField(
        label=_("For whom"), required=False, choices=[("", _("Everybody")), *AUDIENCE_WORDS.items()]
    )
    phase = forms.ChoiceField(label=_("When"), required=False, choices=[("", _("At any time")), *PHASE_WORDS.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_unmarked(*self.fields.values())

    def chosen(self, name: str) -> str:
        """What was typed or chosen; what cannot be chosen is left out."""
        self.full_clean()
        return str(self.cleaned_data.get(name, ""))

"""The name under which somebody is seen in a session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.meetings.models import LONGEST_NAME
from oncocare.web.forms import leave_unmarked


class SeenAsForm(forms.Form):
    """It is sent by the script of the page, which shows what is wrong with it beside the field."""

    name = forms.CharField(
        label=_("Under which name do the others see you?"),
        help_text=_("It need not be your own. Whoever leads the session knows who you are."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: None = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        leave_unmarked(*self.fields.values())

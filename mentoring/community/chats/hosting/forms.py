"""The summary of a chat as its host writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.community.threads.forms import PASTED
from oncocare.web.forms import leave_unmarked


class ChatSummaryForm(forms.Form):
    """The words of the summary."""

    words = forms.CharField(
        label=_("The summary"),
        help_text=_("Change, shorten and add as you like. Two stars around words make them **bold**."),
        max_length=PASTED,
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": _("Write what you want to say.")},
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        leave_unmarked(*self.fields.values())

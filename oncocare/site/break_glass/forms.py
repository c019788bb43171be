"""Why a record is opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import RecordOpening
from oncocare.web.forms import leave_unmarked


class OpeningForm(forms.Form):
    """Why this record is opened; nothing is chosen beforehand."""

    prefix = "opening"
    reason = forms.ChoiceField(
        label=_("Why do you open this record?"),
        choices=RecordOpening.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Needed for “Another reason”. The patient can read this."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_unmarked(self.fields["words"])

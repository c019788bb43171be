"""What was decided in a supervision: when, with whom, and a few words about each person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.people.models import Patient
from oncocare.web.forms import DayField


class SupervisionForm(forms.Form):
    """One supervision, with what was decided about each person in a field of their own."""

    held_on = DayField(label=_("On which day was it?"))
    supervisor = forms.CharField(
        label=_("Who supervised?"),
        help_text=_("The name in words; a supervisor needs no account here."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write who supervised.")},
    )

    def __init__(self, data: Any = None, *, patients: Iterable[Patient], today: date) -> None:
        super().__init__(data, initial={"held_on": today})
        self.patients = list(patients)
        for patient in self.patients:
            self.fields[_field(patient)] = forms.CharField(
                label=_("What was decided about %(name)s?") % {"name": patient.name},
                required=len(self.patients) == 1,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": _("Write what was decided.")},
            )

    def clean(self) -> dict[str, Any]:
        """About somebody at least."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self.patients) > 1 and not any(cleaned.get(_field(patient)) for patient in self.patients):
            self.add_error(None, _("Write what was decided about one person at least."))
        return cleaned

    def decided(self) -> list[tuple[Patient, str]]:
        """About whom something was decided, and what."""
        return [(one, words) for one in self.patients if (words := self.cleaned_data[_field(one)])]


def _field(patient: Patient) -> str:
    return f"decided-{patient.pk}"

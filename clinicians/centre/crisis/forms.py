"""The crisis numbers of a centre's own, and that somebody called each number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinicians.centre.forms import NUMBER
from oncocare.people.models import Centre
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.web.forms import leave_unmarked


class NumberForm(forms.Form):
    """One number of the centre's own."""

    name = forms.CharField(label=_("Who answers"), max_length=100, required=False)
    number = forms.CharField(
        label=_("Number"), max_length=40, required=False, validators=[NUMBER],
        widget=forms.TextInput(attrs={"inputmode": "tel", "size": 16}),
    )  # fmt: skip
    hours = forms.CharField(label=_("When"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_unmarked(*self.fields.values())

    def clean(self) -> dict[str, Any]:
        """All three are needed once one is written: a number without its hours is called at night in vain."""
        cleaned: dict[str, Any] = super().clean() or {}
        if any(cleaned.values()):
            for name in [field for field in self.fields if cleaned.get(field) == ""]:
                self.add_error(name, gettext("Please answer: %(label)s") % {"label": self.fields[name].label})
        return cleaned

    @property
    def crisis_number(self) -> CrisisNumber | None:
        """The number; None where the row is empty."""
        return CrisisNumber(**self.cleaned_data) if any(self.cleaned_data.values()) else None


class ReviewForm(forms.Form):
    """Somebody called each number; `called` are those that the page showed."""

    prefix = "review"
    called = forms.CharField(widget=forms.HiddenInput)
    right = forms.BooleanField(label=_("I called each of them today and they are right"))


def number_forms(centre: Centre, data: Any = None) -> Any:
    """The rows to write in: the centre's own numbers, and two empty ones."""
    initial = list(centre.crisis_numbers.values("name", "number", "hours"))
    return forms.formset_factory(NumberForm, extra=2, max_num=50)(data, initial=initial, prefix="own")

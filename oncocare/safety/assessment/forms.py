"""The questions of a form as a page asks them, and the one every form ends with: when is the next contact?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oncocare.people.days import today_of
from oncocare.people.models import Centre
from oncocare.safety.assessment.assessed import Assessed
from oncocare.safety.assessment.wording import FormQuestion, RiskQuestions
from oncocare.web.forms import leave_unmarked

LONGEST_ANSWER = 5000


class RiskForm(forms.Form):
    """A form of a centre. Each choice must be answered, "not asked" being one of its answers; words may be left out."""

    prefix = "asked"

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, questions: RiskQuestions, centre: Centre, needed: bool = True
    ) -> None:
        super().__init__(data)
        self.questions, self.centre, self.needed = questions, centre, needed
        for one in questions.questions:
            self.fields[one.code] = _field(one, needed=needed)
        self.fields["next_contact"] = forms.DateField(
            label=_("When is the next contact?"),
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Write the day like 2026-05-31.")},
            help_text=_("It becomes a task of yours for that day."),
        )
        self.fields["no_contact"] = forms.CharField(
            label=_("Or say why none is needed"), required=False, max_length=500
        )
        leave_unmarked(*self.fields.values())

    @classmethod
    def begun(cls, data: Mapping[str, Any] | None) -> bool:
        """Whether anything was typed or chosen in it."""
        return any(value for name, value in (data or {}).items() if name.startswith(f"{cls.prefix}-"))

    @property
    def written(self) -> bool:
        """Whether any words of one's own were sent in it, beside what was chosen."""
        codes = [one.code for one in self.questions.questions if not one.options]
        return any(str(self[code].data or "").strip() for code in (*codes, "no_contact"))

    def clean_next_contact(self) -> date | None:
        """A day that has not gone by."""
        day: date | None = self.cleaned_data["next_contact"]
        if day is not None and day < today_of(self.centre):
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        """One of the two is said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = "next_contact" not in cleaned or cleaned["next_contact"] or cleaned.get("no_contact")
        if self.needed and not said:
            self.add_error("next_contact", _("Choose the day of the next contact, or say why none is needed."))
        return cleaned

    @property
    def assessed(self) -> Assessed:
        """What was given, of a form without mistakes."""
        given = {one.code: self.cleaned_data[one.code] for one in self.questions.questions}
        return Assessed(self.questions, given, self.cleaned_data["next_contact"], self.cleaned_data["no_contact"])


def _field(one: FormQuestion, *, needed: bool) -> forms.Field:
    if one.options:
        return forms.ChoiceField(
            label=one.ask,
            help_text=one.hint,
            required=needed,
            choices=one.options,
            widget=forms.RadioSelect,
        )
    return forms.CharField(
        label=one.ask,
        help_text=one.hint,
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

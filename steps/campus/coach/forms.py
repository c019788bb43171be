"""The forms of the coach: how bad a symptom is, which danger signs there are, what is signed, and the ward."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oncocare.web.forms import field_of, leave_unmarked
from steps.campus.coach.selectors import said_in
from steps.campus.coach.table import HIGHEST, OTHER, UNSURE, CoachTable, DangerWords, Symptom
from steps.campus.coach.words import MARKED_WORDS
from steps.campus.models import Ward

NUMBER = RegexValidator(r"^\+?[0-9](?: ?[0-9]){2,}$", _("Write the number in digits, such as +34 600 123 456."))
LONGEST_HOURS = 200


class SeverityForm(forms.Form):
    """From 0 to 10, with words at both ends."""

    severity = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number."), "invalid_choice": _("Choose one of the numbers.")},
    )

    def __init__(self, data: Any = None, *, symptom: Symptom) -> None:
        super().__init__(data)
        field = field_of(self, "severity", forms.TypedChoiceField)
        field.label = said_in(symptom.ask)
        ends = {0: gettext("not at all"), HIGHEST: gettext("as bad as I can imagine")}
        field.choices = [
            (number, f"{number} – {ends[number]}" if number in ends else str(number)) for number in range(HIGHEST + 1)
        ]


class _SignsField(forms.MultipleChoiceField):
    """A page that was open before may name a sign that is no longer asked: whoever has it is sent back by nobody."""

    def valid_value(self, value: str) -> bool:
        """Whatever was ticked counts."""
        return True


class DangerForm(forms.Form):
    """Which danger signs there are. Nothing has to be ticked: it is the number above that counts."""

    signs = _SignsField(label=_("What is it?"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, offered: Iterable[DangerWords]) -> None:
        super().__init__(data)
        field, signs = field_of(self, "signs", forms.MultipleChoiceField), list(offered)
        self.asked = {*(sign.code for sign in signs), OTHER, UNSURE}
        field.choices = [
            *((sign.code, said_in(sign.words)) for sign in signs),
            *((code, MARKED_WORDS[code]) for code in (OTHER, UNSURE)),
        ]
        leave_unmarked(field)

    def clean_signs(self) -> list[str]:
        """Those of this page; what it does not ask is something else."""
        return list(dict.fromkeys(code if code in self.asked else OTHER for code in self.cleaned_data["signs"]))


class SignPartForm(forms.Form):
    """The part of the table to sign, or whose signature to take back, with the hash that was read."""

    part = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose a part, and read it."),
            "invalid_choice": _("The table changed while you were reading. Nothing is signed. Read it again."),
        },
    )
    sign = forms.ChoiceField(choices=[("yes", _("Sign")), ("no", _("Take back"))], widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, table: CoachTable) -> None:
        super().__init__(data)
        field_of(self, "part", forms.ChoiceField).choices = [
            (f"{part}:{sha}", part) for part, sha in table.parts.items()
        ]

    @property
    def code(self) -> str:
        """The part that was read."""
        return str(self.cleaned_data["part"]).partition(":")[0]

    @property
    def sha256(self) -> str:
        """The hash of the part as it was read."""
        return str(self.cleaned_data["part"]).partition(":")[2]

    @property
    def signed(self) -> bool:
        """Whether it is signed, or taken back."""
        return bool(self.cleaned_data["sign"] == "yes")


class WardNumberForm(forms.Form):
    """Whom people call about their body, when the number answers, and what oncology's own list is called."""

    phone = forms.CharField(
        label=_("The number of the ward or day hospital"), max_length=40, validators=[NUMBER],
        widget=forms.TextInput(attrs={"inputmode": "tel", "size": 16}),
    )  # fmt: skip
    list_name = forms.CharField(
        label=_("Oncology’s own list, by its name"), max_length=100, required=False,
        help_text=_(
            "Leave it empty where oncology has no such list. With a name, danger signs stand there once somebody of "
            "the ward has signed that they look at it."
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, ward: Ward | None) -> None:
        super().__init__(data)
        for code, name in settings.LANGUAGES:
            self.fields[f"hours_{code}"] = forms.CharField(
                label=gettext("When it answers, in words (%(language)s)") % {"language": name},
                max_length=LONGEST_HOURS,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        self.order_fields(["phone", *(f"hours_{code}" for code, _name in settings.LANGUAGES), "list_name"])
        if ward:
            hours = {f"hours_{code}": words for code, words in ward.hours.items()}
            self.initial = {"phone": ward.phone, "list_name": ward.list_name, **hours}

    @property
    def hours(self) -> dict[str, str]:
        """When the number answers, by language."""
        return {code: self.cleaned_data[f"hours_{code}"] for code, _name in settings.LANGUAGES}


class SignListForm(forms.Form):
    """Whether oncology looks at its list."""

    sign = forms.ChoiceField(choices=[("yes", _("Sign")), ("no", _("Take back"))], widget=forms.HiddenInput)

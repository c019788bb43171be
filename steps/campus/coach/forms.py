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


class DangerForm(forms.Form):
    """Which danger signs there are. Nothing has to be ticked: it is the number above that counts."""

    signs = forms.MultipleChoiceField(
        label=_("What is it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list on this page.")},
    )

    def __init__(self, data: Any = None, *, offered: Iterable[DangerWords]) -> None:
        super().__init__(data)
        field = field_of(self, "signs", forms.MultipleChoiceField)
        field.choices = [
            *((sign.code, said_in(sign.words)) for sign in offered),
            *((code, MARKED_WORDS[code]) for code in (OTHER, UNSURE)),
        ]
        leave_unmarked(field)


class SignPartsForm(forms.Form):
    """Parts of the table to sign, or whose signature to take back, each with the hash that was read."""

    part = forms.MultipleChoiceField(
        label=_("Parts"),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("Choose at least one part."),
            "invalid_choice": _("The table changed while you were reading. Nothing is signed. Read it again."),
        },
    )
    sign = forms.ChoiceField(choices=[("yes", _("Sign")), ("no", _("Take back"))], widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, table: CoachTable) -> None:
        super().__init__(data)
        field = field_of(self, "part", forms.MultipleChoiceField)
        field.choices = [(f"{part}:{sha}", part) for part, sha in table.parts.items()]

    @property
    def parts(self) -> dict[str, str]:
        """The parts that were chosen, each with its hash."""
        return dict(one.split(":") for one in self.cleaned_data["part"])

    @property
    def signed(self) -> bool:
        """Whether they are signed, or taken back."""
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

"""The forms of questions on paper: which set, how it is printed, and the code on a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinicians.desk.record.forms import AskForm
from oncocare.web.forms import field_of, leave_unmarked

ANEW = "new"  # the choice beside the open sets


class SetForm(AskForm):
    """An open set, or questionnaires that are made due now."""

    sent_by = ""  # it has a page of its own

    set = forms.ChoiceField(
        label=_("Which set of questions?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a set of questions.")},
    )
    field_order = ("set", "instruments", "days")

    def __init__(self, *args: Any, open_sets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = field_of(self, "set", forms.ChoiceField)
        chosen.choices = [*open_sets, (ANEW, _("Other questions, asked from now on"))]
        chosen.initial = open_sets[0][0] if open_sets else ANEW
        instruments = field_of(self, "instruments", forms.MultipleChoiceField)
        instruments.label, instruments.required = _("Which other questions?"), False
        days = field_of(self, "days", forms.IntegerField)
        days.label, days.required = _("Days to answer the other questions"), False
        leave_unmarked(instruments, days)

    def clean(self) -> dict[str, Any]:
        """Somebody who chooses other questions says which, and for how long."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("set") == ANEW and "instruments" not in self.errors and "days" not in self.errors:
            if not cleaned["instruments"]:
                self.add_error("instruments", _("Choose at least one."))
            cleaned["days"] = cleaned["days"] or self.fields["days"].initial
        return cleaned


class LanguageForm(forms.Form):
    """In which language."""

    language = forms.ChoiceField(
        label=_("In which language?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )

    def __init__(self, data: Any = None, *, languages: list[tuple[str, str]], own: str) -> None:
        codes = [code for code, _name in languages]
        super().__init__(data, initial={"language": own if own in codes else None})
        field_of(self, "language", forms.ChoiceField).choices = languages


class PrintForm(LanguageForm):
    """In which language, and how large."""

    large = forms.BooleanField(label=_("Large letters"), required=False)

    def __init__(self, data: Any = None, *, large: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial["large"] = large


class SheetCodeForm(forms.Form):
    """The code on a sheet."""

    code = forms.CharField(
        label=_("Code on the sheet"),
        help_text=_("It stands at the top of every page. Small letters and spaces do not matter."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Write the code that stands at the top of the sheet.")},
    )


def own_first(languages: Iterable[str], own: str) -> list[str]:
    """The person's own language before the others."""
    return sorted(languages, key=lambda code: (code != own, code))

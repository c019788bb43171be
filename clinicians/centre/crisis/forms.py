"""The crisis numbers of a centre's own, and that somebody called each number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinicians.centre.forms import NUMBER
from oncocare.people.models import Centre
from oncocare.safety.crisis.numbers import CrisisNumber, NumberWords
from oncocare.safety.crisis.selectors import written_numbers
from oncocare.web.forms import leave_unmarked


class NumberForm(forms.Form):
    """One number of the centre's own: the number, in which languages somebody answers, and its words in each."""

    number = forms.CharField(
        label=_("Number"), max_length=40, required=False, validators=[NUMBER],
        widget=forms.TextInput(attrs={"inputmode": "tel", "size": 16}),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Answers in"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            who, when = gettext("Who answers, in %(language)s"), gettext("When, in %(language)s")
            self.fields[f"name_{code}"] = _words(who % {"language": language})
            self.fields[f"hours_{code}"] = _words(when % {"language": language})
        leave_unmarked(*self.fields.values())

    def clean(self) -> dict[str, Any]:
        """A row has a number, and who answers and when in one language at least; never one of the two alone: a number
        without its hours is called at night in vain.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        if any(cleaned.values()):
            if cleaned.get("number") == "":
                self._ask_for("number")
            begun = [code for code, _language in settings.LANGUAGES if _written(cleaned, code)]
            for code in begun or [settings.LANGUAGES[0][0]]:
                for name in (f"name_{code}", f"hours_{code}"):
                    if cleaned.get(name) == "":
                        self._ask_for(name)
        return cleaned

    def _ask_for(self, name: str) -> None:
        self.add_error(name, gettext("Please answer: %(label)s") % {"label": self.fields[name].label})

    @property
    def crisis_number(self) -> CrisisNumber | None:
        """The number; None where the row is empty. Whoever reads a language without words reads the first there are."""
        given = self.cleaned_data
        if not any(given.values()):
            return None
        words = tuple(
            (code, NumberWords(given[f"name_{code}"], given[f"hours_{code}"]))
            for code, _language in settings.LANGUAGES
            if _written(given, code)
        )
        _code, first = words[0]
        return CrisisNumber(first.name, given["number"], first.hours, words, tuple(given["languages"]))


def _words(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=100, required=False)


def _written(cleaned: dict[str, Any], code: str) -> bool:
    return bool(cleaned.get(f"name_{code}") or cleaned.get(f"hours_{code}"))


class ReviewForm(forms.Form):
    """Somebody called each number; `called` are those that the page showed."""

    prefix = "review"
    called = forms.CharField(widget=forms.HiddenInput)
    right = forms.BooleanField(label=_("I called each of them today and they are right"))


def number_forms(centre: Centre, data: Any = None) -> Any:
    """The rows to write in: the centre's own numbers, and two empty ones."""
    initial = [_initial(number) for number in written_numbers(centre)]
    return forms.formset_factory(NumberForm, extra=2, max_num=50)(data, initial=initial, prefix="own")


def _initial(number: CrisisNumber) -> dict[str, Any]:
    """As the row shows it; words that were written for no language stand in each of them, as people read them."""
    words = dict(number.words) or {code: NumberWords(number.name, number.hours) for code, _name in settings.LANGUAGES}
    return {
        "number": number.number,
        "languages": list(number.languages),
        **{f"name_{code}": said.name for code, said in words.items()},
        **{f"hours_{code}": said.hours for code, said in words.items()},
    }

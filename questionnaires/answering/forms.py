"""One question as a form: a radio group with nothing chosen beforehand, or a number to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.answering.selectors import RATHER_NOT
from questionnaires.instruments.definition import Definition, InstrumentText

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 4  # digits of a code


def sent_answer(known: Definition, item: str, sent: Mapping[str, Any]) -> dict[str, int | None]:
    """The answer to the item in what was sent, whatever became of its page; empty where there is none of its codes."""
    answer = sent.get("answer", "")
    if answer == RATHER_NOT and known.may_skip_item(item):
        return {item: None}
    code = int(answer) if answer.isascii() and answer.isdigit() and len(answer) <= LONGEST else None
    return {item: code} if code in known.items[item].codes else {}


class QuestionForm(forms.Form):
    """The answer to one item; `code` after validation is a response code, or None for "I'd rather not say"."""

    def __init__(self, known: Definition, text: InstrumentText, key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known.items[key].labelled:
            self.fields["answer"] = self._choice(known, text, key)
        else:
            self.fields["answer"] = self._number(known, text, key)

    def _choice(self, known: Definition, text: InstrumentText, key: str) -> forms.Field:
        offered: list[tuple[str, StrOrPromise]] = [(str(code), words) for code, words in text.options_of(key).items()]
        if known.may_skip_item(key):
            offered.append((RATHER_NOT, _("I’d rather not say")))
        return forms.ChoiceField(
            label=text.items[key],
            choices=offered,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose an answer."),
                "invalid_choice": _("Choose one of the answers on this page."),
            },
        )

    def _number(self, known: Definition, text: InstrumentText, key: str) -> forms.Field:
        """A number to write, where a form prints no words for its codes; empty is "rather not say" if that may be."""
        item = known.items[key]
        low, high = min(item.codes), max(item.codes)
        wrong = _("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
        return forms.IntegerField(
            label=text.items[key],
            min_value=low,
            max_value=high,
            required=not known.may_skip_item(key),
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        )

    @property
    def code(self) -> int | None:
        """The response code that was chosen."""
        chosen = self.cleaned_data["answer"]
        return None if chosen in (RATHER_NOT, None) else int(chosen)


class SubmitForm(forms.Form):
    """The submission of a whole questionnaire: only its key, made when the page was shown."""

    key = forms.UUIDField(widget=forms.HiddenInput)

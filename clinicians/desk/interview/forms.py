"""A question as it is read aloud: its words in the language of the call, whatever the language of the page."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import translation

from questionnaires.answering.forms import QuestionForm
from questionnaires.instruments.definition import Definition, InstrumentText


class CallForm(QuestionForm):
    """The answer to one item, each choice already in the language of the call and behind the number that chooses it."""

    def __init__(self, known: Definition, text: InstrumentText, key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(known, text, key, *args, **kwargs)
        answer = self.fields["answer"]
        if isinstance(answer, forms.ChoiceField):
            offered = cast("list[tuple[str, str]]", answer.choices)
            with translation.override(text.language):
                answer.choices = [(value, _numbered(value, words)) for value, words in offered]


def _numbered(value: str, words: Any) -> str:
    return f"{value} · {words}" if value.isdigit() else str(words)

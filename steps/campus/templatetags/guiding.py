"""How the pages of whoever guides people say symptoms and danger signs."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from steps.campus.coach.selectors import sign_words, symptom_words
from steps.campus.coach.words import MARKED_WORDS

register = template.Library()


@register.filter
def symptom(code: str) -> str:
    """A symptom of the coach's table, in words."""
    return symptom_words(code)


@register.filter
def signs(codes: Iterable[str]) -> str:
    """Danger signs, and what else was ticked beside them, in words."""
    return "; ".join(str(MARKED_WORDS.get(code) or sign_words(code)) for code in codes)

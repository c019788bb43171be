"""How a version stands, in words."""

from __future__ import annotations

from datetime import date

from django import template

from oncocare.library.catalogue.states import TextState
from oncocare.library.selectors import STANDING_WORDS, TextStanding

register = template.Library()


@register.filter
def ends_soon(state: TextState, today: date) -> bool:
    """Whether the last day on which readers see it is near."""
    return state.expires_soon(today)


@register.filter
def standing_words(standing: str) -> str:
    """What this standing is called."""
    return str(STANDING_WORDS[TextStanding(standing)])

"""The crisis numbers for every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from oncocare.safety.crisis import Crisis, for_country


def crisis(request: HttpRequest) -> dict[str, Crisis]:
    """`crisis` for templates: the numbers of the reader's own country, or of the country this site is set up for."""
    return {"crisis": numbers(getattr(request, "country", "") or settings.COUNTRY)}


def numbers(country: str) -> Crisis:
    """The numbers of a country in the language of the page."""
    return for_country(country, get_language() or settings.LANGUAGE_CODE, fallback=settings.COUNTRY)

"""The crisis numbers for every page."""

from __future__ import annotations

import logging

from django import db
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from oncocare.safety.crisis.numbers import Crisis
from oncocare.safety.crisis.selectors import crisis_in, crisis_of

logger = logging.getLogger(__name__)


def crisis(request: HttpRequest) -> dict[str, SimpleLazyObject[Crisis]]:
    """`crisis` for templates, looked up when a page shows it."""
    return {"crisis": SimpleLazyObject(lambda: _for_reader(request))}


def _for_reader(request: HttpRequest) -> Crisis:
    """The numbers of the country this site is set up for where nobody is signed in."""
    centre, country = getattr(request, "centre", None), getattr(request, "country", "")
    if centre is None:
        return crisis_in(country or settings.COUNTRY)
    try:
        return crisis_of(centre, country)
    except db.Error:  # those of a country need no database, so they are there when it is not
        logger.exception("The crisis numbers of a centre could not be read; the page shows those of its country.")
        return crisis_in(country)

"""The crisis numbers for every page."""

from __future__ import annotations

import logging
from dataclasses import replace

from django import db
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from oncocare.safety.crisis import Crisis, for_country

logger = logging.getLogger(__name__)


def crisis(request: HttpRequest) -> dict[str, Crisis]:
    """`crisis` for templates, looked up when a page shows it."""
    return {"crisis": SimpleLazyObject(lambda: _for_reader(request))}


def _for_reader(request: HttpRequest) -> Crisis:
    """The numbers of the reader's centre and of the country the reader lives in; of the country this site is set up
    for where nobody is signed in. The countries' numbers need no database, so they are there when it is not.
    """
    centre = getattr(request, "centre", None)
    if centre is None:
        return numbers(settings.COUNTRY)
    try:
        own = tuple(contact.shown for contact in centre.crisis_contacts.all())
    except db.Error:
        logger.exception("The crisis numbers of a centre could not be read; the page shows those of its country.")
        own = ()
    found = numbers(request.country)
    return replace(found, contacts=own + found.contacts)


def numbers(country: str) -> Crisis:
    """The numbers of a country in the language of the page."""
    return for_country(country, get_language() or settings.LANGUAGE_CODE, fallback=settings.COUNTRY)

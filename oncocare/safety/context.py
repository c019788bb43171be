"""The crisis numbers for every page."""

from __future__ import annotations

import logging

from django import db
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from oncocare.people.models import Centre
from oncocare.safety.crisis import Contact, Crisis, for_country

logger = logging.getLogger(__name__)


def crisis(request: HttpRequest) -> dict[str, Crisis]:
    """`crisis` for templates, looked up when a page shows it."""
    return {"crisis": SimpleLazyObject(lambda: _for_reader(request))}


def _for_reader(request: HttpRequest) -> Crisis:
    """The numbers of the country this site is set up for where nobody is signed in."""
    centre = getattr(request, "centre", None)
    if centre is None:
        return numbers(getattr(request, "country", "") or settings.COUNTRY)
    try:
        return numbers_of(centre, request.country)
    except db.Error:  # those of a country need no database, so they are there when it is not
        logger.exception("The crisis numbers of a centre could not be read; the page shows those of its country.")
        return numbers(request.country)


def numbers_of(centre: Centre, moved_to: str = "") -> Crisis:
    """The centre's own numbers, then those of the country where a person lives: the centre's, or where they moved."""
    own = tuple(contact.shown for contact in centre.crisis_contacts.all())
    return numbers(moved_to or centre.country, own)


def numbers(country: str, own: tuple[Contact, ...] = ()) -> Crisis:
    """The numbers of a country in the language of the page, behind a centre's own."""
    return for_country(country, get_language() or settings.LANGUAGE_CODE, fallback=settings.COUNTRY, own=own)

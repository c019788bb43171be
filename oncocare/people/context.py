"""What the site is called on every page."""

from __future__ import annotations

import logging
from typing import Any

from django import db
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from oncocare.people.requests import as_signed_in
from oncocare.people.selectors import shared_site_name
from oncocare.people.site_name import STAFF_NAME, called

logger = logging.getLogger(__name__)


def site_name(request: HttpRequest) -> dict[str, Any]:
    """`site_name` for templates, looked up when a page shows it."""
    return {"site_name": SimpleLazyObject(lambda: name_for(request))}


def name_for(request: HttpRequest) -> str:
    """What staff call it where the reader works; else the name of their centre, or of all where none is known."""
    own = as_signed_in(request)
    if own is not None and own.standing.works_here:
        return STAFF_NAME
    chosen = getattr(request, "site_name", None)
    return called(_shared() if chosen is None else chosen)


def _shared() -> str:
    try:
        return shared_site_name()
    except db.Error:  # a page that needs no database has a name when there is none
        logger.exception("The name of the site could not be read; the page shows the plain one.")
        return ""

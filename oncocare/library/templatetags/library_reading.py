"""Where there is something to read, for the foot of every page."""

from __future__ import annotations

import logging

from django import db, template
from django.template import Context
from django.urls import reverse
from django.utils.translation import get_language

from oncocare.library.reading.selectors import open_libraries

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag(takes_context=True)
def library_address(context: Context) -> str:
    """The library of the reader's centre, or the only one where none is known; empty where nothing is published in the
    language of the page. It asks the database, so it stands in a part of a page that is kept for a minute.
    """
    language = get_language() or ""
    if "request" not in context:  # a page that nobody asked for, or the frame of one alone
        return ""
    try:
        slugs = open_libraries(language, getattr(context["request"], "centre", None))
    except db.Error:  # a page that needs no database is there when it is not
        logger.exception("Whether there is something to read could not be looked up; the page does not lead there.")
        return ""
    return reverse("library_home", args=[slugs[0], language]) if len(slugs) == 1 else ""

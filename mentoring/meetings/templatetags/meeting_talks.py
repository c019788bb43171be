"""Where the talks to come are, for the foot of every page and for a person's own sessions."""

from __future__ import annotations

import logging

from django import db, template
from django.template import Context
from django.urls import reverse

from mentoring.meetings.webinars.selectors import centres_with_talks

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag(takes_context=True)
def talks_address(context: Context) -> str:
    """The talks of the reader's centre, or of the only one that has some where none is known; empty where none is to
    come. It asks the database once.
    """
    if "request" not in context:  # a page that nobody asked for, or the frame of one alone
        return ""
    try:
        slugs = centres_with_talks(getattr(context["request"], "centre", None))
    except db.Error:  # a page that needs no database is there when it is not
        logger.exception("Whether there is a talk to come could not be looked up; the page does not lead there.")
        return ""
    return reverse("talks", args=[slugs[0]]) if len(slugs) == 1 else ""

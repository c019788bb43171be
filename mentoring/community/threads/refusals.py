"""Why nothing can be posted now, in words, and what becomes of what was written. Pure."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from mentoring.community.groups.duty import GroupTime
from oncocare.web.templatetags.web import moment as said


def asleep_words(time: GroupTime, moment: datetime, *, kept: bool) -> str:
    """Why nobody posts in a group with this time at an aware moment; what was written may be `kept` as a draft."""
    opens = time.opens(moment)
    if opens is None:
        return _("Nobody answers in this group at present. Nothing was posted.")
    if time.rests(moment):
        words = _("The group rests until %(when)s. Nothing was changed: do it then.")
        if kept:
            words = _("The group rests until %(when)s. What you wrote is kept as a draft: post it then.")
    else:
        words = _("The group sleeps until %(when)s. Nothing was changed: do it then.")
        if kept:
            words = _("The group sleeps until %(when)s. What you wrote is kept as a draft: post it then.")
    return words % {"when": said(opens)}


def closed_words(*, kept: bool) -> str:
    """Why nobody posts in a thread that a moderator has closed."""
    if kept:
        return _("A moderator has closed this conversation. What you wrote is kept, and nobody else can read it.")
    return _("A moderator has closed this conversation. Nothing was changed.")

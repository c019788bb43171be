"""The messages to staff about flags: that somebody needs them, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding
from oncocare.safety.flags.kinds import CLIMBED, NOBODY_ON, YOURS
from oncocare.safety.models import Flag

staff_message = partial(message, urgent=True, about=About.STAFF)


@staff_message(YOURS, "flag_yours", label=_("A flag is yours"))
def yours(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that are this person's and that they have not taken on; a colleague who handed one over may have."""
    mine = {news: flag for news, flag in _open(sources).items() if flag.owner_id == user.pk}
    return {news: _words(flag) for news, flag in mine.items() if flag.acknowledged_by_id != user.pk}


@staff_message(CLIMBED, "flag_climbed", label=_("A flag has come to you"))
@staff_message(NOBODY_ON, "flag_nobody_on", label=_("A flag waits and nobody is on duty"))
def unanswered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that nobody has taken on, whoever they are with, for whoever may still answer them or runs the centre."""
    able = holding(user.memberships.all(), Permission.ANSWER_FLAG, Permission.MANAGE_CENTRE)
    here = set(able.values_list("centre", flat=True))
    waiting = {news: flag for news, flag in _open(sources).items() if flag.acknowledged_at is None}
    return {news: _words(flag) for news, flag in waiting.items() if flag.centre_id in here}


def _open(sources: Sequence[str]) -> dict[str, Flag]:
    """Flags that are not closed and have not changed hands since."""
    rows = Flag.objects.filter(pk__in=[source.split(":")[1] for source in sources], closed_at=None)
    return {flag.news: flag for flag in rows if flag.news in sources}


def _words(flag: Flag) -> dict[str, Any]:
    return {"by": None if flag.acknowledged_at else flag.deadline}

"""The messages to staff about flags: that somebody needs them, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding
from oncocare.safety.flags.kinds import AGAIN, CLIMBED, NOBODY_ON, YOURS
from oncocare.safety.models import Flag, Occasion

staff_message = partial(message, urgent=True, about=About.STAFF)


@staff_message(YOURS, "flag_yours", label=_("A flag is yours"))
def yours(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that are this person's and that they have not taken on; a colleague who handed one over may have."""
    mine = {news: flag for news, flag in _open(sources).items() if flag.owner_id == user.pk}
    return {news: _words(flag) for news, flag in mine.items() if flag.acknowledged_by_id != user.pk}


@staff_message(AGAIN, "flag_again", label=_("A flag of yours was raised again"))
def again(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags of this person that were raised again, until they are taken on after that or closed."""
    occasions = Occasion.objects.filter(pk__in=[source.split(":")[-1] for source in sources])
    held = occasions.filter(flag__owner=user, flag__closed_at=None).exclude(flag__acknowledged_at__gte=F("made"))
    news = {occasion.news: occasion.flag for occasion in held.select_related("flag")}
    return {source: _words(news[source]) for source in sources if source in news}


@staff_message(CLIMBED, "flag_climbed", label=_("A flag has come to you"))
@staff_message(NOBODY_ON, "flag_nobody_on", label=_("A flag waits and nobody is on duty"))
def unanswered(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that are in nobody's hand, whoever they are with, for whoever may still answer them or runs the centre."""
    able = holding(user.memberships.all(), Permission.ANSWER_FLAG, Permission.MANAGE_CENTRE)
    here = set(able.values_list("centre", flat=True))
    waiting = {news: flag for news, flag in _open(sources).items() if not flag.in_hand(clock.now())}
    return {news: _words(flag) for news, flag in waiting.items() if flag.centre_id in here}


def _open(sources: Sequence[str]) -> dict[str, Flag]:
    """Flags that are not closed and have not changed hands since."""
    rows = Flag.objects.filter(pk__in=[source.split(":")[1] for source in sources], closed_at=None)
    flags = {flag.news: flag for flag in rows}
    news = {source: ":".join(source.split(":")[:3]) for source in sources}  # without the occasion, where it has one
    return {source: flags[of_flag] for source, of_flag in news.items() if of_flag in flags}


def _words(flag: Flag) -> dict[str, Any]:
    return {"by": None if flag.in_hand(clock.now()) else flag.deadline}

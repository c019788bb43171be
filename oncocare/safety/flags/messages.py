"""The messages to staff about flags: that somebody needs them, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from oncocare.foundation import clock
from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holding
from oncocare.safety.flags.kinds import AGAIN, CLIMBED, NOBODY_ON, YOURS
from oncocare.safety.models import Flag, Occasion


def _open(user: User, sources: Sequence[str]) -> Mapping[str, Flag]:
    """Flags that are not closed and have not changed hands since, each with whether this person is `able` to answer it
    or runs its centre, and the occasions that came `anew`, after it was taken on; one query.
    """
    able = holding(user.memberships.filter(centre=OuterRef("centre")), Permission.ANSWER_FLAG, Permission.MANAGE_CENTRE)
    anew = Occasion.objects.filter(flag=OuterRef("pk")).exclude(flag__acknowledged_at__gte=F("made"))
    rows = Flag.objects.filter(pk__in={source.split(":")[1] for source in sources}, closed_at=None)
    flags = {flag.news: flag for flag in rows.annotate(able=Exists(able), anew=ArraySubquery(anew.values("id")))}
    news = {source: ":".join(source.split(":")[:3]) for source in sources}  # without the occasion, where it has one
    return {source: flags[of_flag] for source, of_flag in news.items() if of_flag in flags}


staff_message = partial(message, urgent=True, about=About.STAFF, read=_open)


@staff_message(YOURS, "flag_yours", label=_("A flag is yours"))
def yours(user: User, flags: Mapping[str, Flag]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that are this person's and that they have not taken on; a colleague who handed one over may have."""
    mine = {news: flag for news, flag in flags.items() if flag.owner_id == user.pk}
    return {news: _words(flag) for news, flag in mine.items() if flag.acknowledged_by_id != user.pk}


@staff_message(AGAIN, "flag_again", label=_("A flag of yours was raised again"))
def again(user: User, flags: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Flags of this person that were raised again, until they are taken on after that or closed."""
    mine = {news: flag for news, flag in flags.items() if flag.owner_id == user.pk}
    return {news: _words(flag) for news, flag in mine.items() if news.split(":")[-1] in map(str, flag.anew)}


@staff_message(CLIMBED, "flag_climbed", label=_("A flag has come to you"))
@staff_message(NOBODY_ON, "flag_nobody_on", label=_("A flag waits and nobody is on duty"))
def unanswered(_user: User, flags: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Flags that are in nobody's hand, whoever they are with, for whoever may still answer them or runs the centre."""
    return {news: _words(flag) for news, flag in flags.items() if flag.able and not flag.in_hand(clock.now())}


def _words(flag: Flag) -> dict[str, Any]:
    return {"by": None if flag.in_hand(clock.now()) else flag.deadline}

"""When a session is, as a person reads it who looks at the clock: “tomorrow at 10:00, in 20 hours”. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.meetings.times.series import on_the_wall

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def when_in_words(begins: datetime, ends: datetime, now: datetime, zone: str) -> str:
    """How near a session is by the clock on the wall in `zone`; the moments are aware. Empty once it is over.

    Hours and minutes are time that really passes, so they are right on the day on which the clocks change.
    """
    if now >= ends:
        return ""
    day, clock_time = on_the_wall(begins, zone)
    at = f"{clock_time:%H:%M}"
    if now >= begins:
        return _("now, since %(time)s") % {"time": at}
    days = (day - on_the_wall(now, zone)[0]).days
    left = how_long(begins.astimezone(UTC) - now.astimezone(UTC), days)
    if days == 0:
        return _("today at %(time)s, %(left)s") % {"time": at, "left": left}
    if days == 1:
        return _("tomorrow at %(time)s, %(left)s") % {"time": at, "left": left}
    return left


def how_long(left: timedelta, days: int) -> str:
    """How long that is; `days` how many midnights lie between. Whole units, never more than there is."""
    if left < MINUTE:
        return _("in less than a minute")
    if left < HOUR:
        minutes = left // MINUTE
        return ngettext("in %(count)s minute", "in %(count)s minutes", minutes) % {"count": minutes}
    if left < 2 * DAY and days < 2:
        hours = left // HOUR
        return ngettext("in %(count)s hour", "in %(count)s hours", hours) % {"count": hours}
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}

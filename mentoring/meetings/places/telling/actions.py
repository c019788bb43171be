"""Queues what people learn of their sessions. Words are made when it leaves, from what is true then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mentoring.meetings.kinds import (
    PLACE_FREE,
    SESSION_CHANGED,
    SESSION_HELD_CHANGED,
    SESSION_MOVED,
    SESSION_OFF,
    SESSION_SOON,
    SESSION_TOMORROW,
)
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.places.selectors import audience_of
from mentoring.meetings.places.telling.near import goes_now, leaves_at
from mentoring.meetings.places.telling.selectors import begin_within
from mentoring.meetings.stamps import stamp_of
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.notifications.actions import queue
from oncocare.notifications.models import Message
from oncocare.notifications.sending.quiet import allowed_at
from oncocare.notifications.sending.selectors import Reader
from oncocare.people.models import Actor

BY = "system:meetings"
TOMORROW, SOON = timedelta(hours=24), timedelta(hours=1)
ALONE = (PLACE_FREE, SESSION_TOMORROW, SESSION_SOON)  # over by the next mail of the day
WAKES = (SESSION_MOVED, SESSION_CHANGED, SESSION_OFF)  # whoever sets out in vain would rather be woken


@action
def tell_of_session(*, seat: Seat, name: str, source: str, begins: datetime, by: Actor = BY) -> bool:
    """Queue a message about a session for whoever has a place in it, once for its source; whether it is new. What
    cannot wait for the mail of the day goes by itself after the quiet hours, to whoever wants mail at all; that it is
    at another time, elsewhere or off does not wait for their end where it would come too late.
    """
    reader, now = Reader(seat.user), clock.now()
    kind, wish = f"{name}.{audience_of(seat, reader.standing)}", reader.wish
    if not wish.by_email or not (name in ALONE or goes_now(begins, now)):
        return bool(queue(user=seat.user, centre=seat.centre, kind=kind, source=source, by=by))
    zone = reader.zone(seat.centre)
    leaves = (
        leaves_at(begins, now, zone, wish.quiet_from, wish.quiet_until)
        if name in WAKES
        else allowed_at(now, zone, wish.quiet_from, wish.quiet_until)
    )
    return bool(
        queue(user=seat.user, centre=seat.centre, kind=f"{kind}.now", source=source, not_before=leaves, by=by)
    )  # fmt: skip


@action
def tell_leader(*, meeting: Meeting, source: str, begins: datetime, by: Actor = BY) -> bool:
    """Queue for whoever leads a session what became of a place in it, once for its source: by the mail of the day, or
    by itself after the quiet hours where it `begins` before that. Whether it is new.
    """
    reader, now = Reader(meeting.host), clock.now()
    given: dict[str, Any] = {"user": meeting.host, "centre": meeting.centre, "source": source, "by": by}
    wish = reader.wish
    if not wish.by_email or not goes_now(begins, now):
        return bool(queue(kind=SESSION_HELD_CHANGED, **given))
    leaves = allowed_at(now, reader.zone(meeting.centre), wish.quiet_from, wish.quiet_until)
    return bool(queue(kind=f"{SESSION_HELD_CHANGED}.now", not_before=leaves, **given))


def remind_of_sessions() -> int:
    """Whoever has a place, or was asked to come, is reminded a day before and within the hour; how many were new."""
    return _remind(SESSION_TOMORROW, 2 * SOON, TOMORROW) + _remind(SESSION_SOON, timedelta(), SOON)


def _remind(name: str, after: timedelta, before: timedelta) -> int:
    rows = {source_at(seat.pk, seat.begins): seat for seat in begin_within(after, before)}
    told = Message.objects.filter(kind__startswith=f"{name}.", source__in=rows).values_list("source", flat=True)
    return sum(
        tell_of_session(seat=rows[source], name=name, source=source, begins=rows[source].begins)
        for source in rows.keys() - set(told)
    )


def source_at(seat: object, begins: datetime) -> str:
    """The source of a message about a place in a session that begins then: moved, it is another."""
    return f"{seat}@{stamp_of(begins)}"

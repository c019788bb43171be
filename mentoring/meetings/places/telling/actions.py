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
from oncocare.notifications.sending.selectors import Reader
from oncocare.people.models import Actor, Centre

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
    wish, leaves = reader.wish, None
    if name in WAKES:
        leaves = leaves_at(begins, now, reader.zone(seat.centre), wish.quiet_from, wish.quiet_until)
    kind, cannot_wait = f"{name}.{audience_of(seat, reader.standing)}", name in ALONE or goes_now(begins, now)
    return _queue(reader, seat.centre, kind, source, by, cannot_wait=cannot_wait, leaves=leaves)


@action
def tell_leader(*, meeting: Meeting, source: str, begins: datetime, by: Actor = BY) -> bool:
    """Queue for whoever leads a session what became of a place in it, once for its source: by the mail of the day, or
    by itself after the quiet hours where it `begins` before that. Whether it is new.
    """
    reader, cannot_wait = Reader(meeting.host), goes_now(begins, clock.now())
    return _queue(reader, meeting.centre, SESSION_HELD_CHANGED, source, by, cannot_wait=cannot_wait)


def _queue(
    reader: Reader, centre: Centre, kind: str, source: str, by: Actor, *, cannot_wait: bool,
    leaves: datetime | None = None,
) -> bool:  # fmt: skip
    """With the mail of the day; or where it cannot wait and they want mail, by itself: when it `leaves`, else after
    their quiet hours.
    """
    given: dict[str, Any] = {"user": reader.user, "centre": centre, "source": source, "by": by}
    if not (cannot_wait and reader.wish.by_email):
        return bool(queue(kind=kind, **given))
    return bool(queue(kind=f"{kind}.now", not_before=leaves or reader.awake(centre, clock.now()), **given))


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

"""Sessions at a time, and places in them, for the tests of what becomes of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentoring.meetings.attending.actions import note_attendance
from mentoring.meetings.models import Meeting, OpenedHours, Seat
from mentoring.meetings.times.actions import cancel_occurrence, keep_times
from mentoring.meetings.times.series import Times
from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from tests.cast import BY, Cast

HOUR = timedelta(hours=1)


def session(
    centre: Centre, host: User, begins: datetime, *, minutes: int = 50, off: bool = False, **fields: Any
) -> Any:
    """A session at a moment; a private one in a room, unless something else is given."""
    local = begins.astimezone(ZoneInfo(centre.time_zone))
    times = Times(first=local.date(), starts=local.time(), minutes=minutes, zone=centre.time_zone)
    _event, (occurrence,) = keep_times(by=BY, centre=centre.pk, times=times)
    if off:
        cancel_occurrence(by=BY, occurrence=occurrence)
    usual = {"kind": "private", "provider": "place", "language": "en", "by": host, "capacity": 1}
    return Meeting.objects.create(centre=centre, host=host, occurrence=occurrence, **{**usual, **fields})


def place(meeting: Any, user: User, *, state: str = "booked", **fields: Any) -> Seat:
    """Somebody’s place in it."""
    patient = Patient.objects.filter(user=user, centre=meeting.centre).first()
    since = fields.pop("since", meeting.occurrence.start - HOUR)
    given = {"patient": patient, "centre": meeting.centre, "since": since, **fields}
    return Seat.objects.create(meeting=meeting, user=user, state=state, **given)


def private(cast: Cast, begins: datetime, **fields: Any) -> Seat:
    """Ana’s place in a private session with Clara."""
    return place(session(cast.here, cast.clara, begins, **fields), cast.ana)


def hours(centre: Centre, user: User, **fields: Any) -> OpenedHours:
    """Hours in which somebody can be booked."""
    return OpenedHours.objects.create(centre=centre, user=user, provider="place", **fields)


def sessions_rows(cast: Cast, rows: int = 1) -> Seat:
    """An hour ago and before Clara held as many private sessions with Ana, of which nothing was said yet; as many people
    have a place in a group’s; one was noted; and Clara has hours open.
    """
    first, *_others = [private(cast, clock.now() - (number + 1) * HOUR) for number in range(rows)]
    group = session(cast.here, cast.clara, clock.now() - 2 * HOUR, kind="group", title="Made up", capacity=30)
    for user in [one.user for one in Patient.objects.filter(centre=cast.here, user__isnull=False)[:rows]]:
        place(group, user)
    note_attendance(by=cast.clara, seat=private(cast, clock.now() - 30 * HOUR), attendance="no_word")
    for number in range(rows):
        hours(cast.here, cast.clara, weekday=number, opens=time(9), closes=time(12), first=today_of(cast.here))
    return first


NOTED = ("session_attendance", "note_attendance", "note_all_present", "note_session_minutes", "write_session_note")


def session_address(name: str) -> dict[str, Any]:
    """What the addresses of who came name: the private session an hour ago, and Ana’s place in it."""
    own = Seat.objects.filter(meeting__kind="private", attendance="", meeting__occurrence__start__lt=clock.now())
    seat = own.order_by("made", "pk").first() if name in NOTED else None
    return {"meeting": seat.meeting_id, "seat": seat.pk} if seat else {}

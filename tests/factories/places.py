"""Sessions with places in them, as rows, and hours that can be booked: for tests of places and of booking."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring.meetings.kinds import (
    PLACE_FREE,
    SESSION_BOOKED,
    SESSION_CHANGED,
    SESSION_HELD_CHANGED,
    SESSION_INVITED,
    SESSION_MOVED,
    SESSION_OFF,
    SESSION_SOON,
    SESSION_TOMORROW,
)
from mentoring.meetings.models import Meeting, OpenedHours, Seat
from mentoring.meetings.places.actions import book
from mentoring.meetings.times.actions import keep_times
from mentoring.meetings.times.series import Times, on_the_wall
from oncocare.foundation import clock
from oncocare.notifications.actions import queue
from oncocare.people.models import User
from oncocare.safety.models import StaffedHours
from tests.cast import Cast
from tests.factories.rooms import day

MADRID = "Europe/Madrid"
NOW = day(0, 10)  # a Monday
BEGINS = day(3, 17)  # the Thursday after it


def session_at(cast: Cast, begins: datetime = BEGINS, *, minutes: int = 60, **fields: Any) -> Meeting:
    """A session of Ana's centre that Clara leads: one of a talk with one place, unless it is said otherwise."""
    first, starts = on_the_wall(begins, MADRID)
    times = Times(first=first, starts=starts, minutes=minutes, zone=MADRID)
    _event, [occurrence] = keep_times(by=cast.clara, centre=cast.here.pk, times=times)
    given = {
        "centre": cast.here, "kind": "webinar", "title": "Sleeping well", "host": cast.clara, "by": cast.clara,
        "language": "en", "capacity": 1, "provider": "phone", "phone": "931 000 001", "occurrence": occurrence,
    }  # fmt: skip
    return Meeting.objects.create(**given | fields)


def takes(cast: Cast, meeting: Meeting, user: User, moment: datetime = NOW) -> Seat:
    """One of Ana's centre takes a place, or waits for one."""
    patient = user.patients.filter(centre=cast.here).first()
    with clock.at(moment):
        return book(by=user, meeting=meeting, user=user, centre=cast.here, patient=patient)


def opened(cast: Cast, user: User | None = None, **fields: Any) -> OpenedHours:
    """Clara can be booked on Thursdays from nine to twelve, for fifty minutes, a day ahead."""
    given = {
        "centre": cast.here, "user": user or cast.clara, "weekday": 3, "opens": time(9), "closes": time(12),
        "first": date(2026, 1, 1), "provider": "place", "place": "Room 3", "phone": "931 000 001",
    }  # fmt: skip
    return OpenedHours.objects.create(**given | fields)


def state(seat: Seat) -> str:
    """What a place is now."""
    return Seat.objects.get(pk=seat.pk).state


def staffed(cast: Cast) -> None:
    """Ana's centre is staffed from nine to five on weekdays."""
    for weekday in range(5):
        StaffedHours.objects.create(centre=cast.here, weekday=weekday, opens=time(9), closes=time(17))


def hours_later(count: float) -> datetime:
    """So many hours after `NOW`."""
    return NOW + timedelta(hours=count)


def places_rows(cast: Cast, rows: int = 1) -> None:
    """Hours that Clara opened, and `rows` private sessions of hers: Ana has one place, waits for and was asked to others."""
    begins = (clock.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    for number in range(rows):
        opened(cast, weekday=number % 7, opens=time(6 + number // 7), closes=time(7 + number // 7), minutes=30)
        given = {"centre": cast.here, "user": cast.ana, "patient": cast.patient(cast.ana)}
        private = session_at(cast, begins + timedelta(hours=2 * number), kind="private", title="")
        Seat.objects.create(meeting=private, state="booked", **given)
        talk = session_at(cast, begins + timedelta(days=1, hours=2 * number))
        Seat.objects.create(meeting=talk, state="waiting", **given)
        therapy = session_at(cast, begins + timedelta(days=2, hours=2 * number), kind="therapy", capacity=3)
        Seat.objects.create(meeting=therapy, state="invited", **given)
        session_at(cast, begins + timedelta(days=3, hours=2 * number))


OF_PLACES = (
    "session", "take_place", "answer_session", "give_back", "session_places", "release_seat", "move_own_session",
    "close_hours",
)  # fmt: skip


def place_address(name: str) -> dict[str, Any]:
    """What the addresses of places name: Ana's own private session, her place in it, and hours of Clara; else nothing."""
    own = Seat.objects.filter(meeting__kind="private", state="booked", user__name="Ana")
    seat = own.filter(meeting__occurrence__start__gt=clock.now()).order_by("made", "pk").first()
    hours = OpenedHours.objects.order_by("made", "pk").first()
    if name not in OF_PLACES or seat is None or hours is None:
        return {}
    return {"meeting": seat.meeting_id, "seat": seat.pk, "hours": hours.pk}


def sessions_told(cast: Cast) -> None:
    """One message of each kind, to whoever could get it: the count of new messages asks each kind once."""
    seat = Seat.objects.filter(state="booked").order_by("made", "pk").first()
    if seat is None:
        return
    begins = seat.meeting.occurrence.start.isoformat()
    for name in (
        SESSION_INVITED,
        SESSION_BOOKED,
        SESSION_MOVED,
        SESSION_CHANGED,
        SESSION_OFF,
        PLACE_FREE,
        SESSION_TOMORROW,
        SESSION_SOON,
    ):
        for kind in (f"{name}.patient", f"{name}.patient.now"):
            queue(user=cast.ana, centre=cast.here, kind=kind, source=f"{seat.pk}@{begins}")
    for user in (cast.clara, cast.carlos, cast.gala):
        queue(user=user, centre=cast.here, kind=SESSION_HELD_CHANGED, source=f"booked:{seat.pk}:{begins}")

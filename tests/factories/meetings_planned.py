"""Sessions planned for Ana's centre, through the real actions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from mentoring.meetings.models import Meeting, MeetingSeries, Seat
from mentoring.meetings.planning import actions
from mentoring.meetings.planning.facts import PlannedFacts
from mentoring.meetings.times.series import Times
from oncocare.foundation import ids
from oncocare.people.days import today_of
from oncocare.people.models import User
from tests.cast import Cast


def facts(cast: Cast, **given: Any) -> PlannedFacts:
    """A training of Clara's in a room, unless something else is given."""
    usual = {
        "kind": "training", "title": "Breathing", "host": cast.clara, "language": "en", "capacity": 12,
        "provider": "place", "place": "Room 2", "phone": "931 000 000",
    }  # fmt: skip
    return PlannedFacts(**{**usual, **given})


def private(cast: Cast, **given: Any) -> PlannedFacts:
    """A private session with Clara."""
    return facts(cast, **{"kind": "private", "title": "", "capacity": 1, **given})


def times(cast: Cast, begins: datetime, **given: Any) -> Times:
    """An hour from this moment on, on the wall of Ana's centre, unless something else is given."""
    usual = {"first": begins.date(), "starts": begins.time(), "minutes": 60, "zone": cast.here.zone}
    return Times(**{**usual, **given})


def planned(cast: Cast, begins: datetime, said: PlannedFacts | None = None, **given: Any) -> Meeting:
    """One session that Carlos plans now, with its times."""
    return actions.plan_meeting(
        by=cast.carlos, centre=cast.here, key=ids.new(), facts=said or facts(cast), times=times(cast, begins, **given)
    )


def weekly(cast: Cast, begins: datetime, last: date, said: PlannedFacts | None = None, every: int = 1) -> MeetingSeries:
    """A series that Carlos plans now."""
    when = times(cast, begins, every=every, last=last)
    return actions.plan_series(by=cast.carlos, centre=cast.here, facts=said or facts(cast), times=when)


def seated(cast: Cast, meeting: Meeting, user: User, state: str = "booked") -> Seat:
    """Somebody in care has a place."""
    return Seat.objects.create(
        meeting=meeting, centre=cast.here, user=user, patient=cast.patient(user), state=state
    )  # fmt: skip


def meetings_planned(cast: Cast, rows: int = 1) -> Meeting:
    """So many sessions of a series and as many private ones of Clara's, to come within four weeks; each private one has
    somebody in it. The first of the series.
    """
    first = today_of(cast.here) + timedelta(days=1)
    at = datetime.combine(first, time(7))
    series = weekly(cast, at, first + timedelta(weeks=rows - 1))
    for number in range(rows):
        seated(cast, planned(cast, at + timedelta(hours=2 * number + 2), private(cast)), cast.ana)
    return Meeting.objects.filter(series=series).order_by("occurrence__start").first()  # type: ignore[return-value]


def meeting_address(name: str) -> dict[str, Any]:
    """What the addresses of planning name: the first session of a series; of others nothing."""
    led = (
        "lead_session", "change_session", "change_later_sessions", "move_session", "call_off_session",
        "end_session_series", "take_over_session",
    )  # fmt: skip
    found = Meeting.objects.exclude(series=None).order_by("occurrence__start").first()
    return {"meeting": found.pk} if name in led and found else {}

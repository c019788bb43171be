"""Sessions by video at a fixed moment, places in them, and a provider that stands in for the gateway."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from mentoring.meetings.joining.models import HeldRoom, Presence
from mentoring.meetings.models import Meeting, Seat
from mentoring.meetings.rooms.room import RoomPerson, RoomUnavailable, Ticket
from mentoring.meetings.times.actions import keep_times
from mentoring.meetings.times.series import Times
from oncocare.foundation import clock
from oncocare.people.models import Patient, User
from tests.cast import BY, Cast
from tests.factories.rooms import day
from tests.signing_in import sign_in

BEGINS = day(4, 10)
MINUTE = timedelta(minutes=1)


def held(cast: Cast, begins: datetime = BEGINS, *, minutes: int = 50, **fields: Any) -> Meeting:
    """A session of a group by video of this site, led by Clara."""
    local = begins.astimezone(ZoneInfo(cast.here.time_zone))
    times = Times(first=local.date(), starts=local.time(), minutes=minutes, zone=cast.here.time_zone)
    _event, (occurrence,) = keep_times(by=BY, centre=cast.here.pk, times=times)
    usual = {
        "kind": "group", "title": "Sleep", "provider": "janus", "language": "en", "by": cast.clara, "capacity": 12,
        "host": cast.clara, "phone": "Dial 600 000 000 and 1234.",
    }  # fmt: skip
    return Meeting.objects.create(centre=cast.here, occurrence=occurrence, **usual | fields)


def seat(meeting: Meeting, user: User, state: str = "booked", **fields: Any) -> Seat:
    """Somebody's place in it."""
    patient = Patient.objects.filter(user=user, centre=meeting.centre).first()
    return Seat.objects.create(
        meeting=meeting, user=user, state=state, centre=meeting.centre, patient=patient, **fields
    )


@dataclass
class FakeRooms:
    """A provider that lets everybody in, or does not answer where it is `down`; it notes what it was asked."""

    down: bool = False
    asked: list[Any] = field(default_factory=list)
    provider: str = "janus"

    def open_for(self, meeting: Any) -> None:
        self.asked.append(("open", meeting.pk))

    def ticket(self, meeting: Any, who: RoomPerson) -> Ticket:
        if self.down:
            raise RoomUnavailable("made up")
        self.asked.append(("ticket", who))
        return Ticket(
            provider="janus", until=who.key.ends, name=who.name, leads=who.leads, address="/video/", room="room",
            person=f"feed-{str(who.seat)[:8]}", pin="pin", opens="opens", token=f"token-{who.key.pk}", watch="watch",
        )  # fmt: skip


@dataclass
class Page:
    """One open page of somebody: what it asks the site, as its script does."""

    user: User
    meeting: Meeting
    page: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        self.client = Client()
        sign_in(self.client, self.user)

    def post(self, route: str, /, *args: Any, **given: Any) -> Any:
        """The answer to a press."""
        address = reverse(route, args=[self.meeting.pk, *args])
        return self.client.post(address, {"page": self.page, **given})

    def look(self) -> Any:
        """What is new."""
        return self.client.get(reverse("session_news", args=[self.meeting.pk]), {"page": self.page})

    def open(self) -> Any:
        """The page itself."""
        return self.client.get(reverse("join_session", args=[self.meeting.pk]))

    def come(self, name: str = "") -> dict[str, Any]:
        """Stand at the door; what the site says."""
        answer = self.post("come_to_session", name=name)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def enter(self) -> Any:
        """Come once more, for a key that is fresh, and use it: as the script does."""
        key = self.come(self.user.name)["key"]
        return self.post("enter_session", key=key)


def session_page_rows(cast: Cast) -> Seat:
    """Ana has a place in a session of her group that begins now, has come to its door, and Clara leads it."""
    own = seat(held(cast, clock.now()), cast.ana)
    HeldRoom.objects.create(meeting=own.meeting)
    Presence.objects.create(
        meeting=own.meeting, user=cast.ana, seat=own, name="Blue bird", state=Presence.State.WAITING, page=uuid4()
    )
    return own


ADDRESSES = {
    "join_session", "session_elsewhere", "come_to_session", "enter_session", "session_news", "session_hand",
    "session_help", "leave_session", "let_all_in", "end_session", "session_person",
}  # fmt: skip


def session_page_address(name: str) -> dict[str, Any]:
    """What an address of the page of a session names: that of Ana, and Ana at its door."""
    own = Presence.objects.order_by("came").first() if name in ADDRESSES else None
    return {"meeting": own.meeting_id, "person": own.pk} if own else {}

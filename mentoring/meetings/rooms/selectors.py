"""Which room a meeting has, who holds a key, and which rooms ought to be gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from mentoring.meetings.models import Meeting, RoomKey, Seat
from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.rooms.janus import JanusAdmin, JanusRooms
from mentoring.meetings.rooms.jitsi import JitsiRooms
from mentoring.meetings.rooms.keys import DOORS_CLOSE, is_key, seal_of
from mentoring.meetings.rooms.link import LinkRooms
from mentoring.meetings.rooms.policy import let_devices, let_socket, socket_of
from mentoring.meetings.rooms.room import GivenKey, MeetingRoom, RoomPerson, RoomUnavailable
from mentoring.meetings.selectors import with_times
from oncocare.foundation import clock

LOOKED_BACK = timedelta(days=2)  # a room that is older was lost with its gateway


def offered() -> list[Meeting.Provider]:
    """Where meetings can be planned on this server: video by a provider of ours only where the settings name it."""
    there = {Meeting.Provider.JITSI: bool(settings.JITSI_ADDRESS), Meeting.Provider.JANUS: bool(settings.JANUS_ADMIN)}
    return [one for one in Meeting.Provider if there.get(one, True)]


def room_of(meeting: Any) -> MeetingRoom:
    """The provider of the room of a meeting with its times. `RoomUnavailable` where it is not by video, or where the
    settings do not name its provider any more.
    """
    if meeting.provider not in offered():
        raise RoomUnavailable(f"{meeting.provider} is not in the settings")
    if meeting.provider == Meeting.Provider.LINK:
        return LinkRooms()
    if meeting.provider == Meeting.Provider.JITSI:
        return JitsiRooms(
            origin=settings.JITSI_ADDRESS, app=settings.JITSI_APP, secret=settings.JITSI_SECRET,
            audience=settings.JITSI_AUDIENCE,
        )  # fmt: skip
    if meeting.provider == Meeting.Provider.JANUS:
        return janus_rooms()
    raise RoomUnavailable(f"{meeting.provider} is no video")


def janus_rooms() -> JanusRooms:
    """The rooms of this site's own gateway."""
    return JanusRooms(
        ask=JanusAdmin(settings.JANUS_ADMIN, settings.JANUS_ADMIN_SECRET), path=settings.JANUS_PATH,
        secret=settings.JANUS_TOKEN_SECRET, admin_key=settings.JANUS_ROOM_KEY, turn=settings.TURN_ADDRESSES,
        turn_secret=settings.TURN_SECRET,
    )  # fmt: skip


def origin_of(meeting: Any) -> str:
    """The one other origin that the page of this room may hold a frame of; empty but for Jitsi (decision 0040)."""
    return settings.JITSI_ADDRESS if meeting.provider == Meeting.Provider.JITSI else ""


def with_devices(response: HttpResponse, meeting: Any) -> HttpResponse:
    """The same answer as the page of the room of this meeting, which alone has camera and microphone."""
    ours = meeting.provider == Meeting.Provider.JANUS
    answer: HttpResponse = let_devices(response, origin_of(meeting), socket_of(settings.SITE_URL) if ours else "")
    return answer


def to_watch(response: HttpResponse) -> HttpResponse:
    """The same answer as a page that watches a room of this site's own gateway, with no device of its own."""
    answer: HttpResponse = let_socket(response, socket_of(settings.SITE_URL))
    return answer


# --- keys -------------------------------------------------------------------------------------------------------------


def who_has(key: str) -> RoomKey | None:
    """Whose key this is, while it opens; with the meeting and its times, and whom it was given to."""
    if not is_key(key):
        return None
    found = RoomKey.objects.filter(seal=seal_of(key), ended=None, ends__gt=clock.now())
    row = found.select_related("seat__user", "registration", "staff").first()
    if row is not None:
        row.meeting = with_times(Meeting.objects.filter(pk=row.meeting_id)).get()
    return row


def ended_before(row: RoomKey) -> list[GivenKey]:
    """The other keys of the same person to the same meeting that a room might still take."""
    same = {"meeting": row.meeting_id, "seat": row.seat_id, "registration": row.registration_id, "staff": row.staff_id}
    rows = RoomKey.objects.filter(**same, ends__gt=clock.now()).exclude(pk=row.pk).order_by("made")
    return [GivenKey(pk, ends) for pk, ends in rows.values_list("pk", "ends")]


def still_open(seat: Seat) -> list[GivenKey]:
    """The keys to a place that a room might still take, or that somebody came in with: all of this meeting's hours."""
    return [GivenKey(pk, ends) for pk, ends in RoomKey.objects.filter(seat=seat).values_list("pk", "ends")]


def person_of(row: RoomKey, name: str) -> RoomPerson:
    """Whoever holds this key, as the providers know them. In a talk that is open to everybody only those who lead it
    speak; the others watch them, and nobody sees who else is there.
    """
    public = of_kind(row.meeting.kind).public
    leads = row.staff_id in _leaders(row.meeting)
    seat = next(one for one in (row.seat_id, row.registration_id, row.staff_id) if one)
    return RoomPerson(
        seat=seat, name=name, leads=leads, key=GivenKey(row.pk, row.ends), before=ended_before(row),
        speaks=leads or not public, on_stage=_leaders(row.meeting) if public else (),
    )  # fmt: skip


def _leaders(meeting: Meeting) -> list[UUID]:
    return [one for one in (meeting.host_id, meeting.second_id) if one is not None]


# --- rooms to close ---------------------------------------------------------------------------------------------------


def past_by_janus() -> list[Any]:
    """Meetings of the last two days on this site's own gateway whose doors have closed, or that were called off."""
    now = clock.now()
    rows = with_times(Meeting.objects.filter(provider=Meeting.Provider.JANUS))
    recent = rows.filter(ends__gt=now - LOOKED_BACK, begins__lt=now + LOOKED_BACK)
    return [one for one in recent if one.off or one.ends + DOORS_CLOSE <= now]

"""Writes of rooms: keys that open one for minutes. What is asked of a provider is asked outside a transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.meetings.models import Meeting, Registration, RoomKey, Seat
from mentoring.meetings.rooms.keys import ALPHABET, LENGTH, OPENS_FOR, doors_are_open, seal_of
from mentoring.meetings.rooms.room import RoomUnavailable, Ticket
from mentoring.meetings.rooms.selectors import (
    janus_rooms,
    offered,
    past_by_janus,
    person_of,
    room_of,
    still_open,
    who_has,
)
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, after_commit, hold
from oncocare.people.models import Actor, User

log = logging.getLogger(__name__)


@action
def give_key(
    *,
    by: Actor,
    meeting: Any,
    seat: Seat | None = None,
    registration: Registration | None = None,
    staff: User | None = None,
) -> str:
    """A key to the room of a meeting with its times, for one person and five minutes. The one before it opens nothing
    any more. Refused outside the hour, where the meeting was called off, and to whoever has no place in it.

    Only a hash of it is kept: whoever asks again gets another.
    """
    holder = _holder(meeting, seat=seat, registration=registration, staff=staff)
    hold(next(one for one in holder.values() if one is not None))
    if not _has_a_place(meeting, **holder):
        raise ValidationError(_("There is no place for you in this session. Nothing was changed."))
    now = clock.now()
    off = Meeting.objects.filter(pk=meeting.pk, occurrence__cancelled=True).exists()
    if off or not doors_are_open(begins=meeting.begins, ends=meeting.ends, now=now):
        raise ValidationError(_("The room is not open now. Nothing was changed."))
    RoomKey.objects.filter(meeting=meeting.pk, **holder, ended=None).update(ended=now)
    key = ids.letters(ALPHABET, LENGTH)
    row = RoomKey.objects.create(
        id=ids.new(), meeting_id=meeting.pk, **holder, seal=seal_of(key), made=now, ends=now + OPENS_FOR
    )
    record(by=by, verb=Verb.ROOM_KEY_GIVEN, subject=row, centre=meeting.centre_id)
    return key


def _holder(meeting: Meeting, **given: Any) -> dict[str, Any]:
    """Whose key it is, exactly one; ValueError for a mistake of whoever calls."""
    if sum(one is not None for one in given.values()) != 1:
        raise ValueError("A key is bound to one seat, one registration or one member of staff.")
    if any(one is not None and one.meeting_id != meeting.pk for one in (given["seat"], given["registration"])):
        raise ValueError("This place is in another meeting.")
    return given


def _has_a_place(meeting: Meeting, seat: Seat | None, registration: Registration | None, staff: User | None) -> bool:
    """As it is now, not as it was when the page was made."""
    if seat is not None:
        return Seat.objects.filter(pk=seat.pk, state=Seat.State.BOOKED).exists()
    if registration is not None:
        return Registration.objects.filter(Registration.STANDS, pk=registration.pk).exists()
    return staff is not None and meeting.is_led_by(staff)


@action
def end_keys(*, by: Actor, seat: Seat | None = None, registration: Registration | None = None) -> int:
    """Whoever gave a place back, or was taken out of it, opens no room any more; how many keys ended."""
    if (seat is None) == (registration is None):
        raise ValueError("Keys end for one seat or one registration.")
    mine = RoomKey.objects.filter(seat=seat) if seat else RoomKey.objects.filter(registration=registration)
    ended = mine.filter(ended=None).update(ended=clock.now())
    if ended:
        record(by=by, verb=Verb.ROOM_KEYS_ENDED, subject=seat or registration or "", keys=ended)
    return ended


@action
def shut_out(*, by: Actor, seat: Seat) -> None:
    """Whoever has no place any more opens no room, and is sent out of the one that they are in, at once where the
    gateway answers. Its meeting is with its times.
    """
    meeting: Any = seat.meeting
    before = still_open(seat)
    end_keys(by=by, seat=seat)
    if before and _is_ours(meeting):
        after_commit(lambda: _try(lambda: janus_rooms().send_out(meeting, seat.pk, before)))


def close_room(*, meeting: Any) -> None:
    """Destroy the room of one meeting once what was written is kept; where it cannot be reached, the beat does."""
    if _is_ours(meeting):
        after_commit(lambda: _try(lambda: janus_rooms().close(meeting)))


def _is_ours(meeting: Meeting) -> bool:
    """Whether its room is on the gateway of this site, and there is one still."""
    return meeting.provider == Meeting.Provider.JANUS and Meeting.Provider.JANUS in offered()


def _try(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except RoomUnavailable as unavailable:
        log.warning("A room for video could not be changed: %s", unavailable.why)
        return False
    return True


def ticket_for(*, key: str, name: str) -> Ticket | None:
    """What lets whoever holds this key into the room, under this name; None where it opens nothing. The first makes the
    room, and whoever came in with an earlier key of the same person is out. `RoomUnavailable` where the provider does
    not answer. It writes nothing here.
    """
    row = who_has(key)
    if row is None:
        return None
    meeting: Any = row.meeting
    return room_of(meeting).ticket(meeting, person_of(row, name))


def close_past_rooms() -> int:
    """Destroy the rooms of meetings that are over or were called off; how many. The next beat tries again."""
    if Meeting.Provider.JANUS not in offered():
        return 0
    rooms, there = janus_rooms(), set[str]()
    if not _try(lambda: there.update(rooms.names())):
        return 0
    past = [one for one in past_by_janus() if rooms.name_of(one) in there]
    return sum(_try(partial(rooms.close, one)) for one in past)

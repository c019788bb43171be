"""Rooms of this site's own gateway, Janus: made as the first comes in, opened to one person at a time, destroyed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener
from uuid import UUID

from mentoring.meetings.of_kinds import of_kind
from mentoring.meetings.rooms.asking import NO_SUCH_PERSON, NO_SUCH_ROOM, ROOM_EXISTS, JanusRoom, every_room
from mentoring.meetings.rooms.keys import DOORS_CLOSE
from mentoring.meetings.rooms.relays import relay_for
from mentoring.meetings.rooms.room import GivenKey, MetInRoom, RoomPerson, RoomUnavailable, Ticket
from mentoring.meetings.rooms.tokens import (
    PLUGIN,
    entry_token,
    gateway_token,
    person_name,
    room_name,
    room_pin,
    room_secret,
    watch_token,
)
from oncocare.foundation import ids

STAFF = 2  # beside the places: who leads, and the second
PATIENCE = 3.0  # seconds that one answer may take; it stands on the same machine
LARGEST = 1_000_000  # bytes of one answer
DIGITS = "0123456789abcdef"

Ask = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class JanusAdmin:
    """The door of the gateway that only the site can reach."""

    address: str
    secret: str = field(repr=False)

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        """The plugin's answer, which may say that it refuses. `RoomUnavailable` where there is none."""
        asked = {
            "janus": "message_plugin", "plugin": PLUGIN, "transaction": ids.letters(DIGITS, 16),
            "admin_secret": self.secret, "request": request,
        }  # fmt: skip
        answer = self._sent(json.dumps(asked).encode())
        if answer.get("janus") != "success" or not isinstance(answer.get("response"), dict):
            raise RoomUnavailable(f"Janus refused {request['request']}: {answer.get('error', 'no reason')}")
        response: dict[str, Any] = answer["response"]
        return response

    def _sent(self, body: bytes) -> dict[str, Any]:
        request = Request(self.address, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 -- from the settings
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as response:
                answer = json.loads(response.read(LARGEST))
        except (OSError, ValueError, HTTPException) as error:
            raise RoomUnavailable(f"Janus did not answer: {error.__class__.__name__}") from error
        if not isinstance(answer, dict):
            raise RoomUnavailable("Janus answered with something else than an object")
        return answer


@dataclass(frozen=True)
class JanusRooms:
    """`path` is where pages of this site reach the gateway; `secret`, which it knows too, signs what lets people in."""

    ask: Ask
    path: str
    secret: str = field(repr=False)
    admin_key: str = field(repr=False)
    turn: Sequence[str] = ()
    turn_secret: str = field(default="", repr=False)
    provider: str = "janus"

    def open_for(self, meeting: MetInRoom) -> None:
        """The room is there; made by two at once it is one."""
        public = of_kind(meeting.kind).public
        speakers = STAFF if public else meeting.capacity + STAFF
        self._asked(
            self._room(meeting).build(admin_key=self.admin_key, speakers=speakers, watchers=public),
            fine=(ROOM_EXISTS,),
        )

    def ticket(self, meeting: MetInRoom, who: RoomPerson) -> Ticket:
        """The room opens to this key alone of all that this person was given; whoever came in with another is out."""
        self.open_for(meeting)
        room, person = self._room(meeting), self._person(meeting, who)
        token = self._entry(room, who.key) if who.speaks else ""
        if who.before:
            self._asked(room.refuse([self._entry(room, one) for one in who.before]))
        if who.speaks:
            self._asked(room.kick(person), fine=(NO_SUCH_PERSON,))
            self._asked(room.allow([token]))
        return self._made_out(meeting, who, room=room, person=person, token=token)

    def send_out(self, meeting: MetInRoom, seat: UUID, keys: Sequence[GivenKey]) -> None:
        """Whoever has this place is out, if they are in, and none of these keys lets them in again."""
        room = self._room(meeting)
        self._asked(room.refuse([self._entry(room, one) for one in keys]), fine=(NO_SUCH_ROOM,))
        person = person_name(self.secret, meeting.pk, seat)
        self._asked(room.kick(person), fine=(NO_SUCH_ROOM, NO_SUCH_PERSON))

    def close(self, meeting: MetInRoom) -> None:
        """The room is gone, and all who were in it are out."""
        self._asked(self._room(meeting).destroy(), fine=(NO_SUCH_ROOM,))

    def names(self) -> set[str]:
        """The names of all rooms that there are."""
        return {str(one["room"]) for one in self._asked(every_room(self.admin_key)).get("list", ())}

    def name_of(self, meeting: MetInRoom) -> str:
        """The name of the room of a meeting, whether it is there or not."""
        return room_name(self.secret, meeting.pk)

    def _made_out(self, meeting: MetInRoom, who: RoomPerson, *, room: JanusRoom, person: str, token: str) -> Ticket:
        until = meeting.ends + DOORS_CLOSE
        return Ticket(
            provider=self.provider, until=until, name=who.name, leads=who.leads, address=self.path, room=room.name,
            person=person, pin=room.pin, opens=gateway_token(self.secret, until), token=token,
            watch=watch_token(self.secret, room.name, until), speaks=who.speaks,
            feeds=tuple(person_name(self.secret, meeting.pk, one) for one in who.on_stage),
            relays=relay_for(person, until=until, secret=self.turn_secret, urls=self.turn),
        )  # fmt: skip

    def _room(self, meeting: MetInRoom) -> JanusRoom:
        made = (make(self.secret, meeting.pk) for make in (room_name, room_secret, room_pin))
        return JanusRoom(*made)

    def _person(self, meeting: MetInRoom, who: RoomPerson) -> str:
        return person_name(self.secret, meeting.pk, who.seat)

    def _entry(self, room: JanusRoom, key: GivenKey) -> str:
        return entry_token(self.secret, room.name, key.pk, _second(key.ends))

    def _asked(self, request: dict[str, Any], fine: Sequence[int] = ()) -> dict[str, Any]:
        answer = self.ask(request)
        code = answer.get("error_code")
        if code is not None and code not in fine:
            raise RoomUnavailable(f"Janus refused {request['request']}: {code}")
        return answer


def _second(moment: datetime) -> datetime:
    """Tokens count seconds, so the same key always makes the same token."""
    return moment.replace(microsecond=0)

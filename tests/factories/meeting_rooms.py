"""Stand-ins for rooms: a provider that remembers what was asked, and a gateway that answers as Janus's admin door does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from mentoring.meetings.rooms.room import RoomPerson, RoomUnavailable, Ticket

ADMIN_SECRET, ROOM_KEY, TOKEN_SECRET, TURN_SECRET = (f"{one}-0123456789-0123456789-0123456789" for one in "arts")


@dataclass
class FakeRooms:
    """A provider without a network. `broken` answers nothing, as a gateway that does not run."""

    provider: str = "janus"
    broken: bool = False
    opened: list[Any] = field(default_factory=list)
    people: list[RoomPerson] = field(default_factory=list)
    closed: list[Any] = field(default_factory=list)

    def open_for(self, meeting: Any) -> None:
        if self.broken:
            raise RoomUnavailable("the stand-in is broken")
        self.opened.append(meeting.pk)

    def ticket(self, meeting: Any, who: RoomPerson) -> Ticket:
        self.open_for(meeting)
        self.people.append(who)
        until = meeting.ends + timedelta(minutes=30)
        return Ticket(
            provider=self.provider, until=until, name=who.name, leads=who.leads, address="/video/", room="room",
            person=who.seat.hex, pin="pin", opens="opens", token="token" if who.speaks else "", watch="watch",
            speaks=who.speaks, feeds=tuple(one.hex for one in who.on_stage),
        )  # fmt: skip

    def close(self, meeting: Any) -> None:
        self.closed.append(meeting.pk)


def standing_in(monkeypatch: pytest.MonkeyPatch, **given: Any) -> FakeRooms:
    """Every meeting has its room with this stand-in from now on."""
    fake = FakeRooms(**given)
    monkeypatch.setattr("mentoring.meetings.rooms.actions.room_of", lambda _meeting: fake)
    return fake


@dataclass
class FakeJanus:
    """Rooms by name, and every request of the plugin in order; `says` overrides the next whole answer."""

    address: str = ""
    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    says: list[bytes] = field(default_factory=list)

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """As the admin door of Janus 1.1.2 does."""
        if body.get("admin_secret") != ADMIN_SECRET:
            return {"janus": "error", "error": {"code": 403, "reason": "Unauthorized request"}}
        if body.get("janus") != "message_plugin" or body.get("plugin") != "janus.plugin.videoroom":
            return {"janus": "error", "error": {"code": 453, "reason": "Unknown request"}}
        self.asked.append(body["request"])
        answer = self._plugin(body["request"])
        return {"janus": "success", "transaction": body["transaction"], "response": answer}

    def _plugin(self, request: dict[str, Any]) -> dict[str, Any]:
        what, room = request["request"], self.rooms.get(request.get("room", ""))
        if what in ("create", "list") and request.get("admin_key") != ROOM_KEY:
            return {"error_code": 433} if what == "create" else {"videoroom": "success", "list": []}
        if what == "list":
            return {"videoroom": "success", "list": [{"room": name} for name in self.rooms]}
        if what == "create":
            if room is not None:
                return {"error_code": 427}
            self.rooms[request["room"]] = {**request, "allowed": set(request["allowed"]), "in": set()}
            return {"videoroom": "created", "room": request["room"], "permanent": False}
        if room is None or request.get("secret") != room["secret"]:
            return {"error_code": 426 if room is None else 433}
        return self._changed(room, request)

    def _changed(self, room: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        if request["request"] == "allowed":
            tokens = set(request["allowed"])
            room["allowed"] = room["allowed"] | tokens if request["action"] == "add" else room["allowed"] - tokens
        elif request["request"] == "kick":
            if request["id"] not in room["in"]:
                return {"error_code": 428}
            room["in"].discard(request["id"])
        else:
            del self.rooms[request["room"]]
        return {"videoroom": "success"}


@contextmanager
def fake_janus() -> Iterator[FakeJanus]:
    """A `FakeJanus` behind a port of this machine."""
    fake = FakeJanus()

    class RoomDoor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = fake.says.pop(0) if fake.says else json.dumps(fake.answer(body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None:
            """Nothing is said beside the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), RoomDoor) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        fake.address = f"http://127.0.0.1:{server.server_port}/admin"
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()

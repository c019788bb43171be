"""Real Janus and coturn, where `make video` started them, and a page's half of a talk with Janus, without a browser."""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from oncocare.launch.video import PORTS, video_settings

MISSING = "Janus does not run here: `make video` installs and starts it."


def running_video() -> dict[str, str]:
    """What the site is told of the gateway that `make video` started; skips without one, and fails so in CI."""
    found = video_settings()
    if not found:
        pytest.fail(MISSING) if os.environ.get("CI") == "true" else pytest.skip(MISSING)
    return found


class Gateway:
    """A page's connection to Janus: a WebSocket with text frames, and what is asked over it, one after the other."""

    def __init__(
        self, token: str, door: tuple[str, int] = ("127.0.0.1", PORTS["WS_PORT"]), path: str = "/video/"
    ) -> None:
        self.token, self.line = token, socket.create_connection(door, timeout=5)
        self.kept = b""
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {door[0]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: janus-protocol\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._bytes(1)
        assert head.startswith(b"HTTP/1.1 101 "), head

    def ask(self, **request: Any) -> dict[str, Any]:
        """Its answer; what it only acknowledges is waited for."""
        transaction = secrets.token_hex(8)
        self._send(json.dumps({"transaction": transaction, "token": self.token, **request}).encode())
        while True:
            answer: dict[str, Any] = json.loads(self._receive())
            if answer.get("transaction") == transaction and answer["janus"] != "ack":
                return answer

    def attach(self, plugin: str = "janus.plugin.videoroom") -> dict[str, int] | int:
        """A session with a handle of a plugin; the number of the error where Janus refuses it."""
        created = self.ask(janus="create")
        if created["janus"] == "error":
            return int(created["error"]["code"])
        session = created["data"]["id"]
        handle = self.ask(janus="attach", session_id=session, plugin=plugin)
        if handle["janus"] == "error":
            return int(handle["error"]["code"])
        return {"session_id": session, "handle_id": handle["data"]["id"]}

    def close(self) -> None:
        self.line.close()

    def _send(self, text: bytes) -> None:
        size, mask = len(text), secrets.token_bytes(4)
        length = struct.pack("!B", 128 | size) if size < 126 else struct.pack("!BH", 128 | 126, size)
        self.line.sendall(b"\x81" + length + mask + bytes(one ^ mask[at % 4] for at, one in enumerate(text)))

    def _receive(self) -> bytes:
        text = b""
        while True:
            first, second = self._bytes(2)
            size = second & 127
            if size >= 126:
                size = int.from_bytes(self._bytes(2 if size == 126 else 8), "big")
            piece = self._bytes(size)
            if first & 15 in (0, 1):
                text += piece
                if first & 128:
                    return text

    def _bytes(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            piece = self.line.recv(count - len(found))
            assert piece, "Janus closed the connection"
            found += piece
        return found


def attached(token: str, plugin: str = "janus.plugin.videoroom") -> dict[str, int] | int:
    """What comes of asking for a plugin with a token, over a connection of its own."""
    gateway = Gateway(token)
    try:
        return gateway.attach(plugin)
    finally:
        gateway.close()


@contextmanager
def page_of(ticket: Any) -> Iterator[Any]:
    """Of a page with this ticket: what comes of asking to join, as somebody who may speak or to hear one who does. An
    event of the plugin, by `videoroom`, or the number of its error.
    """
    gateway = Gateway(ticket.opens)
    handles: list[Any] = []

    def join(ptype: str = "publisher", **changed: Any) -> Any:
        handle = gateway.attach()
        assert isinstance(handle, dict), handle
        handles.append(handle)
        body = {"request": "join", "ptype": ptype, "room": ticket.room, "pin": ticket.pin, **changed}
        if ptype == "publisher":
            body = {"id": ticket.person, "display": ticket.name, "token": ticket.token, **body}
        answer = gateway.ask(janus="message", **handle, body=body)
        data = answer["plugindata"]["data"] if "plugindata" in answer else answer["error"]
        return data.get("error_code", data.get("code", data))

    join.gateway = gateway  # type: ignore[attr-defined]
    join.handles = handles  # type: ignore[attr-defined]
    try:
        yield join
    finally:
        gateway.close()

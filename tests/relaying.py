"""What runs inside the networks of `tests/namespaces.py`, each as a process of its own.

python -m tests.relaying forward ADDRESS PORT TO PORT     passes on bytes, as the proxy in front of the gateway does
python -m tests.relaying ticket FOLDER URL PERSON         what a page of somebody in a room is given, as JSON
python -m tests.relaying serve PORT TICKET RESULT         the page, until it has said what it saw
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

from mentoring.meetings.rooms.janus import JanusAdmin, JanusRooms
from mentoring.meetings.rooms.room import GivenKey, RoomPerson
from oncocare.launch.front import _pass

PAGE = Path(__file__).with_name("relaying.html")
AHEAD = datetime(2037, 1, 1, tzinfo=UTC)  # Janus and the relay look at the clock of the machine


async def forward(address: str, port: int, to: str, to_port: int) -> None:
    """Each connection goes to one other address."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, there = await asyncio.open_connection(to, to_port)
        await asyncio.gather(_pass(reader, there), _pass(behind, writer))

    async with await asyncio.start_server(pass_on, address, port) as server:
        await server.serve_forever()


def ticket(folder: Path, url: str, person: int) -> str:
    """Of one person in the one room of this test."""
    told = dict(line.split("=", 1) for line in (folder / "env").read_text().splitlines())
    ask = JanusAdmin(told["JANUS_ADMIN"], told["JANUS_ADMIN_SECRET"])
    rooms = JanusRooms(ask, "/video/", told["JANUS_TOKEN_SECRET"], told["JANUS_ROOM_KEY"], (url,), told["TURN_SECRET"])
    meeting = SimpleNamespace(pk=UUID(int=1), kind="group", capacity=8, link="", ends=AHEAD)
    who = RoomPerson(seat=UUID(int=person), name="Blue bird", leads=False, key=GivenKey(UUID(int=person), AHEAD))
    return json.dumps(rooms.ticket(meeting, who).for_page())


def serve(port: int, given: Path, result: Path) -> None:
    """The page and its ticket; what the page sends is kept, and ends it."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = self.path == "/"
            self.send_response(200 if page or self.path == "/ticket" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8" if page else "application/json")
            self.end_headers()
            self.wfile.write(PAGE.read_bytes() if page else given.read_bytes())

        def do_POST(self) -> None:
            result.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

    with HTTPServer(("127.0.0.1", port), Site) as server:
        while not result.exists():
            server.handle_request()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["forward", address, port, to, to_port]:
            asyncio.run(forward(address, int(port), to, int(to_port)))
        case ["ticket", folder, url, person]:
            sys.stdout.write(ticket(Path(folder), url, int(person)))
        case ["serve", port, given, result]:
            serve(int(port), Path(given), Path(result))

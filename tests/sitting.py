"""People in a room of the real Janus by the code of the page of a session, without the rest of the site: in one Chromium
with made-up microphones, on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page

from mentoring.meetings.rooms.janus import JanusAdmin, JanusRooms
from mentoring.meetings.rooms.room import GivenKey, RoomPerson, Ticket
from oncocare.foundation import ids
from oncocare.launch.folders import REPO
from oncocare.launch.video import PORTS
from tests.journeys import running
from tests.video import running_video

AHEAD = datetime(2037, 1, 1, tzinfo=UTC)  # Janus looks at the clock of the machine
PAGE = Path(__file__).with_name("sitting.html")
FLAGS = (
    *running.FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
)  # fmt: skip


class Site(BaseHTTPRequestHandler):
    """The page, and the scripts of the room as they stand in the repository."""

    def do_GET(self) -> None:
        script = self.path.startswith("/room/")
        file = REPO / "oncocare" / "web" / "room" / Path(self.path).name if script else PAGE
        self.send_response(200 if file.is_file() else 404)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.end_headers()
        self.wfile.write(file.read_bytes() if file.is_file() else b"")

    def log_message(self, *_words: Any) -> None:
        """Nothing is said of each request."""


def real_rooms() -> JanusRooms:
    """Rooms of the gateway that `make video` started, by its own door and with no proxy before it."""
    told = running_video()
    ask = JanusAdmin(told["JANUS_ADMIN"], told["JANUS_ADMIN_SECRET"])
    door = f"http://127.0.0.1:{PORTS['WS_PORT']}/video/"
    return JanusRooms(ask, door, told["JANUS_TOKEN_SECRET"], told["JANUS_ROOM_KEY"])


def a_meeting(capacity: int) -> Any:
    """As rooms know one."""
    return SimpleNamespace(pk=ids.new(), kind="group", capacity=capacity, link="", ends=AHEAD)


@contextmanager
def sitting(playwright: Any) -> Iterator[tuple[Browser, str]]:
    """The browser, and where the page is."""
    found = running.chromium() or pytest.skip("No Chromium here, so nobody sat in a room.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
    try:
        yield browser, f"http://localhost:{server.server_port}/"
    finally:
        browser.close()
        server.shutdown()
        server.server_close()


def sits(
    browser: Browser, address: str, rooms: JanusRooms, meeting: Any, *, seat: UUID | None = None,
    given: GivenKey | None = None, plays: bool = False,
) -> tuple[Page, Ticket]:  # fmt: skip
    """Somebody who may speak is in the room, by a page of their own."""
    key = given or GivenKey(ids.new(), AHEAD)
    who = RoomPerson(seat=seat or ids.new(), name="Somebody", leads=False, key=key)
    ticket, page = rooms.ticket(meeting, who), browser.new_page()
    page.goto(address)
    page.wait_for_function("document.title === 'ready'")
    page.evaluate("([ticket, plays]) => come(ticket, plays)", [ticket.for_page(), plays])
    return page, ticket
